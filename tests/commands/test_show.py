"""A result on one screen, with the verdicts of the last check."""

import io

import pytest
from console import document
from rich.console import Console

from boundkit.api import catalogue
from boundkit.commands.show import Shown, shown
from boundkit.export import screen

LINES, WIDTH = 40, 80


def on_a_screen(monkeypatch, found):
    out = io.StringIO()
    monkeypatch.setattr(screen, "console", lambda: Console(file=out, width=WIDTH))
    screen.print_screen(found)
    return out.getvalue()


@pytest.mark.heavy
def test_every_result_fits_on_a_screen(monkeypatch):
    for entry in catalogue().entries:
        text = on_a_screen(monkeypatch, Shown(entry.theorem, told="no verdicts: the last check was of other results"))
        assert len(text.splitlines()) <= LINES, entry.theorem.id
        assert max(map(len, text.splitlines())) <= WIDTH
        assert all(f"{claim.name} (" in text for claim in entry.theorem.claims)


def test_statement_meaning_verdict_and_what_it_rests_on(run, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = str(tmp_path / "pieces.py")
    assert run("new", "mine.pieces", "-o", file)[0] == 0
    assert "no verdicts: there is no check yet; boundkit check " in run("show", file)[1]
    assert run("check", file, "--jobs", "1")[0] == 0
    _, out, _ = run("show", file)
    assert len(out.splitlines()) <= LINES
    (line,) = [line for line in out.splitlines() if line.startswith("upper (")]
    assert "DERIVED from " in line
    for said in ("  N <= W", "N: ", "W: ", "verdicts of the last check, of 20"):
        assert said in out
    assert "no verdicts: the last check was of other results" in run("show", "classical.kuhn_c2")[1]
    assert "    premise: " in run("show", file, "--claim", "upper")[1]
    assert "\nevidence\n" in run("show", file, "-v")[1]
    told = document(run("show", file, "--json"))
    assert told["verdicts"]["upper"]["headline"] == "DERIVED"
    assert told["verdicts"]["upper"]["premises"]
    code, out, err = run("show", file, "--claim", "uper")
    assert (code, out) == (2, "")
    assert "upper" in err


def test_abbreviations_are_written_out(monkeypatch):
    entry = catalogue("mayaki2026.active_budget", "mayaki2026.covering_number").entry("mayaki2026.covering_number")
    monkeypatch.setattr(screen, "_LINES", 200)
    text = " ".join(on_a_screen(monkeypatch, Shown(entry.theorem, told="no verdicts")).split())
    assert "R = L*T*log(binomial(E, k)): routing overhead" in text


def test_a_last_check_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    journal = tmp_path / "last-check.jsonl"
    monkeypatch.setattr("boundkit.commands.show.journal_of", lambda output: journal)
    journal.with_suffix(".json").write_text("[]")
    told = shown("wang2025.piece_count").told
    assert told == "no verdicts: the last check cannot be read; boundkit check wang2025.piece_count"


def test_the_proofs_of_a_claim_are_no_others(run):
    words = ("show", "wang2025.piece_count", "--proof", "--claim", "attained_digits")
    _, out, _ = run(*words)
    assert [line.split()[0] for line in out.splitlines() if line.startswith("wang2025.piece_count:")] == [
        "wang2025.piece_count:attained_digits"
    ]
    whole = document(run("show", "wang2025.piece_count", "--proof", "--json"))["proofs"]
    (own,) = document(run(*words, "--json"))["proofs"]
    assert own in whole
    assert own != whole[0]
    code, out, err = run("show", "wang2025.piece_count", "--proof", "--claim", "published")
    assert (code, out) == (3, "")
    assert "has no proof" in err
