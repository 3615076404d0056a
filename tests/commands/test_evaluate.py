"""Values of claims on the command line: digits, ranges, models, large arguments."""

import csv
import io
import time

import pytest
import sympy
from console import document

from boundkit.api import theorem
from boundkit.arithmetic.enclosure import at_least
from boundkit.commands.evaluate import Evaluation
from boundkit.export.evaluation import as_sweep, evaluation_csv, evaluation_document, evaluation_text
from boundkit.formulas.evaluation import Value


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


def test_eval_tells_each_term_of_a_bound_apart(run):
    values = ["L=1", "T=1", "E=64", "k=1", "S=1", "B=1", "Lambda=1", "delta=1/10"]
    words = ["eval", "mayaki2026.covering_number", "--claim", "fixed_pattern", *values]
    shown = document(run(*words, "--json"))
    assert [(term["name"], float(term["enclosure"][0])) for term in shown["terms"]] == [
        ("A", pytest.approx(2.302585)),
        ("R", pytest.approx(4.158883)),
    ]
    assert "  R = [4.15888" in run(*words)[1]
    assert "routing overhead, the logarithm of the number of patterns" in run(*words)[1]
    assert document(run(*words[:-1], "--json"))["terms"][0]["name"] == "R"  # A needs delta
    assert document(run("eval", "wang2025.piece_count", "--claim", "upper", "E=2", "L=3", "--json"))["terms"] == []


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
        ("upper_solved D=64 W=256 J=8 E=10**9", "122397459810931844"),
    ],
)
def test_large_arguments(run, values, said):
    begun = time.process_time()
    code, out, _ = run("eval", "kratsios2024.vc_dimension", "--claim", *values.split())
    assert code == 0
    assert said in out
    assert time.process_time() - begun < 10


def test_a_number_of_a_million_digits_is_shortened_for_a_person(run):
    code, out, _ = run("eval", "wang2025.piece_count", "--claim", "upper", "E=10**9", "L=10**5")
    assert (code, len(out) < 200, "900001 characters" in out) == (0, True, True)


def test_a_value_with_one_end_keeps_it():
    chosen = theorem("wang2025.piece_count")
    found = Evaluation(chosen, chosen.claim("upper"), (({"E": 8}, Value(sympy.Integer(5), at_least("16/3"), {})),))
    assert evaluation_csv(found).splitlines()[1] == "8,5.3333333333333333,oo,"
    assert evaluation_document(found)["enclosure"] == ["5.3333333333333333", "oo"]
    assert evaluation_text(found).startswith("[5.3333333333333333, oo]")


def test_values_over_a_range_as_a_picture(run, tmp_path):
    path = tmp_path / "values.svg"
    words = ("eval", "wang2025.piece_count", "--claim", "upper", "E=2:4", "L=3")
    code, out, _ = run(*words, "--plot", str(path))
    assert (code, len(out.splitlines())) == (0, 3)
    assert b"<svg" in path.read_bytes()
    code, _, err = run(*words[:-2], "E=2", "L=3", "--plot", str(path))
    assert (code, "several values" in err) == (2, True)
    code, _, err = run(*words, "--plot", str(tmp_path / "values.txt"))
    assert (code, "kind of picture" in err) == (2, True)


def test_the_curve_is_what_was_evaluated():
    sweep = as_sweep(Evaluation.of(theorem("wang2025.piece_count"), "upper", ["E=2:3", "L=2"]))
    (column,) = sweep.columns
    assert [str(value) for value in column.values] == ["4", "9"]
    assert (sweep.ranged, sweep.fixed, sweep.symbols["E"]) == (("E",), "L = 2", "experts per layer")
    assert column.meaning == "N: affine pieces of the map on the unit cube"
