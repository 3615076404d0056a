"""Tables on the command line: verdicts of a written check or of the last one, and nothing is checked on the way."""

import csv
import io
import json

import pytest

from boundkit.api import theorem
from boundkit.checking.runner import check
from boundkit.commands.results import last_check
from boundkit.discovery.discover import load
from boundkit.seal import sealed
from boundkit.verdict import Verdict


@pytest.fixture
def run(run, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return run


TABLE = ["table", "results", "--result", "classical.convex_routing_cells"]


def test_without_a_check_nothing_is_started(run):
    code, out, err = run(*TABLE)
    assert (code, out) == (3, "")
    assert "there is no last check" in err
    assert "--from results/check.json" in err


def test_the_last_check_is_named_with_its_day(run):
    assert run("check", "classical.convex_routing_cells", "--jobs", "1")[0] == 0
    code, out, err = run(*TABLE, "--json")
    assert (code, json.loads(out)["rows"][0][0]) == (0, "classical.convex_routing_cells upper")
    assert "verdicts of the last check, of 20" in json.loads(out)["notes"][0]
    assert "items of evidence" in err
    assert run("table", "results", "--result", "wang2025.piece_count")[0] == 3


def test_a_written_check_is_shown_as_it_is(run, tmp_path):
    claim = {
        "id": "classical.convex_routing_cells",
        "claim": "upper",
        "headline": "SUPPORTED",
        "scope": "two of them",
    }
    path = tmp_path / "check.json"
    path.write_text(json.dumps(sealed({"claims": [claim]})))
    code, out, _ = run("table", "results", "--from", str(path), "--format", "csv")
    rows = list(csv.reader(io.StringIO(out)))
    assert (code, len(rows), rows[1][-3:]) == (0, 2, ["SUPPORTED", "two of them", ""])


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace('"scope": "', '"scope": "all, '),
        lambda text: text.replace('"digest": "', '"digest": "0'),
        lambda text: json.dumps({"claims": json.loads(text)["claims"]}),
    ],
    ids=["scope", "digest", "no digest"],
)
def test_an_edited_check_is_not_believed(run, tmp_path, edit):
    assert run("check", "classical.convex_routing_cells", "--jobs", "1", "-o", str(tmp_path))[0] == 0
    path = tmp_path / "check.json"
    whole = path.read_text()
    path.write_text(json.dumps(json.loads(whole)))  # other white space is no edit
    assert run(*TABLE, "--from", str(path))[0] == 0
    path.write_text(edit(whole))
    assert path.read_text() != whole
    code, out, err = run(*TABLE, "--from", str(path))
    assert (code, out) == (2, "")
    assert "is not as a check wrote it" in err


def test_a_claim_that_says_something_else_now_keeps_no_old_verdict(run, tmp_path):
    text = (
        "from boundkit.evidence import instances\n"
        "from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity\n"
        "n, N = natural('n', 'size'), quantity('N', 'count', measure=lambda thing: thing)\n"
        "def build(n): return n\n"
        "THEOREM = Theorem('mine.result', 'A result', cite('folklore', 'elementary'),\n"
        "                  (Claim('upper', UPPER, N <= n),), evidence=(instances('upper', build, n=(1, 2)),))\n"
    )
    path = tmp_path / "mine.py"
    path.write_text(text)
    assert run("check", str(path), "-o", str(tmp_path))[0] == 0
    table = ("table", "results", "--result", str(path), "--from", str(tmp_path / "check.json"), "--format", "csv")
    assert "SUPPORTED" in run(*table)[1]
    path.write_text(text.replace("N <= n", "N <= n - 1"))
    load.cache_clear()
    _, out, err = run(*table)
    assert "SUPPORTED" not in out
    assert "1 left out, which say something else now" in err


def test_a_claim_that_was_not_checked_whole_has_no_verdict(run, tmp_path):
    assert run("check", "classical.convex_routing_cells", "--jobs", "1")[0] == 0
    journal = next((tmp_path / "cache").rglob("last-check.jsonl"))
    journal.write_bytes(journal.read_bytes().split(b"\n")[0] + b"\n")
    code, out, err = run(*TABLE, "--format", "csv")
    assert (code, out.count("\n")) == (0, 1)
    assert "claims that want them are left out" in err


