"""Least values of claims and formulas on the command line."""

import pytest
from console import answer

PIECES = "wang2025.piece_count"
COVERING = "mayaki2026.covering_number"
CODER = "dar2025.one_dimensional"
ONES = ["B1=1", "B2=1", "P0=1", "P1=1"]


def test_minimise_a_formula_in_a_claim_over_an_integer(run):
    """3/(12 m) + m/100: by hand 1/20 + 1/20 at m = 5, and more at 4 and 6."""
    words = ["minimise", CODER, "--of", "uniform_rate + m/100", "--over", "m", *ONES]
    code, found = answer(run, *words)
    assert (code, found["value"], found["at"], found["certified"]) == (0, "1/10", {"m": "5"}, True)
    for m in ("4", "6"):
        _, beside = answer(run, "eval", CODER, "--claim", "uniform_rate", f"m={m}", *ONES)
        assert float(beside["enclosure"][0]) + float(m) / 100 > 0.1
    code, out, _ = run(*words)
    assert out.startswith("1/10 at m = 5\n")
    _, found = answer(run, *words, "--subject-to", "m <= 3")
    assert (found["value"], found["at"], found["places"][0]["kind"]) == ("17/150", {"m": "3"}, "boundary")


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        (["--over", "L", "E", "--claim", "upper", *(f"--subject-to={text}" for text in ("E <= 5", "L <= 3"))], "boxes"),
        (["--over", "E", "L=2", "--of", "upper - 7*E"], "intervals"),
    ],
)
def test_the_advice_of_minimise_can_be_followed(run, words, formula):
    code, _, err = run("minimise", PIECES, *words, "--budget", "1")
    assert code != 0
    assert f"1 {formula} did not" in err
    assert "--subject-to RELATION" in err
    assert "--budget N" in err
    assert not any(option in err for option in ("--want", "--between", "tolerance"))
    assert run("minimise", PIECES, *words, "--budget", "3000")[0] == 0


def test_minimise_a_claim_over_several_symbols_in_a_box(run):
    ends = [word for text in ("E <= 5", "L <= 3", "2 <= L") for word in ("--subject-to", text)]
    code, found = answer(run, "minimise", PIECES, "--claim", "upper", "--over", "L", "E", *ends)
    assert (code, found["value"], found["at"]["E"][0], found["over"]) == (0, "1", "1", ["L", "E"])


def test_minimise_over_a_real_symbol_proves_a_closed_form(run):
    words = ["minimise", COVERING, "--of", "delta/B + B*Lambda", "--over", "B"]
    code, found = answer(run, *words)
    assert (code, found["value"], found["at"], found["certified"]) == (0, None, None, True)
    assert found["closed_form"] == {"B": "sqrt(delta)/sqrt(Lambda)"}
    assert len(found["steps"]) > 4
    assert all(step["holds"] for step in found["steps"])
    assert "least value: 2*" in run(*words)[1]
    code, found = answer(run, *words, "delta=2", "Lambda=3")
    low, high = map(float, found["value"])
    assert (code, low <= 24**0.5 <= high, found["places"][0]["kind"]) == (0, True, "interior")


def test_a_minimum_that_is_not_attained_is_not_certified(run):
    code, found = answer(run, "minimise", "wang2025.dense_baseline", "--claim", "lower_square", "--over", "m")
    assert (code, found["value"], found["at"], found["certified"]) == (4, None, None, False)
    assert found["open_ends"] == ["m -> oo"]


def test_minimise_at_the_shape_of_a_model(run):
    words = ["minimise", PIECES, "--claim", "upper", "--over", "L", "--model", "mixtral-8x7b"]
    code, _, err = run(*words)
    assert code != 0
    assert "k" in err
    code, found = answer(run, *words, "k=1", "J=0")
    assert (code, found["value"], found["values"], found["model"]) == (0, "8", {"E": "8"}, "mixtral-8x7b")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["minimise", PIECES, "--claim", "upper", "E=8"], "--over"),
        (["minimise", PIECES, "--claim", "upper", "--over", "q", "E=8"], "q"),
        (["minimise", PIECES, "--claim", "upper", "--over", "L", "q=8"], "q"),
        (["minimise", PIECES, "--claim", "upper", "--over", "L", "E=2:8"], "give one"),
        (["minimise", PIECES, "--claim", "upper", "--over", "L", "--subject-to", "L", "E=8"], "no relation"),
        (["minimise", PIECES, "--claim", "upper", "--over", "L"], "E"),
        (["minimise", PIECES, "--over", "L", "E=8"], "--claim"),
    ],
)
def test_bad_input(run, words, says):
    code, _, err = run(*words)
    assert code == 2
    assert says in err
    assert "Traceback" not in err
