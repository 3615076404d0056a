"""The contract of the command line: documents, exit codes, clear errors."""

import inspect
import json
import re
import subprocess
import sys
import time

import pytest
from console import document, full_disk

from boundkit.cli import app, main, tables
from boundkit.commands.evaluate import Evaluation


def test_list_names_the_results(run):
    rows = {row["id"]: row for row in document(run("list", "--json"))}
    assert rows["wang2025.piece_count"]["claims"][0] == "upper"
    assert {"E", "L"} <= set(rows["wang2025.piece_count"]["symbols"])
    assert {row["paper"] for row in document(run("list", "--paper", "dar2025", "--json"))} == {"dar2025"}


def test_the_catalogue_holds_the_five_results_and_their_claims(run):
    claims = {row["id"]: set(row["claims"]) for row in document(run("list", "--json"))}
    promised = {
        "kratsios2024.vc_dimension": "published_width published_parameters upper_closed upper_solved lower_bumps "
        "lower_affine",
        "mayaki2026.covering_number": "fixed_pattern fixed_pattern_simplified fixed_partition",
        "wang2025.dense_baseline": "as_printed without_condition upper_lipschitz upper_smooth lower_square",
        "wang2025.piece_count": "upper attained_digits attained_product",
        "dar2025.one_dimensional": "error_density optimal_density minimum uniform",
    }
    for id, names in promised.items():
        assert set(names.split()) <= claims[id]


def test_show(run):
    shown = document(run("show", "wang2025.piece_count", "--json"))
    assert shown["claims"][0] | {"proof": ""} == {
        "name": "upper", "sense": "upper", "statement": "N <= E**L", "latex": r"N \leq E^{L}", "latex_where": "",
        "status": "explicit", "source": None, "wording": None, "whose": None, "reading": None, "on": "", "proof": "",
    }  # fmt: skip
    assert shown["uses"] == ["classical.kuhn_c2"]
    shown = document(run("show", "wang2025.routing_cells", "--json"))
    assert shown["uses"] == ["classical.convex_routing_cells", "classical.zaslavsky"]
    code, out, _ = run("show", "wang2025.piece_count", "--latex")
    assert code == 0
    assert r"N \leq E^{L}" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("eval wang2025.piece_cuont E=2 L=2", 2, "did you mean wang2025.piece_count?"),
        ("eval wang2025.piece_count --claim uper E=2 L=2", 2, "did you mean upper?"),
        ("eval wang2025.piece_count --claim upper Q=2", 2, "unknown symbol 'Q'"),
        ("eval wang2025.piece_count --claim upper E=0", 2, "E is integer >= 1"),
        ("eval wang2025.piece_count --claim upper E=1.5", 2, "give a whole number"),
        ("eval wang2025.piece_count --claim upper E=2:", 2, "is no range"),
        ("eval wang2025.piece_count --claim upper E=9:2", 2, "never reaches"),
        ("eval wang2025.piece_count --claim upper E=2:4", 2, "needs a value for L"),
        ("eval wang2025.piece_count --claim upper E=two", 2, "not allowed in a formula"),
        ("eval wang2025.piece_count --claim upper E=1e999999999", 2, "exponent"),
        ("eval wang2025.piece_count --claim upper E=2 E=3", 2, "two values"),
        ("eval wang2025.piece_count --claim upper E", 2, "SYMBOL=VALUE"),
        ("eval wang2025.piece_count --claim upper --model gpt5", 2, "unknown model"),
        ("eval wang2025.piece_count E=2", 2, "--claim"),
        ("eval mayaki2026.covering_number --claim fixed_pattern_simplified E=2 k=3", 2, "<= E"),
        ("eval wang2025.piece_count --claim upper E=2 L=2**(0/0)", 2, "nan"),
        ("eval dar2025.one_dimensional --claim uniform beta=x p=4*x-1", 2, "negative"),
        ("eval dar2025.one_dimensional --claim uniform beta=x p=3*x", 2, "claimed for"),
        ("eval dar2025.one_dimensional --claim uniform beta=x p=1+sqrt(-1)*(x-1/2)", 2, "not a real number"),
        ("eval no_such_file.py", 2, "there is no such file"),
        ("show nothing.here", 2, "unknown result"),
        ("check nothing.here", 3, "unknown result or paper"),
        ("list --paper nobody", 3, "unknown paper"),
        ("check wang2025.piece_count --resume no_such_file", 2, "cannot read"),
        ("check wang2025.piece_count -o /dev/null/folder", 2, "cannot write"),
        ("table bounds", 2, "--model"),
        ("table bounds --model mixtral-8x7b --format pdf", 2, "allowed: latex, markdown, html, csv"),
        ("table bounds --model mixtral-8x7b -o /dev/null/file", 2, "cannot write"),
        ("table verdicts", 2, "allowed: results, summary"),
        ("new Nonsense", 2, "paper.result"),
        ("frobnicate", 2, "frobnicate"),
        ("eval", 2, "ID"),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_line(run, words, code, said):
    got, out, err = run(*words.split())
    assert (got, out) == (code, "")
    assert said in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1
    got, out, _ = run(*words.split(), "--json")
    assert got == code
    assert said in json.loads(out)["error"]["message"]


