"""Laws as data: the formula that each prints is the one that is fitted, and each says where it is from."""

import numpy as np
import pytest
import sympy
from drawn_runs import drawn_runs

from boundkit.formulas.parsing import parse
from boundkit.measures.empirical_laws import PUBLISHED, scaling_law
from boundkit.measures.law_fit import Problem
from boundkit.measures.runs import read_runs

LAWS = [scaling_law("active"), scaling_law("total"), *PUBLISHED]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_the_printed_formula_is_the_one_that_is_fitted(law):
    columns = drawn_runs(1, runs=9) | {"granularity": np.full(9, 4.0), "experts": np.full(9, 8.0)}
    runs = read_runs(columns)
    theta = np.linspace(0.1, 0.4, len(law.parameters))
    predicted = Problem.of(law, runs.logs(), runs.loss).predicted(theta)
    values = dict(zip(law.parameters, theta, strict=True))
    values = {name: np.exp(value) if name in law.coefficients else value for name, value in values.items()}
    values = {"d": np.log(values["exp(d)"])} | values if "exp(d)" in values else values
    values = {"beta": values["beta/d"], "d": 1} | values if "beta/d" in values else values
    names = [*law.letters, *(name for name in values if name.isidentifier())]
    assert len(names) == len(set(names))
    formula = parse(law.formula, {name: sympy.Symbol(name) for name in names})
    for run in (0, 5):
        at = {letter: np.exp(runs.logs()[column][run]) for letter, column in law.letters.items()}
        shown = formula.subs({sympy.Symbol(name): (at | values)[name] for name in names})
        assert float(shown) == pytest.approx(np.exp(predicted[run]), rel=1e-9)


def test_every_law_tells_its_source_and_how_its_wording_is_known():
    assert len({law.name for law in LAWS}) == len(LAWS)
    for law in PUBLISHED:
        assert "arXiv" in law.source
        assert law.known.startswith(("read;", "from"))
