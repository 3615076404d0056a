"""Functions of one variable between finite ends, taken apart where absolute values turn, and how smooth they are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sympy
from flint import arb, fmpq

from boundkit.arithmetic.ball import enclosure, exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.errors import BudgetExhaustedError, DomainError, NotEvaluableError, RoughFunctionError
from boundkit.formulas.smooth import derivative, is_smooth
from boundkit.formulas.text import plain
from boundkit.interruption import within

_MOST_HALVINGS = 30
_MOST_INTERVALS = 256
_SECONDS = 3
_LONGEST_QUOTIENT = 100  # operations


@dataclass(frozen=True)
class Piece:
    """A formula between two numbers, without absolute values of what is not constant."""

    left: sympy.Expr
    right: sympy.Expr
    formula: sympy.Expr


def pieces_of(formula: sympy.Expr, variable: Any) -> tuple[Piece, ...]:
    """A formula as pieces over the domain of its variable, which has rational ends.

    Raises NotEvaluableError where an absolute value turns at places that are not found: its argument is no polynomial,
    or has roots without a closed form.

    >>> from boundkit.formulas.symbols import real
    >>> x = real("x", "a place", least=0, at_most=1)
    >>> [(piece.right, piece.formula) for piece in pieces_of(sympy.Abs(x - 1 / sympy.Integer(3)) + x, x)]
    [(1/3, 1/3), (1, 2*x - 1/3)]
    """
    factored = formula.replace(
        lambda node: isinstance(node, sympy.Pow) and node.exp.is_Rational and node.base.is_polynomial(variable),
        lambda node: sympy.factor(node.base) ** node.exp,
    )  # a root of a square is an absolute value
    chosen = factored if factored.has(sympy.Abs) else formula
    return tuple(_split(chosen, variable, variable.domain.least, variable.domain.greatest))


def _split(formula: sympy.Expr, variable: Any, left: sympy.Expr, right: sympy.Expr) -> list[Piece]:
    turning = [node for node in formula.atoms(sympy.Abs) if node.has(variable) and not node.args[0].has(sympy.Abs)]
    if not turning:
        return [Piece(left, right, _without_common_factors(formula, variable))]
    node = min(turning, key=sympy.default_sort_key)
    inner = node.args[0]
    places = [left, *(root for root in _roots(inner, variable) if left < root < right), right]
    pieces = []
    for a, b in pairwise(places):
        sign = 1 if exact_or_ball(inner, {variable.name: _between(a, b)}) > 0 else -1
        pieces += _split(formula.xreplace({node: sign * inner}), variable, a, b)
    return pieces


def _roots(inner: sympy.Expr, variable: Any) -> list[sympy.Expr]:
    try:
        found = sympy.Poly(inner, variable, domain="QQ").real_roots(multiple=False)
    except sympy.PolynomialError:
        raise NotEvaluableError(f"where Abs({plain(inner)}) turns is not found; give Abs of a polynomial") from None
    roots = [root for root, _ in found]
    if any(root.has(sympy.CRootOf) for root in roots):
        raise NotEvaluableError(f"the places where Abs({plain(inner)}) turns have no closed form; give others")
    return sorted(roots)


def _between(left: sympy.Expr, right: sympy.Expr) -> fmpq:
    return ((_ball(left) + _ball(right)) / 2).mid().fmpq()


def _ball(number: sympy.Expr) -> arb:
    return arb(exact_or_ball(number, {}))


def require_differentiable(what: str, pieces: tuple[Piece, ...], variable: Any) -> None:
    """Raise RoughFunctionError unless pieces make a function that is continuously differentiable, ends included.

    Balls that cover a piece have finite images, or the limit at an end is finite; at a break the values, and the
    slopes, on both sides are equal.
    """
    for piece in pieces:
        slope = derivative(piece.formula, variable)
        for formula, inside, at_end in ((piece.formula, "jump or a pole", "pole"),
                                        (slope, "vertical tangent or a kink", "vertical tangent")):  # fmt: skip
            if not is_smooth(formula):
                raise NotEvaluableError(f"{what} has a kink, or it may jump; its derivative is needed, give another")
            place = _place_without_bound(formula, piece, variable)
            if place is not None:
                raise RoughFunctionError(what, inside, place)
            for end, side in ((piece.left, "+"), (piece.right, "-")):
                if not _is_bounded_at(formula, variable, end, side):
                    infinite = _side(formula, variable, end, side).is_infinite
                    raise RoughFunctionError(what, at_end if infinite else inside, enclosure(end, {}))
    for before, after in pairwise(pieces):
        for order, kind in enumerate(("jump", "kink")):
            sides = [_side(sympy.diff(piece.formula, variable, order), variable, after.left, side)
                     for piece, side in ((before, "-"), (after, "+"))]  # fmt: skip
            if not _are_equal(*sides):
                raise RoughFunctionError(what, kind, enclosure(after.left, {}))


def _place_without_bound(formula: sympy.Expr, piece: Piece, variable: Any) -> Enclosure | None:
    """A short interval within the piece, away from its ends, whose image is not shown to be finite.

    Every operation of a formula is continuous where it is defined, so finite images certify continuity.
    """
    first, length = _ball(piece.left), _ball(piece.right) - _ball(piece.left)
    width, open_ = fmpq(1), [fmpq(0)]
    for _ in range(_MOST_HALVINGS):
        width /= 2
        halves = (start + shift for start in open_ for shift in (fmpq(0), width))
        open_ = [low for low in halves
                 if not _is_finite(formula, variable, first + length * arb(low + width / 2, width / 2))]  # fmt: skip
        if not open_ or len(open_) > _MOST_INTERVALS:
            break
    inner = [low for low in open_ if len(open_) > _MOST_INTERVALS or (low > 0 and low + width < 1)]
    if not inner:
        return None
    last = inner[0]
    while last + width in inner:
        last += width
    return enclose((first + length * inner[0]).union(first + length * (last + width)))


def _is_finite(formula: sympy.Expr, variable: Any, ball: arb) -> bool:
    try:
        image = exact_or_ball(formula, {variable.name: ball})
    except DomainError:
        return False
    return not isinstance(image, arb) or bool(image.is_finite())


def _is_bounded_at(formula: sympy.Expr, variable: Any, end: sympy.Expr, side: str) -> bool:
    """Whether it is finite on a short interval at an end, or its limit there is finite."""
    reach = arb(0, fmpq(1, 1 << _MOST_HALVINGS))
    return _is_finite(formula, variable, _ball(end) + reach) or bool(_side(formula, variable, end, side).is_finite)


def _side(formula: sympy.Expr, variable: Any, place: sympy.Expr, side: str) -> sympy.Expr:
    """The limit from one side; nan where sympy does not find it."""
    value = formula.subs(variable, place)
    if value.is_finite:
        return value
    free = sympy.Symbol("t", real=True)
    try:
        with within(_SECONDS):
            found = sympy.limit(formula.subs(variable, free), free, place, side)
    except (BudgetExhaustedError, NotImplementedError, ValueError, TypeError):
        return sympy.nan
    return found if found.is_number else sympy.nan


def _are_equal(left: sympy.Expr, right: sympy.Expr) -> bool:
    if left == right or left is sympy.nan or right is sympy.nan:
        return left == right
    gap = exact_or_ball(left - right, {})
    if isinstance(gap, fmpq) or gap != 0:
        return bool(gap == 0)
    try:
        with within(_SECONDS):
            return bool((left - right).equals(0))
    except BudgetExhaustedError:
        return False


def _without_common_factors(formula: sympy.Expr, variable: Any) -> sympy.Expr:
    """A quotient of polynomials of moderate length in lowest terms, so that it has values where both vanish."""
    divides = any(power.exp.is_negative and power.base.has(variable) for power in formula.atoms(sympy.Pow))
    if divides and formula.is_rational_function(variable) and formula.count_ops() <= _LONGEST_QUOTIENT:
        return sympy.cancel(formula)
    return formula