def test_version_and_help(run):
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run("--version")[1])
    for command in ("list", "show", "eval", "check", "table", "new"):
        code, out, _ = run(command, "--help")
        assert code == 0
        assert "Example" in out


@pytest.mark.parametrize("words", ["list", "list --json"])
def test_ctrl_c_during_the_first_imports_is_one_line(words):
    code = (
        "import sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from boundkit.cli import main\n"
        f"sys.exit(main({words.split()}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (130, False)
    if "--json" in words:
        assert json.loads(done.stdout)["error"]["type"] == "Interrupted"
    else:
        assert (done.stdout, done.stderr) == ("", "boundkit: interrupted\n")


PICTURES = {
    "eval": (["eval", "wang2025.piece_count", "--claim", "upper", "E=2", "L=1:3"], "L = 3:  8"),
    "tokens": (["table", "tokens", "T=1"], "mixtral-8x7b"),
    "claims": (["table", "claims", "wang2025.piece_count:upper", "E=2", "L=1:3"], "8"),
    "compare": (["compare", "wang2025.piece_count:upper", "wang2025.mixture_cells:pieces", "E=2", "R=2", "L=1:3"], ""),
    "try": (["try", "wang2025.piece_count:upper", "N <= E**L", "E=2", "L=2", "--budget", "5"], "Not refuted by"),
}


@pytest.mark.parametrize(
    "name", [name if name in ("tokens", "claims") else pytest.param(name, marks=pytest.mark.heavy) for name in PICTURES]
)
def test_a_picture_that_fails_leaves_the_answer(name, run, tmp_path, monkeypatch):
    monkeypatch.setattr("boundkit.export.figures.put", full_disk)
    words, said = PICTURES[name]
    code, out, err = run(*words, "--plot", str(tmp_path / "a.svg"))
    assert (code, said in out, "No space left on device" in err) == (2, True, True)


@pytest.mark.heavy
def test_no_object_to_draw_leaves_the_answer(run, tmp_path):
    words = "try", "wang2025.piece_count:upper", "N <= E**L", "E=10**9", "--budget", "1"
    code, out, err = run(*words, "--plot", str(tmp_path / "a.svg"))
    assert code == 2
    assert "Nothing can be said" in out
    assert "nothing to draw" in err


def test_ctrl_c_while_a_picture_is_drawn_leaves_the_answer(run, tmp_path, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("boundkit.export.figures.put", stop)
    code, out, err = run("table", "tokens", "T=1", "--plot", str(tmp_path / "a.svg"))
    assert (code, "mixtral-8x7b" in out, "interrupted" in err) == (130, True, True)


def test_no_command_is_silent_while_it_works():
    """But those that write a small file at once: what takes seconds on a busy machine is told after two of them."""
    at_once = {"example", "new", "table"}
    working = {name: command for name, command in app._COMMANDS.items() if name not in at_once} | tables._TABLES
    silent = [name for name, command in working.items() if not re.search(r"with Progress\(|_checked\(",
                                                                         inspect.getsource(command))]  # fmt: skip
    assert silent == []
    assert "with Progress(" in inspect.getsource(tables._checked)


def test_what_a_command_is_at_is_told_and_nothing_of_it_after_the_answer(monkeypatch, capsys):
    monkeypatch.setattr("boundkit.export.progress._FIRST_LINE", 0.0)
    monkeypatch.setattr("boundkit.export.progress._REFRESH", 0.01)
    monkeypatch.setattr("boundkit.commands.evaluate.Evaluation.of", slow(Evaluation.of))
    assert main(["eval", "wang2025.piece_count", "--claim", "upper", "E=8", "L=2"]) == 0
    told = capsys.readouterr()
    assert "64" in told.out
    assert told.err.startswith("values, 0 s\n")


def slow(function):
    def slower(*asked, **options):
        time.sleep(0.1)
        return function(*asked, **options)

    return slower


def test_a_table_whose_file_cannot_be_written_is_printed(run, tmp_path, monkeypatch):
    monkeypatch.setattr("boundkit.commands.files.put", full_disk)
    code, out, err = run("table", "tokens", "T=1", "-o", str(tmp_path / "tokens.md"))
    assert (code, "mixtral-8x7b" in out, "No space left on device" in err) == (2, True, True)
