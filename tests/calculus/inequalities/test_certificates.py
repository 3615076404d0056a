"""Certificates are believed only when they multiply out: each change of one is noticed."""

import pickle
from dataclasses import replace

import pytest
from flint import Ordering, fmpq, fmpq_mpoly_ctx

from boundkit.calculus.inequalities.certificates import Ordered, PolynomialGoal, Square, Squares
from boundkit.calculus.inequalities.orders import ordered
from boundkit.calculus.inequalities.squares import squares

CONTEXT = fmpq_mpoly_ctx.get(["x", "y"], Ordering.degrevlex)
X, Y = CONTEXT.gens()
ONE = CONTEXT.constant(1)
SQUARE = PolynomialGoal(X**2 - 2 * X * Y + Y**2, (True, True), (True, True))


@pytest.fixture
def by_order():
    return ordered(SQUARE, [])


@pytest.fixture
def by_squares():
    return squares(SQUARE, [(fmpq(1), fmpq(1))])


def test_what_is_found_holds(by_order, by_squares):
    assert by_order.holds(SQUARE)
    assert by_squares.holds(SQUARE)
    assert str(by_squares.squares[0]) in ("(1)*(1)*(x - y)^2", "(1)*(1)*(-x + y)^2")


def test_an_order_that_is_missing_is_noticed(by_order):
    for order in by_order.terms:
        rest = {other: terms for other, terms in by_order.terms.items() if other != order}
        assert not replace(by_order, terms=rest).holds(SQUARE)


def test_a_form_that_is_another_is_noticed(by_order, by_squares):
    other = replace(SQUARE, form=SQUARE.form - fmpq(1, 10**9) * X * Y)
    assert not by_order.holds(other)
    assert not by_squares.holds(other)


def test_a_negative_part_is_noticed():
    negative = PolynomialGoal(-(X**2), (True, True), (True, True))
    assert not Squares(ONE, (Square(fmpq(-1), ONE, X),)).holds(negative)
    assert not Squares(-ONE, (Square(fmpq(1), ONE, X),)).holds(negative)
    assert not Squares(ONE, (Square(fmpq(1), -ONE, X),)).holds(negative)
    assert not Squares(0 * ONE, ()).holds(negative)
    terms = {order: {(2, 0): fmpq(-1)} for order in SQUARE.orders()}
    assert not Ordered((fmpq(1), fmpq(1)), terms).holds(negative)


def test_a_weight_that_takes_both_signs_is_noticed():
    product = PolynomialGoal(X * Y**2, (False, True), (False, True))
    certificate = Squares(ONE, (Square(fmpq(1), X, Y),))
    assert not certificate.holds(product)
    assert certificate.holds(replace(product, signed=(True, True)))


def test_signs_of_free_variables_are_orders_of_their_own(by_order):
    free = replace(SQUARE, signed=(False, True), positive=(False, True))
    assert len(list(free.orders())) == 4
    assert not by_order.holds(free)
    assert ordered(free, []).holds(free)


def test_a_scale_is_positive(by_order):
    assert not replace(by_order, scale=(fmpq(-1), fmpq(-1))).holds(SQUARE)


def test_a_strict_goal_takes_a_positive_square_of_positive_variables(by_order, by_squares):
    strict = replace(SQUARE, strict=True)
    assert not by_order.holds(strict)
    assert not by_squares.holds(strict)
    more = replace(strict, form=SQUARE.form + X * Y)
    assert ordered(more, []).holds(more)
    assert squares(more, []).holds(more)
    assert not ordered(more, []).holds(replace(more, positive=(True, False)))
    assert not squares(more, []).holds(replace(more, positive=(False, False)))


def test_it_holds_after_a_way_to_another_process(by_order, by_squares):
    assert pickle.loads(pickle.dumps(by_order)).holds(pickle.loads(pickle.dumps(SQUARE)))
    assert pickle.loads(pickle.dumps(by_squares)).holds(SQUARE)
