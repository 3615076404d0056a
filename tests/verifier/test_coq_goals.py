"""Leaves as goals of Coq: the words that Coq reads. Whether it proves them a step of CI prints."""

from fractions import Fraction

import coq_goals
import pytest
from boundkit_verify import Domain, Relation, Unsupported

E = ("symbol", "E", "symbol", "experts", Domain(True, Fraction(1), False, None, False))
K = ("symbol", "k", "symbol", "chosen", Domain(True, Fraction(1), False, E, False))
X = ("symbol", "x", "symbol", "a number", Domain(False, Fraction(0), True, Fraction(1, 2), True))


def test_a_goal_holds_the_domains_of_its_symbols():
    assert coq_goals.goal(Relation(K, "<=", E)) == "forall x0 x1 : R, 1 <= x0 -> x0 <= x1 -> 1 <= x1 -> x0 <= x1"
    assert coq_goals.goal(Relation(X, "<", Fraction(-1, 3))) == "forall x0 : R, 0 < x0 -> x0 < (1 / 2) -> x0 < (-1 / 3)"
    assert coq_goals.goal(Relation(Fraction(1), "<=", ("e",))) == "1 <= (exp 1)"


def test_formulas_in_the_words_of_coq():
    names = {}
    said = (
        "Add",
        ("Pow", X, Fraction(-2)),
        ("Pow", X, Fraction(1, 2)),
        ("Pow", X, X),
        ("Max", X, Fraction(2), ("pi",)),
    )
    written = "((/ (x0 ^ 2)) + (sqrt x0) + (Rpower x0 x0) + (Rmax x0 (Rmax 2 PI)))"
    assert coq_goals.term(said, names) == written
    assert (
        coq_goals.term(("Mul", ("log", X), ("Abs", X), ("Pow", X, Fraction(-1))), names)
        == "((ln x0) * (Rabs x0) * (/ (x0)))"
    )
    with pytest.raises(Unsupported):
        coq_goals.term(("ceiling", X), names)


def test_every_goal_is_tried_and_left():
    text = coq_goals.script({3: "forall x0 : R, 0 <= x0 -> x0 <= 2 * x0", 7: "1 <= 2"}, 1)
    assert text.count("Abort.") == 2
    assert 'idtac "proved 7"' in text
    assert "i_bisect x0" in text
    assert "{first}" not in text
