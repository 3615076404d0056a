"""The contract of the command line: documents, exit codes, clear errors."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from boundkit.cli import main

CONTROLS = Path(__file__).parent / "controls"
COMMAND = [sys.executable, "-m", "boundkit.cli"]


@pytest.fixture
def run(capsys):
    def call(*words):
        code = main(list(words))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def document(result):
    code, out, _ = result
    assert code == 0
    return json.loads(out)


def test_list_names_the_results(run):
    rows = {row["id"]: row for row in document(run("list", "--json"))}
    assert rows["wang2025.piece_count"]["claims"][0] == "upper"
    assert rows["wang2025.piece_count"]["symbols"] == ["E", "L"]
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
    assert shown["uses"] == ["classical.convex_routing_cells"]
    code, out, _ = run("show", "wang2025.piece_count", "--latex")
    assert code == 0
    assert r"N \leq E^{L}" in out


def test_eval_prints_all_digits(run):
    code, out, _ = run("eval", "wang2025.piece_count", "--claim", "upper", "E=8", "L=200")
    assert (code, out.strip()) == (0, str(8**200))


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("kratsios2024.vc_dimension --claim upper_closed D=2 E=4 J=1 W=8", 2880.75, 2880.85),
        ("kratsios2024.vc_dimension --claim upper_closed D=8 E=8 J=2 W=32", 404929.15, 404929.25),
        ("mayaki2026.covering_number --claim fixed_partition E=64 B=1 delta=1/10", 147.365, 147.366),
        ("dar2025.one_dimensional --claim minimum beta=x**2 p=1", 0.07199, 0.07201),
        ("dar2025.one_dimensional --claim uniform beta=x**2 p=1", 0.11111, 0.11112),
    ],
)
def test_eval_encloses_the_values_of_the_notes(run, words, low, high):
    ends = document(run("eval", *words.split(), "--json"))["enclosure"]
    assert low <= float(ends[0]) <= float(ends[1]) <= high


def test_eval_leaves_symbols_free(run):
    shown = document(run("eval", "wang2025.piece_count", "--claim", "upper", "E=8", "--json"))
    assert (shown["expression"], shown["exact"], shown["enclosure"], shown["free"]) == ("8**L", None, None, ["L"])


def test_eval_over_ranges(run):
    words = ["eval", "wang2025.piece_count", "--claim", "upper", "E=2:6:2", "L=1,3"]
    rows = document(run(*words, "--json"))["rows"]
    assert [(row["at"], row["exact"]) for row in rows[:2]] == [({"E": "2", "L": "1"}, "2"), ({"E": "2", "L": "3"}, "8")]
    assert len(rows) == 6
    code, out, _ = run(*words, "--csv")
    assert code == 0
    assert [row["exact"] for row in csv.DictReader(io.StringIO(out))] == ["2", "8", "4", "64", "6", "216"]


def test_eval_writes_numbers_of_any_length(run):
    shown = document(run("eval", "wang2025.piece_count", "--claim", "upper", "E=10**5000", "L=2", "--json"))
    assert shown["exact"] == "1" + "0" * 10_000
    assert shown["expression"] == "1" + "0" * 5_000 + "**2"


def test_eval_at_a_model_says_that_it_is_shape_only(run):
    words = ["eval", "wang2025.piece_count", "--claim", "upper", "--model", "mixtral-8x7b", "k=1", "J=0"]
    shown = document(run(*words, "--json"))
    assert shown["exact"] == str(8**32)
    assert "shape only" in shown["note"]
    assert (shown["model"], shown["values"]) == ("mixtral-8x7b with k = 1, J = 0", {"E": "8", "L": "32"})
    assert "at E = 8, L = 32 (mixtral-8x7b with k = 1, J = 0)" in run(*words)[1]


def test_eval_at_a_model_refuses_what_its_shape_cannot_meet(run):
    words = ["eval", "kratsios2024.vc_dimension", "--model", "mixtral-8x7b", "--claim"]
    for claim, reason in [("exact_constant_1d", "inputs are numbers and experts constants"), ("lower_affine", "J = 0")]:
        code, out, err = run(*words, claim)
        assert (code, out) == (2, "")
        assert "does not speak of this shape" in err
        assert reason in err
    assert run(*words, "lower_bumps", "k=1", "J=1:2")[0] == 2  # J is no symbol of the claim
    code, out, _ = run(
        "eval", "wang2025.piece_count", "--model", "mixtral-8x7b", "--claim", "upper", "k=1", "J=0", "L=1,2"
    )
    assert (code, out.splitlines()[:2]) == (0, ["E = 8, L = 1:  8", "E = 8, L = 2:  64"])


def test_a_published_asymptotic_claim_has_no_number(run):
    code, out, err = run("eval", "kratsios2024.vc_dimension", "--claim", "published_width", "D=2", "E=4", "J=1", "W=8")
    assert (code, out) == (2, "")
    assert "asymptotic" in err
    assert "upper_closed" in err


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
        ("table verdicts", 2, "allowed: results, bounds"),
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


def test_check_prints_witnesses_and_exits_1_on_surprises(run):
    code, out, _ = run("check", str(CONTROLS / "wrong_identity.py"), "--jobs", "1")
    assert code == 1
    assert "expected CERTIFIED" in out
    assert "pairing the ends" in out


def test_check_json(run, tmp_path):
    code, out, _ = run("check", str(CONTROLS / "needless_hypothesis.py"), "--jobs", "1", "--json", "-o", str(tmp_path))
    shown = json.loads(out)
    assert code == 0
    assert shown["summary"]["REFUTED"] == 1
    result = shown["results"][0]
    assert result["verdict"] == result["expected"] == "REFUTED"
    assert result["witness"]["measured"] == "N = 4"
    assert json.loads((tmp_path / "check.json").read_text()) == shown


def test_a_file_that_raises_is_named_and_does_not_stop_the_others(run, tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("raise RuntimeError('no luck')\n")
    code, out, _ = run("check", str(broken), str(CONTROLS / "needless_hypothesis.py"), "--jobs", "1", "--json")
    shown = json.loads(out)
    assert code == 1
    (named,) = shown["broken"]
    assert (named["origin"], named["error"]) == (str(broken), "RuntimeError: no luck")
    assert (named["file"], named["line"]) == (str(broken), 1)
    assert len(shown["results"]) == 1


def test_a_check_that_raises_is_an_error_and_exits_1(run, tmp_path):
    text = (CONTROLS / "needless_hypothesis.py").read_text()
    (tmp_path / "raises.py").write_text(text.replace("bent = [", "1 / 0; bent = ["))
    code, out, _ = run("check", str(tmp_path / "raises.py"), "--jobs", "1", "--json")
    (result,) = json.loads(out)["results"]
    assert code == 1
    assert result["verdict"] == "ERROR"
    assert "ZeroDivisionError" in result["detail"]


def test_a_budget_too_small_exits_4(run):
    code, out, _ = run("check", "wang2025.piece_count", "--budget", "0.001", "--jobs", "1", "--json")
    assert code == 4
    assert json.loads(out)["summary"]["INCONCLUSIVE"] > 0


def test_resume_takes_over_what_is_unchanged(run, tmp_path):
    file = tmp_path / "mine.py"
    file.write_text((CONTROLS / "needless_hypothesis.py").read_text())
    words = ["check", str(file), "--jobs", "1", "--json", "-o", str(tmp_path)]
    first = json.loads(run(*words)[1])
    journal = tmp_path / "check.jsonl"
    assert json.loads(run(*words, "--resume", str(journal))[1])["results"] == first["results"]  # seconds too
    edited = tmp_path / "edited.jsonl"
    edited.write_text(journal.read_text().replace('"N = 4', '"N = 4 (edited)'))
    assert "(edited)" not in run(*words, "--resume", str(edited))[1]
    file.write_text(file.read_text() + "\n# changed\n")
    changed = json.loads(run(*words, "--resume", str(journal))[1])
    assert [r["witness"] for r in changed["results"]] == [r["witness"] for r in first["results"]]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_keeps_what_is_finished(tmp_path, jobs):
    slow = tmp_path / "slow.py"
    text = (CONTROLS / "too_few_pieces.py").read_text()
    sleepy = "import time\n\n\ndef sleepy(E, L):\n    time.sleep(60)\n\n\nTHEOREM ="
    text = text.replace("THEOREM =", sleepy).replace("N <= L * E - 1, digits", "N <= L * E - 1, sleepy")
    slow.write_text(text)
    words = [*COMMAND, "check", str(slow), "--jobs", jobs, "-o", str(tmp_path)]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, env=os.environ
    )
    journal = tmp_path / "check.jsonl"
    end = time.monotonic() + 60
    while time.monotonic() < end and not (journal.exists() and len(journal.read_text().splitlines()) >= 2):
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert len(re.findall("REFUTED", out)) >= 2
    assert f"--resume {journal}" in err
    assert len(journal.read_text().splitlines()) == 2


def test_new_writes_a_file_that_checks(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("new", "mine.pieces")[0] == 0
    assert len(Path("pieces.py").read_text().splitlines()) <= 60
    code, out, _ = run("check", "pieces.py", "--jobs", "1", "--json")
    assert code == 0
    assert json.loads(out)["summary"]["REFUTED"] == 2
    code, _, err = run("new", "mine.pieces")
    assert code == 2
    assert "exists already" in err


def test_table_bounds(run, tmp_path):
    words = ["table", "bounds", "--model", "mixtral-8x7b,deepseek-v3,olmoe-1b-7b"]
    for format in ("markdown", "csv", "html", "latex"):
        code, out, _ = run(*words, "--format", format)
        assert code == 0
        assert "deepseek-v3" in out
    code, out, _ = run(
        *words, "k=1", "J=0", "--format", "csv", "--result", "wang2025.piece_count", "--claim", "upper",
        "-o", str(tmp_path / "b.csv"),
    )  # fmt: skip
    assert (code, out) == (0, "")
    (_, row) = csv.DictReader(io.StringIO((tmp_path / "b.csv").read_text()))
    assert (int(row["mixtral-8x7b"]), int(row["deepseek-v3"])) == (8**32, 256**58)


def test_version_and_help(run):
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run("--version")[1])
    for command in ("list", "show", "eval", "check", "table", "new"):
        code, out, _ = run(command, "--help")
        assert code == 0
        assert "Example" in out


def test_the_logarithm_of_a_value_that_is_too_long_to_write(run):
    words = ["eval", "wang2025.piece_count", "--claim", "upper", "--log"]
    shown = document(run(*words, "E=8", "L=10**30", "--json"))
    assert (shown["of"], shown["enclosure"]) == (
        "the natural logarithm", ["2.0794415416798359e+30", "2.079441541679836e+30"],
    )  # fmt: skip
    assert run(*words, "E=8")[1].strip() == "log(N) <= log(8**L)"
    rows = document(run(*words, "E=1,8", "L=2", "--json"))["rows"]
    assert [row["exact"] for row in rows] == ["0", None]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("growth D=64 W=256 E=8 J=1 N=10**7", "e+1306688"),
        ("growth D=4096 W=14336 E=8 J=1 N=10**12", "e+6762557113"),
        ("upper_solved D=64 W=256 J=8 E=10**9", "122397459810931925"),
    ],
)
def test_large_arguments(run, values, said):
    begun = time.perf_counter()
    code, out, _ = run("eval", "kratsios2024.vc_dimension", "--claim", *values.split())
    assert code == 0
    assert said in out
    assert time.perf_counter() - begun < 10


def test_a_number_of_a_million_digits_is_shortened_for_a_person(run):
    code, out, _ = run("eval", "wang2025.piece_count", "--claim", "upper", "E=10**9", "L=10**5")
    assert (code, len(out) < 200, "900001 characters" in out) == (0, True, True)
