"""The pages of a site hold what the check found, lead nowhere else, and take text for text."""

import json
from collections import Counter
from pathlib import Path

import pytest
from flint import fmpq
from site_reader import Page, broken_links, pages

from boundkit.arithmetic.enclosure import enclose
from boundkit.checking.report import Headline
from boundkit.cli import main
from boundkit.evidence.objects import Instance
from boundkit.export.site.graph import drawing_of
from boundkit.export.site.references import reference
from boundkit.export.site.scatter import scatter_of
from boundkit.statements.reference import ClaimId
from boundkit.statements.relation import UPPER
from boundkit.verdict import Verdict


def test_every_page_is_well_formed_and_every_link_leads_to_a_page_of_the_site(site):
    read = pages(site)
    assert {path.relative_to(site).as_posix() for path in read} == {
        "index.html", "graph.html", "papers.html", "tables.html", "verdicts.html", "papers/mine.html",
        "results/mine.pieces.html", "results/mine.doubled.html",
    }  # fmt: skip
    for path, page in read.items():
        assert page.nested, path
        assert not [name for name, count in Counter(page.names).items() if count > 1], path
        assert page.all("html") == [{"lang": "en"}]
        assert len(page.all("h1")) == len(page.all("main")) == 1
        assert page.all("meta")[1]["name"] == "viewport"
    assert list(broken_links(site)) == []


def test_the_table_of_claims_has_a_row_a_claim_with_what_the_filters_ask(site):
    rows = [row for row in Page(site / "index.html").all("tr") if "data-verdict" in row]
    assert [(row["data-verdict"], row["data-paper"], row["data-sense"]) for row in rows] == [
        ("REFUTED", "mine", "upper"),
        ("DERIVED", "mine", "upper"),
    ]
    assert "pieces" in rows[1]["data-words"]


def test_text_of_a_theorem_file_is_text(site):
    for path in ("index.html", "results/mine.doubled.html", "papers/mine.html"):
        page = Page(site / path)
        assert "<script>alert(1)</script> & 2 n <= n" in page.text
        assert [script for script in page.all("script") if "src" not in script] == []
    assert "a <number>" in Page(site / "results/mine.doubled.html").text


def test_a_result_has_statement_proof_evidence_and_sources(site):
    page = Page(site / "results/mine.pieces.html")
    assert page.all("math")
    assert "DERIVED from 2 premises, 2 tested" in page.text
    assert {"upper", "upper-P1", "upper-1"} <= set(page.names)
    assert {"#upper-P1", "mine.pieces.proofs.tex", "mine.pieces.proofs.json"} <= set(page.addresses)
    assert r"\[ N \leq W + 1 \]" in page.text
    assert "as it should be: this is a control" in page.text
    assert page.all("circle")
    assert "measured" in page.text


def test_the_page_of_a_refuted_claim_shows_the_witness_and_so_does_its_paper(site):
    page = Page(site / "results/mine.doubled.html")
    assert '"measured": "v = 2"' in page.text
    assert "v = 2 at n=1, claimed 1" in page.text
    said = "The object of 'numbers' at n=1 has v = 2, and the claim says v <= 1 there (v: twice n)."
    assert said in page.text
    assert said in Page(site / "papers/mine.html").text
    assert "expected CERTIFIED" in page.text


def test_tables_and_the_check_itself_are_there_to_take_along(site, tmp_path, run):
    assert (site / "tables/results.csv").read_text().startswith("claim,statement,status,verdict")
    assert r"\begin{longtable}" in (site / "tables/results.tex").read_text()
    assert (site / "tables/results.md").read_text().count("\n| mine") == 2
    assert len(json.loads((site / "tables/check.json").read_text())["claims"]) == 2
    assert main(["proof", "replay", str(site / "results/mine.pieces.proofs.json")]) == 0


def test_a_site_is_made_of_a_written_check_without_checking_again(site, tmp_path, run):
    files = [str(site.parent / name) for name in ("pieces.py", "doubled.py")]
    code, out, err = run("report", *files, "--from", str(site / "tables/check.json"), "-o", str(tmp_path / "again"))
    assert code == 0
    assert out == f"open {tmp_path / 'again' / 'index.html'}\n"
    assert "verdicts of the check in check.json" in err
    rows = [Page(folder / "index.html").all("tr") for folder in (site, tmp_path / "again")]
    assert rows[0] == rows[1]


