"""Solving a claim for a symbol on the command line."""

import pytest
from console import answer

PIECES = "wang2025.piece_count"


def test_solve_for_an_integer(run):
    code, found = answer(run, "solve", PIECES, "upper <= 10**6", "--for", "L", "E=8")
    assert code == 0
    assert (found["symbol"], found["kind"], found["value"], found["certified"]) == ("L", "greatest", "6", True)
    assert [(beside["at"], beside["holds"]) for beside in found["beside"]] == [("6", True), ("7", False)]


@pytest.mark.heavy
def test_solve_with_the_claim_named_apart(run):
    words = ["kratsios2024.vc_dimension", "upper <= 1000", "--claim", "upper_closed", "--for", "W", "D=2", "E=2", "J=1"]
    code, found = answer(run, "solve", *words)
    assert code == 0
    at, beyond = (int(beside["at"]) for beside in found["beside"])
    _, value = answer(run, "eval", words[0], "--claim", "upper_closed", "D=2", "E=2", "J=1", f"W={at}")
    assert float(value["enclosure"][1]) <= 1000
    _, value = answer(run, "eval", words[0], "--claim", "upper_closed", "D=2", "E=2", "J=1", f"W={beyond}")
    assert float(value["enclosure"][0]) > 1000


def test_solve_reads_as_text(run):
    code, out, _ = run("solve", PIECES, "upper <= 10**6", "--for", "E", "L=3")
    assert code == 0
    assert out.startswith("E = 100: it holds for 1 <= E <= 100")


def test_solve_an_exponential_against_a_power(run):
    words = ["solve", PIECES, "upper >= L**3", "--for", "L", "E=2"]
    code, found = answer(run, *words)
    assert (code, found["value"]) == (0, "10")
    assert [(run["from"], run["to"]) for run in found["solutions"]] == [("1", "1"), ("10", None)]
    _, found = answer(run, *words, "--between", "2", "oo", "--want", "least")
    assert (found["value"], found["solutions"][0]["from"]) == ("10", "10")


def test_solve_at_the_shape_of_a_model(run):
    words = ["solve", PIECES, "upper <= 10**12", "--for", "L", "--model", "mixtral-8x7b", "k=1", "J=0"]
    code, found = answer(run, *words)
    assert (code, found["value"], found["values"], found["model"]) == (0, "13", {"E": "8"}, "mixtral-8x7b")
    assert "shape only" in found["note"]
    _, found = answer(run, *words, "E=10")
    assert (found["value"], found["values"]) == ("12", {"E": "10"})
    code, out, _ = run(*words)
    assert "at E = 8 (mixtral-8x7b" in out


def test_the_advice_of_solve_can_be_followed(run):
    words = ["solve", "wang2025.piece_count", "upper <= 10**600", "--for", "E", "L=2", "--budget", "3"]
    code, _, err = run(*words)
    assert code != 0
    for option in ("--want least", "--between A B", "--budget N"):
        assert option in err
    assert run(*words[:-1], "3000")[0] == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["solve", PIECES, "upper <= 10", "--for", "L", "E=8", "--between", "7", "5"], "lies between"),
        (["solve", PIECES, "upper <= 10", "--for", "L", "E=8", "--between", "x", "5"], "x"),
        (["solve", PIECES, "upper <= 10", "--for", "L", "--model", "mixtral"], "mixtral-8x7b"),
        (["solve", PIECES, "upper <= 10", "E=8"], "--for"),
        (["solve", PIECES, "upper <= ten", "--for", "L", "E=8"], "ten"),
        (["solve", PIECES, "upper", "--for", "L", "E=8"], "no relation"),
        (["solve", PIECES, "upper <= 10", "--for", "Q", "E=8"], "Q"),
        (["solve", PIECES, "upper <= 10", "--for", "L"], "no value for E"),
        (["solve", PIECES, "upper <= 10", "--for", "L", "E=2,3"], "2 values"),
        (["solve", "wang2025.dense_baseline", "as_printed <= 1", "--for", "m"], "asymptotic"),
    ],
)
def test_bad_input(run, words, says):
    code, _, err = run(*words)
    assert code == 2
    assert says in err
    assert "Traceback" not in err
