"""Numbers of many digits in formulas: what sympy would work out, and how it is kept from that."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import sympy

from boundkit.arithmetic.long_number import LongNumber
from boundkit.formulas.bounded import COUNTING

_LONGEST_WRITTEN_BITS = 4096
_LONGEST_NUMBER = 14_000  # bits, which Python still writes in decimals
_LARGEST_WRITTEN_BINOMIAL = 300


def kept(form: sympy.Expr, values: Mapping[sympy.Basic, sympy.Expr] | None = None) -> sympy.Expr:
    """The formula with others in the places of some of its parts; its long numbers are ``LongNumber``.

    Whatever sympy does to the result afterwards, it works none of them out. Indices of sums and products keep their
    places.

    >>> x, m = sympy.symbols("x m", positive=True)
    >>> kept(3 * (2 * x) ** m, {m: sympy.Integer(10) ** 10}) / 3
    2**10000000000*x**10000000000
    """
    return _kept(form, values or {})


def _kept(node: sympy.Basic, values: Mapping[sympy.Basic, sympy.Expr]) -> sympy.Basic:
    if node in values:
        return _kept(values[node], {})
    if isinstance(node, sympy.Rational):
        if max(abs(node.p), node.q).bit_length() <= _LONGEST_NUMBER:
            return node
        return LongNumber(node) if node.is_positive else -LongNumber(-node)
    if not node.args:
        return node
    own = getattr(node, "bound_symbols", ())
    if own:
        values = {place: value for place, value in values.items() if place not in own}
    args = [_kept(argument, values) for argument in node.args]
    if isinstance(node, (sympy.Pow, *COUNTING)) and is_long(node, args):
        return _long(node, args)
    if all(new is old for new, old in zip(args, node.args, strict=True)):
        return node
    if isinstance(node, sympy.Min | sympy.Max) and any(arg.has(sympy.Sum, sympy.Product) for arg in args):
        return node.func(*args, evaluate=False)  # sympy would work out the sum to compare it
    return node.func(*args)


def _long(node: sympy.Expr, args: list[sympy.Expr]) -> sympy.Expr:
    """A power or a number of choices that is long, or of which a factor is."""
    whole = node.func(*args, evaluate=False)
    if not isinstance(node, sympy.Pow):
        return whole if whole.free_symbols else LongNumber(whole)
    base, exponent = args
    number, rest = base.as_independent(*base.free_symbols, as_Add=False)
    if not number.is_positive:
        number, rest = -number, -rest
    if rest.free_symbols and number.is_positive:
        return LongNumber(sympy.Pow(number, exponent, evaluate=False)) * sympy.Pow(rest, exponent)
    is_real = base.is_positive or (base.is_real and base.is_nonzero and exponent.is_integer)
    return LongNumber(whole) if is_real and not base.free_symbols else whole


def is_long(node: sympy.Basic, args: Iterable[sympy.Basic]) -> bool:
    """Whether sympy would work out a number of many digits here, or in one of the arguments."""
    args = tuple(args)
    if any(is_long(arg, arg.args) for arg in args):
        return True
    if isinstance(node, sympy.Pow):
        return bool(args[1].is_Rational and abs(args[1]) * _bits(args[0]) > _LONGEST_WRITTEN_BITS)
    if isinstance(node, COUNTING):
        return bool(args[0].is_Rational and args[0] > _LARGEST_WRITTEN_BINOMIAL)
    return False


def _bits(base: sympy.Basic) -> int:
    """About how many bits the rational factors of a base have, which sympy takes out of a power and works out."""
    if isinstance(base, sympy.Rational):
        return 0 if abs(base.p) == base.q else max(abs(base.p), base.q).bit_length()
    if isinstance(base, sympy.Mul):
        return sum(map(_bits, base.args))
    if isinstance(base, sympy.Pow) and base.exp.is_Rational:
        return math.ceil(abs(base.exp)) * _bits(base.base)
    return 0