def test_a_place_that_cannot_be_written_is_told(site, tmp_path, run):
    (tmp_path / "taken").write_text("")
    file = str(site.parent / "pieces.py")
    words = ["report", file, "--from", str(site / "tables/check.json"), "-o", str(tmp_path / "taken")]
    code, _, err = run(*words)
    assert code == 2
    assert "choose another folder with -o" in err


def test_a_place_that_cannot_be_written_is_told_before_anything_is_checked(tmp_path, run, monkeypatch):
    monkeypatch.setattr("boundkit.commands.report.report_of", None)
    monkeypatch.setattr("boundkit.commands.check.catalogue", None)
    (tmp_path / "taken").write_text("")
    for words in (["report"], ["check"]):
        code, out, err = run(*words, "classical.zaslavsky", "-o", str(tmp_path / "taken"))
        assert (code, out) == (2, "")
        assert err.endswith("is no folder; choose another folder with -o\n")


def headline(result, claim, *below, verdict=Verdict.DERIVED):
    return Headline(result, claim, verdict, "all", rests_on=tuple(map(ClaimId.read, below)))


def test_the_drawing_joins_what_rests_on_what_from_left_to_right():
    claims = [
        headline("a.one", "base"),
        headline("a.two", "upper", "a.one:base"),
        headline("a.three", "upper", "a.two:upper", verdict=Verdict.REFUTED),
        headline("b.alone", "upper"),
        headline("b.other", "upper", "b.base:unknown"),
    ]
    drawn = drawing_of(claims)
    at = {str(box.claim): box for box in drawn.boxes}
    assert set(at) == {"a.one:base", "a.two:upper", "a.three:upper", "b.other:upper", "b.base:unknown"}
    assert at["a.one:base"].x < at["a.two:upper"].x < at["a.three:upper"].x
    assert {box.verdict for box in drawn.boxes} == {"DERIVED", "REFUTED", ""}
    assert len({(box.x, box.y) for box in drawn.boxes}) == 5
    assert all(arrow.below.x < arrow.above.x for arrow in drawn.arrows)
    assert max(box.y for box in drawn.boxes) < drawn.height


def measured(value, claimed):
    return Instance({"n": claimed}, None, enclose(value), enclose(claimed), UPPER, value <= claimed, {})


def test_dots_lie_below_the_line_of_equal_values_where_an_upper_bound_holds():
    drawn = scatter_of([measured(1, 2), measured(2, 2), measured(fmpq(1, 2), 3)], "N")
    assert [dot.y > drawn.size - dot.x for dot in drawn.dots] == [True, False, True]
    assert not drawn.logarithmic
    assert [label for _, label in drawn.ticks] == ["0", "1", "2", "3"]
    assert scatter_of([measured(1, 2)], "N") is None


@pytest.mark.parametrize("values", [[(1, 10**6), (10, 10**3), (10**5, 10**400)], [(1, 10), (10, 1000), (9, 10**5)]])
def test_wide_ranges_are_drawn_by_logarithms_and_numbers_beyond_floats_left_out(values):
    drawn = scatter_of([measured(*pair) for pair in values], "N")
    kept = [pair for pair in values if max(pair) < 10**300]
    assert (drawn is None) == (len(kept) < 3)
    if drawn:
        assert drawn.logarithmic
        assert all(0 <= place <= drawn.size for place, _ in drawn.ticks)


def test_a_work_is_told_from_its_bibliography():
    assert reference("bartlett2019").startswith("Peter L. Bartlett, Nick Harvey, Christopher Liaw, Abbas Mehrabian. ")
    assert "{" not in reference("montufar2014")
    assert reference("nobody1900") == ""


def test_a_proof_that_raises_leaves_its_page_to_the_evidence(tmp_path, run):
    file = Path(__file__).parents[2] / "controls" / "proofs" / "something_else.py"
    run("report", str(file), "-o", str(tmp_path), "--jobs", "1")
    (path,) = (tmp_path / "results").glob("*.html")
    page = Page(path)
    assert "ERROR" in page.text
    assert not [own for own in page.all("details") if own.get("class") == "proof"]
