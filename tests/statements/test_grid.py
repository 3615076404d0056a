"""Claims over grids: the quick road gives what single evaluations give, and refuses what they refuse."""

import pytest
from sympy import Le, binomial, log

from boundkit.commands.evaluate import Evaluation
from boundkit.errors import DomainError, MissingValueError, NotEvaluableError, UnknownNameError
from boundkit.export.evaluation import evaluation_csv, evaluation_document, evaluation_text
from boundkit.statements import ASYMPTOTIC, UPPER, Claim, Theorem, big_o, cite, natural, positive, quantity
from boundkit.statements.grid import over_grid

E = natural("E", "experts")
k = natural("k", "active experts", at_most=E)
delta = positive("delta", "radius")
N = quantity("N", "a number", measure=lambda thing: thing)
CLAIM = Claim("upper", UPPER, Le(N, binomial(E, k) * log(1 + 1 / delta)), where=(Le(delta, 1),))
GROWTH = Claim("rate", ASYMPTOTIC, big_o(N, E**k), status="published")
THEOREM = Theorem("paper.result", "A bound", cite("wang2025", "Theorem 1", "read"), (CLAIM, GROWTH))


def test_every_point_has_the_value_of_a_single_evaluation():
    values = {"E": [4, 8], "k": [1, 2, 3], "delta": ["1/3", 1]}
    found = list(over_grid(CLAIM, values))
    assert len(found) == 12
    for point, value in found:
        alone = CLAIM.evaluate(**point)
        assert value.enclosure == alone.enclosure
        assert value.expression == alone.expression
        assert value.free == ()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"E": [4, 2], "k": [3], "delta": [1]}, "k = 3 is not allowed: k is integer >= 1 and <= E, and E = 2 here"),
        ({"E": [4], "k": [1, 0], "delta": [1]}, "k = 0 is not allowed"),
        ({"E": [4], "k": [1], "delta": ["1/2", 2]}, "upper is claimed for delta <= 1"),
    ],
    ids=["depending end", "domain", "condition"],
)
def test_points_outside_are_refused(values, message):
    with pytest.raises(DomainError, match=message):
        list(over_grid(CLAIM, values))


def test_free_and_unknown_symbols():
    (first, *_) = over_grid(CLAIM, {"E": [4, 8], "k": [2]})
    assert first[1].free == ("delta",)
    with pytest.raises(UnknownNameError):
        list(over_grid(CLAIM, {"E": [4, 8], "q": [2]}))
    with pytest.raises(NotEvaluableError):
        list(over_grid(GROWTH, {"E": [4, 8], "k": [2]}))
    with pytest.raises(MissingValueError):
        Evaluation.of(THEOREM, "upper", ["E=4,8", "k=2"], None)


def test_tables_of_a_grid():
    words = ["E=4,8", "k=1:2", "delta=1/3"]
    evaluation = Evaluation.of(THEOREM, "upper", words, None)
    assert evaluation_csv(evaluation).splitlines()[0] == "E,k,delta,lower,upper,exact"
    assert [row["at"] for row in evaluation_document(evaluation)["rows"]][1] == {"E": "4", "k": "2", "delta": "1/3"}
    assert evaluation_text(evaluation).splitlines()[0].startswith("E = 4, k = 1, delta = 1/3:  [5.545177444479562")


def test_the_form_of_a_claim():
    assert CLAIM.form.names == ("E", "delta", "k")
    assert CLAIM.form is CLAIM.form
    assert CLAIM.form.floats([4.0, 8.0], 1.0, 2.0) == pytest.approx([6 * 0.6931471805599453, 28 * 0.6931471805599453])
    with pytest.raises(NotEvaluableError, match="asymptotic"):
        _ = GROWTH.form
