"""Errors over the number of experts: against known rates, with functions that have no formula."""

import json
import warnings

import pytest
from flint import fmpq
from typer.testing import CliRunner

from boundkit.cli.app import app
from boundkit.commands.convergence import Convergence
from boundkit.constructions.segments import self_similar
from boundkit.errors import DomainError, MalformedInputError, MissingValueError, UnknownNameError
from boundkit.measures.excess import excess
from boundkit.measures.regression import Regression


def test_the_square_tends_to_its_formula_at_the_known_rate():
    found = Convergence.of(["beta=x**2", "m=8,32,64"])
    assert found.best.exact
    assert found.best.lower == fmpq(9, 125)
    for row in found.rows:
        best = excess(Regression.of([0, 0, 1]), self_similar(2, row.m))
        assert best * (1 - fmpq(1, 10**6)) < row.optimum.lower <= row.optimum.upper < best * (1 + fmpq(1, 10**6))
        assert row.equal.lower == fmpq(1, 9 * row.m**2) - fmpq(1, 45 * row.m**4)
        assert row.formula.lower == fmpq(9, 125 * row.m**2)
        assert fmpq(215, 1000) < row.rate.lower <= row.rate.upper < fmpq(222, 1000)
        assert fmpq(2, 100) < row.m * (row.density.lower / row.optimum.upper - 1) < fmpq(5, 100)


def test_the_line_is_exact():
    for row in Convergence.of(["beta=3*x", "m=1,5"]).rows:
        assert row.optimum.exact
        assert row.ratio.lower == row.ratio.upper == 1
        assert row.density.upper - fmpq(3, 4 * row.m**2) < fmpq(1, 10**12)


def test_a_constant_is_learnt_without_error():
    (row,) = Convergence.of(["beta=0*x + 2", "m=3"]).rows
    assert row.optimum.upper == row.equal.upper == row.formula.upper == 0
    assert row.density is row.ratio is row.rate is None


def test_nothing_is_warned_of_where_the_error_does_not_change():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (row,) = Convergence.of(["beta=5", "m=2"]).rows
    assert row.optimum.upper == 0


def test_a_picture_of_what_errs_as_the_formula_says_warns_of_nothing(tmp_path):
    pytest.importorskip("matplotlib")
    from boundkit.export.convergence import convergence_picture

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        convergence_picture(Convergence.of(["beta=x", "m=1,2"]), tmp_path / "errors.svg")


def test_a_step_has_no_formula_but_errors():
    """Equal cells err like 1/m for an irrational place, the best ones like 1/m^2."""
    found = Convergence.of(["beta=x + Abs(x**2 - 1/2)/(2*x**2 - 1)", "m=8,16", "n=4"])
    assert "jump" in found.rough
    assert found.best is None
    for row in found.rows:
        assert row.formula is row.density is row.ratio is row.rate is None
    small, large = found.rows
    assert small.optimum.lower > fmpq(3) * large.optimum.upper
    assert small.equal.upper < fmpq(3) * large.equal.lower


def test_a_flat_stretch_is_no_cell():
    found = Convergence.of(["beta=(Abs(x - 1/2) + x - 1/2)**2", "m=16"])
    (row,) = found.rows
    assert abs(row.rate.upper) < 1
    assert row.equal.lower > fmpq(3) * row.optimum.upper


def test_formulas_that_are_no_polynomials():
    (row,) = Convergence.of(["beta=exp(x)", "p=pi/2*sin(pi*x)", "m=8", "n=8"]).rows
    assert row.optimum.upper - row.optimum.lower < fmpq(1, 10**12)
    assert row.optimum.upper <= row.density.lower <= row.equal.upper
    assert fmpq(9, 10) < row.ratio.lower <= row.ratio.upper < fmpq(11, 10)


def test_bad_questions_are_refused():
    for words, error in ((["m=4"], MissingValueError), (["beta=x", "k=2"], UnknownNameError),
                         (["beta=x", "m=1/2"], MalformedInputError), (["beta=x", "m=2**20"], DomainError),
                         (["beta=x", "p=2", "m=2"], DomainError)):  # fmt: skip
        with pytest.raises(error):
            Convergence.of(words)


def test_the_command_writes_json_and_a_picture(tmp_path):
    picture = tmp_path / "errors.svg"
    words = ["table", "convergence", "beta=x**2", "m=2,4", "--json", "--plot", str(picture)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert len(document["rows"]) == 2
    assert "optimum" in picture.read_text()
