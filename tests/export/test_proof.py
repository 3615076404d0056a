"""Proofs as a paper prints them: premises first, then steps with reasons."""

import re
import subprocess

import pytest

import boundkit
from boundkit.errors import NothingMatchedError
from boundkit.export.proof import proofs_document, proofs_text

PIECES = boundkit.theorem("wang2025.piece_count")


def test_premises_are_numbered_and_steps_have_reasons():
    first, *_ = proofs_text(PIECES, as_latex=False).split("\n\n")
    lines = first.splitlines()
    assert lines[0] == "wang2025.piece_count:upper  N <= E**L"
    assert lines[1] == "Taken on trust"
    assert lines[4].endswith(": c(l + 1) <= E*c(l) for all integers l >= 0")
    assert "  (4) c(l) <= E**l    induction on l from (P2) and (3)" in lines
    assert lines[-1] == "  (6) N <= E**L    from (P1) and (5)"


def test_the_document_holds_the_steps():
    document = proofs_document(PIECES)
    assert document["id"] == PIECES.id
    assert [step["rule"] for step in document["proofs"][0]["steps"]].count("induction") == 1


def test_a_result_without_a_proof_says_so():
    with pytest.raises(NothingMatchedError, match="no proof"):
        proofs_text(PIECES.__class__(**{**vars_of(PIECES), "evidence": ()}), as_latex=False)


def vars_of(theorem):
    return {name: getattr(theorem, name) for name in theorem.__dataclass_fields__}


@pytest.mark.latex
@pytest.mark.parametrize(
    "id",
    [
        "wang2025.piece_count",
        "classical.zaslavsky",
        pytest.param("kratsios2024.vc_dimension", marks=pytest.mark.heavy),
    ],
)
def test_latex_compiles(id, tmp_path):
    text = proofs_text(boundkit.theorem(id), as_latex=True)
    page = rf"\documentclass{{article}}\usepackage{{amsmath,amssymb}}\begin{{document}}{text}\end{{document}}"
    (tmp_path / "proof.tex").write_text(page, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "proof.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-2000:]
    shown = subprocess.run(["pdftotext", "proof.pdf", "-"], cwd=tmp_path, capture_output=True, text=True).stdout
    assert "Taken on trust" in shown
    assert "hole" not in shown.split()
    assert not re.findall(r"Overfull .hbox.*", done.stdout)