MINE = """
from boundkit.evidence import instances
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity
n, N = natural("n", "size"), quantity("N", "count", measure=lambda thing: thing)
def build(n): return n
THEOREM = Theorem("mine.result", "A result", cite("folklore", "elementary"),
                  (Claim("upper", UPPER, N <= n),), evidence=(instances("upper", build, n=(1, 2)),))
"""


def test_a_written_check_of_a_file_outside_the_catalogue_says_how_it_is_shown(run, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(MINE)
    assert run("check", str(path), "-o", str(tmp_path))[0] == 0
    written = ("--from", str(tmp_path / "check.json"), "--format", "csv")
    code, out, err = run("table", "results", *written)
    assert (code, out) == (3, "")
    assert "not in the catalogue: mine.result; name the theorem file with --result FILE.py" in err
    code, out, err = run("table", "results", "--result", str(path), *written)
    assert (code, "mine.result upper" in out, "1 claim" in err) == (0, True, True)
    assert run("table", "results", "--result", "classical.line", *written)[0] == 3
    assert run("check", str(path), "classical.convex_routing_cells", "--jobs", "1", "-o", str(tmp_path))[0] == 0
    code, out, err = run("table", "results", *written)
    assert (code, "classical.convex_routing_cells upper" in out, "mine.result" in out) == (0, True, False)
    assert "mine.result; name the theorem file" in err


PROVED = """
from boundkit.evidence import instances, proof
from boundkit.proofs import HOLE, apply, chain, premise, unknown
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity
n, N = natural("n", "size"), quantity("N", "count", measure=lambda thing: thing)
THEOREM = Theorem("{id}.x", "A result", cite("folklore", "elementary"), (Claim("upper", UPPER, N <= n**2),),
                  evidence=(instances("upper", lambda n: n, n=(1, 2), name="objects"),))

@proof("upper", assuming={assuming})
def layers():
    v = unknown("v", "layers")
    return chain(premise("as many", N <= v * n), apply(n * HOLE, premise("few layers", v <= n)))
"""


def test_the_last_check_shows_no_claim_as_proved_while_one_below_it_waits(tmp_path):
    """What waits is an item that may refute the ground, which stands in another file."""
    entries = []
    for id, assuming in (("ground", ()), ("above", ("ground.x:upper",))):
        path = tmp_path / f"{id}.py"
        path.write_text(PROVED.format(id=id, assuming=assuming))
        entries += load(str(path))
    journal = tmp_path / "last.jsonl"
    check(entries[1:], catalogue=entries, journal=journal)
    report, shown = last_check(entries[1:], entries, journal, False)
    assert [(claim.id, claim.headline) for claim in report.claims] == [("above.x", Verdict.DERIVED)]
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(line for line in lines if "ground.x objects" not in line))
    report, shown = last_check(entries[1:], entries, journal, False)
    assert report.claims == ()
    assert "2 of 2 items of evidence; 1 of the claims below were not checked" in shown


@pytest.mark.parametrize(("text", "said"), [("{}", "is no check"), (None, "cannot read")])
def test_what_is_no_check_is_refused(run, tmp_path, text, said):
    path = tmp_path / "check.json"
    if text is not None:
        path.write_text(text)
    code, out, err = run("table", "results", "--from", str(path))
    assert (code, out) == (2, "")
    assert said in err


def test_a_summary_has_a_row_a_result(run):
    assert run("check", "classical.convex_routing_cells", "--jobs", "1")[0] == 0
    code, out, _ = run("table", "summary", "--result", "classical.convex_routing_cells", "--json")
    assert code == 0
    ((id, title, _, verdicts),) = json.loads(out)["rows"]
    assert (id, title) == ("classical.convex_routing_cells", theorem(id).title)
    assert verdicts == "1 derived"
