"""Tables: the four formats, escaping, and LaTeX that compiles."""

import csv
import io
import subprocess
from html.parser import HTMLParser

import pytest

from boundkit.checking.headlines import headline as join
from boundkit.checking.report import Headline, Report
from boundkit.commands.bounds import bounds_at_shapes
from boundkit.discovery.discover import discover
from boundkit.errors import MalformedInputError
from boundkit.export.cells import Math
from boundkit.export.tables import Table, bounds_table, results_table, table_document
from boundkit.models import model
from boundkit.verdict import Verdict

AWKWARD = Table(
    "50% of a_b & c",
    ("claim", "x^2"),
    (0.5, 0.5),
    (("under_score | bar <b> {brace} $5 #1 ~", Math((r"\frac{1}{2}",), "<math><mn>1</mn></math>", "1/2")),),
    ("a note: 100%",),
)
MODELS = [model(name) for name in ("mixtral-8x7b", "deepseek-v3", "olmoe-1b-7b")]


def theorems():
    return [entry.theorem for entry in discover().entries]


def results():
    claims = tuple(Headline(t.id, c.name, *join([])) for t in theorems() for c in t.claims)
    return results_table(theorems(), Report((), claims))


class Cells(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows = self.heads = 0

    def handle_starttag(self, tag, attrs):
        self.rows += tag == "tr"
        self.heads += tag == "th"


def test_formats_escape_what_they_must():
    assert r"50\% of a\_\allowbreak{}b \& c" in AWKWARD.render("latex")
    assert r"under_score \| bar" in AWKWARD.render("markdown")
    assert "&lt;b&gt;" in AWKWARD.render("html")
    assert list(csv.reader(io.StringIO(AWKWARD.render("csv"))))[1][1] == "1/2"
    with pytest.raises(MalformedInputError, match="allowed: latex"):
        AWKWARD.render("pdf")


def test_fragments_have_no_document_around_them():
    assert r"\documentclass" not in AWKWARD.render("latex", fragment=True)
    assert "<html" not in AWKWARD.render("html", fragment=True)


@pytest.mark.parametrize("format", ["markdown", "csv", "html"])
def test_every_claim_is_a_row(format):
    count = sum(len(theorem.claims) for theorem in theorems())
    text = results().render(format)
    if format == "html":
        cells = Cells()
        cells.feed(text)
        assert (cells.rows, cells.heads) == (count + 1, 6)
    elif format == "csv":
        assert len(list(csv.reader(io.StringIO(text)))) == count + 1
    else:
        table = [line for line in text.splitlines() if line.startswith("|")]
        assert len(table) == count + 2


@pytest.mark.parametrize("format", ["markdown", "csv", "html", "latex"])
def test_a_refutation_says_what_it_concerns(format):
    (dense,) = [theorem for theorem in theorems() if theorem.id == "wang2025.dense_baseline"]
    claims = [
        Headline(dense.id, c.name, Verdict.REFUTED, "all", dense.origin_of(c), dense.proviso_of(c))
        for c in dense.claims
    ]
    text = results_table([dense], Report((), tuple(claims))).render(format)
    assert text.count("REFUTED as summarised") == 1
    assert "as summarised by a third party" in text
    assert "Theorem 3.1, as read" in text.replace(r"\allowbreak{}", "")


PIECES = [t for t in theorems() if t.id == "wang2025.piece_count"]
AFFINE_TOP_ONE = {"k": 1, "J": 0}


def test_cells_of_data_are_numbers():
    table = bounds_table(bounds_at_shapes(PIECES, MODELS, AFFINE_TOP_ONE, ["upper"]))
    shown = table_document(table)
    assert shown["rows"][1][3:] == [8**32, 256**58, 64**16]
    assert shown["exact"][1][3] == str(8**32)
    assert shown["rows"][1][2] == "N <= E**L"
    rows = list(csv.reader(io.StringIO(table.render("csv"))))
    assert [int(cell) for cell in rows[2][3:]] == [8**32, 256**58, 64**16]
    real = table_document(bounds_table(bounds_at_shapes(theorems(), MODELS, {}, ["upper"])))
    (row,) = [row for row in real["rows"] if row[0] == "classical.binomial_entropy upper"]
    assert all(isinstance(cell, float) for cell in row[3:])


def test_the_shape_heads_the_table_and_misfits_are_left_out():
    table = bounds_table(bounds_at_shapes(theorems(), MODELS, {}))
    assert table.rows[0][0] == "shape"
    assert table.rows[0][3].startswith("D = 4096, E = 8, k = 2, L = 32, J = 1, W = 14336")
    shown = {row[0] for row in table.rows}
    reasons = dict(table.left_out)
    for other in ("kratsios2024.vc_dimension exact_constant_1d", "wang2025.piece_count attained_digits"):
        assert other not in shown
        assert reasons[other].startswith("not of this shape")
    assert reasons["dar2025.one_dimensional_exact flat"] == "says nothing of a shape"
    assert max(map(len, table.footnotes())) < 700
    assert len(table.footnotes(every=True)) > 50
    assert "wang2025.routing_cells cells" in shown


def test_values_set_hypotheses_aside():
    shown = {row[0] for row in bounds_table(bounds_at_shapes(PIECES, MODELS, AFFINE_TOP_ONE)).rows}
    assert "wang2025.piece_count upper" in shown
    assert "wang2025.piece_count attained_digits" not in shown  # it reads one input


@pytest.mark.latex
@pytest.mark.parametrize("name", ["awkward", "results", "bounds"])
def test_latex_compiles(name, tmp_path):
    made = {
        "awkward": lambda: AWKWARD,
        "results": results,
        "bounds": lambda: bounds_table(bounds_at_shapes(theorems(), MODELS, {})),
    }
    (tmp_path / "table.tex").write_text(made[name]().render("latex"), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "table.tex"]
    for _ in range(2):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
        assert done.returncode == 0, done.stdout[-2000:]
    text = subprocess.run(["pdftotext", "table.pdf", "-"], cwd=tmp_path, capture_output=True, text=True).stdout
    assert "Overfull \\hbox" not in done.stdout or name != "awkward"
    assert "claim" in text


def test_a_letter_that_was_given_and_stands_for_several_things_is_told():
    """Units of a hidden layer and points, both called n: the rows are about different objects."""
    some = [theorem for theorem in theorems() if theorem.id in ("classical.zaslavsky", "kratsios2024.routing_growth")]
    wide = [theorem for theorem in theorems() if theorem.id == "classical.montufar_upper"]
    told = [
        note
        for chosen in (some + wide, wide)
        for note in bounds_table(bounds_at_shapes(chosen, MODELS[:1], {"n": 6, "m": 3})).notes
        if "not one thing" in note
    ]
    assert told == [
        "n is not one thing: points in kratsios2024.routing_growth; units of hidden layer l in classical.montufar_upper"
    ]
