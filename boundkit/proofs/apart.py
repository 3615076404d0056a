"""Formulas told apart by their values at one point, which takes microseconds where multiplying out takes long.

Symbols have a value of their kind and sign there, unknown functions are fixed smooth ones, and a sum or an integral is
one multiple of its term at the point, since multiplying out uses no more of it than that it is linear. The values say
nothing of what is the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from functools import lru_cache, partial, reduce
from operator import mul
from zlib import crc32

import sympy
from flint import arb, ctx, fmpq
from sympy.core.function import AppliedUndef

from boundkit.arithmetic.operation import Operation
from boundkit.arithmetic.registrations import operation_of
from boundkit.errors import BoundkitError

_PRECISION = 64
_SCALE = 1 << 10
_CONSTANTS = {sympy.pi: arb.pi, sympy.E: lambda: arb(1).exp()}
_Value = fmpq | arb


def are_apart(left: sympy.Expr, right: sympy.Expr) -> bool:
    """Whether two formulas have different values at a point, so that multiplying out does not make them one.

    >>> x, n = sympy.symbols("x n", positive=True)
    >>> are_apart((x + 1) ** 2, x**2 + 1), are_apart((x + 1) ** 2, x**2 + 2 * x + 1)
    (True, False)
    >>> f = sympy.Function("f")
    >>> are_apart(f(2 * (x + 1)), f(2 * x + 2)), are_apart(f(x), f(n))
    (False, True)
    """
    with ctx.workprec(_PRECISION):
        one, two = value_at_a_point(left), value_at_a_point(right)
    if one is None or two is None:
        return False
    return one != two if isinstance(one, fmpq) and isinstance(two, fmpq) else not arb(one).overlaps(arb(two))


@lru_cache(maxsize=1 << 14)
def value_at_a_point(node: sympy.Basic) -> _Value | None:
    """The value of a formula at the point, exact or in a ball; None where it has none that is known."""
    try:
        found = _worked_out(node)
    except (BoundkitError, ZeroDivisionError, ValueError, OverflowError, TypeError):
        return None
    return None if isinstance(found, arb) and not found.is_finite() else found


def _worked_out(node: sympy.Basic) -> _Value | None:
    if isinstance(node, sympy.Rational):
        return fmpq(int(node.p), int(node.q))
    if node in _CONSTANTS:
        return _CONSTANTS[node]()
    if isinstance(node, sympy.Symbol):
        return _of_symbol(node)
    if isinstance(node, sympy.Piecewise):
        return _of_parts(_of_cases, node, [case for case, _ in node.args])
    if isinstance(node, sympy.Sum | sympy.Integral):
        return _multiple(node)
    if isinstance(node, sympy.Product):
        return _of_parts(_smooth, node, [node.function, *itertools.chain(*node.limits)])
    if isinstance(node, AppliedUndef):
        return _of_parts(_smooth, node, node.args)
    operation = operation_of(node)
    if operation is None or operation.binds:
        return None
    return _of_parts(partial(_by_operation, operation), node, node.args)


def _of_parts(rule: Callable[..., _Value], node: sympy.Basic, parts: Iterable[sympy.Basic]) -> _Value | None:
    """A rule for a node on the values of its parts; None where one has none."""
    values = [value_at_a_point(part) for part in parts]
    return None if any(value is None for value in values) else rule(node, *values)


def _by_operation(operation: Operation, node: sympy.Basic, *parts: _Value) -> _Value:
    of_two = isinstance(node, sympy.Add | sympy.Mul)
    return reduce(operation.exact, parts) if of_two else operation.exact(*parts)


def _smooth(node: sympy.Basic, *places: _Value) -> arb:
    """The value of a smooth function that is nowhere 0, one for each kind of node and sign."""
    inside = arb(crc32(str(node.func).encode()) % _SCALE)
    for order, place in enumerate(places, 1):
        inside += arb(place) / (order + 1)
    value = 2 + inside.sin()
    return -value if node.is_extended_nonpositive else value


def _of_cases(node: sympy.Basic, *cases: _Value) -> _Value:
    """Cases that multiplying out makes alike are one, and one alone is the whole."""
    balls = [arb(case) for case in cases]
    different = [
        one for one, last in zip(balls, [None, *balls], strict=False) if last is None or not one.overlaps(last)
    ]
    return _smooth(node, *different) if different[1:] else different[0]


def _multiple(node: sympy.Sum | sympy.Integral) -> _Value | None:
    """The term times one factor for each limit, since sums within sums may become one with all limits."""
    factors = [_of_parts(_smooth, sympy.S.One, limit) for limit in node.limits]
    term = value_at_a_point(node.function)
    known = [2 + factor for factor in factors if factor is not None]
    return None if term is None or len(known) < len(factors) else reduce(mul, known, term)


def _of_symbol(symbol: sympy.Symbol) -> fmpq:
    chosen = crc32(symbol.name.encode()) % _SCALE
    value = fmpq(3 + chosen % 29) if symbol.is_integer else 2 + fmpq(chosen, _SCALE)
    return -value if symbol.is_extended_nonpositive else value
