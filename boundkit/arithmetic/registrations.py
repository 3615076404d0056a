"""Every operation that formulas may hold, registered once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import sympy
from flint import fmpq, fmpz

from boundkit.arithmetic import operations as on_numbers
from boundkit.arithmetic import span as spans
from boundkit.arithmetic import sums
from boundkit.arithmetic.binomials import binomial, factorial
from boundkit.arithmetic.elementary import ball, log, power
from boundkit.arithmetic.nodes import GreatestInteger, Least, LowerLambertW, PathSum
from boundkit.arithmetic.operation import Defined, NotSupported, Operation, Trait, rises
from boundkit.arithmetic.span import Span, span
from boundkit.arithmetic.whole_values import takes_whole_values
from boundkit.errors import MalformedInputError

_LARGEST_WHOLE_EXPONENT = 1 << 64
_LARGEST_COUNTED = 1000


def _of_span(rule: Callable[[Span], Any]) -> Callable[..., Any]:
    """A rule that looks at the span of the one argument alone."""
    return lambda node, x: rule(x)


def _moving(rule: Callable[[Span], int | None]) -> Callable[..., Sequence[int | None]]:
    """The direction of a function of one argument, from the span of the argument."""
    return lambda node, x: (None if x is None else rule(x),)


def _joined(rule: Callable[[Span, Span], Span]) -> Callable[..., Span]:
    return lambda node, *parts: reduce(rule, parts)


def _power_span(node: sympy.Expr, base: Span, exponent: Span) -> Span | None:
    whole = exponent.lower.unique_fmpz() if exponent.lower == exponent.upper else None
    if whole is not None and abs(whole) < _LARGEST_WHOLE_EXPONENT:
        return spans.integer_power(base, int(whole))
    return spans.power(base, exponent)


def _power_direction(node: sympy.Expr, base: Span | None, exponent: Span | None) -> Sequence[int | None]:
    if base is None:
        return None, None
    above, logarithm = node.args[1], spans.logarithm(base)
    by_base = None
    if not above.is_Integer or base.is_nonnegative:
        by_base = exponent.sign if exponent is not None and base.is_nonnegative else None
    elif base.is_negative:
        by_base = 1 if (above % 2 == 1) == (above > 0) else -1
    elif above % 2 == 1 and above > 0:
        by_base = 1
    return by_base, None if logarithm is None else logarithm.sign


def _product_direction(node: sympy.Expr, *factors: Span | None) -> Sequence[int | None]:
    signs = [None if factor is None else factor.sign for factor in factors]
    one: int | None = 1
    return [reduce(spans.times_sign, signs[:place] + signs[place + 1 :], one) for place in range(len(signs))]


def _binomial_span(node: sympy.Expr, top: Span, bottom: Span) -> Span | None:
    """C(n, k) of integers: it rises with n, and with k up to the middle."""
    if not (all(map(takes_whole_values, node.args)) and top.is_nonnegative and bottom.is_nonnegative):
        return None
    if not top.lower.is_finite() or not bottom.is_finite:
        return span(0, None)
    n, (k, last) = top.lower.fmpq().floor(), _whole_ends(bottom)
    low = min(_choose(n, k), _choose(n, last))
    if not top.upper.is_finite():
        return span(low, None)
    n = _whole_ends(top)[1]
    high = _choose(n, max(k, min(last, fmpz(n // 2))))
    return span(spans.around(low).lower, spans.around(high).upper)


def _binomial_direction(node: sympy.Expr, top: Span | None, bottom: Span | None) -> Sequence[int | None]:
    if top is None or bottom is None or not top.is_nonnegative or not bottom.is_nonnegative:
        return None, None
    rises, falls = 2 * bottom.upper <= top.lower + 1, 2 * (bottom.lower + 1) >= top.upper + 1
    return 1, 1 if rises else -1 if falls else None


def _whole_ends(value: Span) -> tuple[fmpz, fmpz]:
    return value.lower.fmpq().floor(), value.upper.fmpq().ceil()


def _choose(n: fmpz, k: fmpz) -> Any:
    return binomial(fmpq(n), fmpq(k))


def _polygamma_span(node: sympy.Expr, order: Span, x: Span) -> Span | None:
    return spans.polygamma(int(node.args[0]), x) if node.args[0].is_Integer and node.args[0] >= 0 else None


def _polygamma_direction(node: sympy.Expr, order: Span | None, x: Span | None) -> Sequence[int | None]:
    if x is None or not x.is_positive or not node.args[0].is_Integer:
        return None, None
    return None, 1 if node.args[0] % 2 == 0 else -1


def _short(kind: Callable[[sympy.Expr], sympy.Expr]) -> Callable[[sympy.Expr], sympy.Expr]:
    """A counting function as a call, of numbers that are small enough for sympy to work it out."""

    def call(argument: sympy.Expr) -> sympy.Expr:
        if argument.is_number and abs(argument) > _LARGEST_COUNTED:
            raise MalformedInputError(
                f"the number {argument} is beyond {_LARGEST_COUNTED}, the largest that {kind.__name__} takes here"
            )
        return kind(argument)

    return call


_FLAT = NotSupported("it jumps, and between its jumps its derivative is 0")
_KINKED = NotSupported("it has kinks where two of its arguments are equal")
_RANGED = NotSupported("a range may end anywhere, so that it need not be smooth in the symbols of its ends")
_JUMPS = NotSupported("a function supplied by a formula is differentiated and integrated, and this one jumps")
_SEVERAL = NotSupported("calls on the command line take one argument")
_WRITTEN_OUT = NotSupported("a function supplied by a formula binds no variables and tells no cases apart")
_INFIX: dict[str, Callable[..., sympy.Expr]] = {}
_R, _E, _C, _W = Trait.RATIONAL, Trait.ELEMENTARY, Trait.CHOICE, Trait.ROUNDING

OPERATIONS = (
    Operation(kind=sympy.Add, call="+", exact=operator.add, traits=_R | _E, span=_joined(spans.add), direction=rises,
              defined=Defined.EVERYWHERE, smooth=True, command=_INFIX, text="+"),
    Operation(kind=sympy.Mul, call="*", exact=operator.mul, traits=_R | _E, span=_joined(spans.multiply),
              direction=_product_direction, defined=Defined.EVERYWHERE, smooth=True, command=_INFIX, text="*"),
    Operation(kind=sympy.Pow, call="power", exact=power, traits=_E | Trait.CUT, span=_power_span,
              direction=_power_direction, defined=Defined.BY_SPAN, smooth=True, command={"sqrt": sympy.sqrt},
              text="**"),
    Operation(kind=sympy.exp, call="exp", exact=lambda x: ball(x).exp(), traits=_E | Trait.LONG,
              span=_of_span(spans.exponential), direction=rises, defined=Defined.EVERYWHERE, smooth=True,
              command={"exp": sympy.exp}, text="exp"),
    Operation(kind=sympy.log, call="log", exact=log, traits=_E | Trait.CUT, span=_of_span(spans.logarithm),
              direction=rises, defined=Defined.POSITIVE, smooth=True, command={"log": sympy.log}, text="log"),
    Operation(kind=sympy.sin, call="sine", exact=lambda x: ball(x).sin(), traits=_E, span=_of_span(spans.sine),
              direction=_moving(lambda x: spans.cosine(x).sign), defined=Defined.EVERYWHERE, smooth=True,
              command={"sin": sympy.sin}, text="sin"),
    Operation(kind=sympy.cos, call="cosine", exact=lambda x: ball(x).cos(), traits=_E, span=_of_span(spans.cosine),
              direction=_moving(lambda x: (-spans.sine(x)).sign), defined=Defined.EVERYWHERE, smooth=True,
              command={"cos": sympy.cos}, text="cos"),
    Operation(kind=sympy.erf, call="error_function", exact=lambda x: ball(x).erf(), traits=Trait.PLAIN,
              span=_of_span(spans.error_function), direction=rises, defined=Defined.EVERYWHERE, smooth=True,
              command={"erf": sympy.erf}, text="erf"),
    Operation(kind=sympy.Abs, call="absolute", exact=on_numbers.absolute, traits=_R | _C | Trait.CUT,
              span=_of_span(spans.absolute), direction=_moving(lambda x: x.sign), defined=Defined.EVERYWHERE,
              smooth=NotSupported("it has a kink at 0"), command={"Abs": sympy.Abs, "abs": sympy.Abs}, text="Abs"),
    Operation(kind=sympy.Max, call="greatest_of", exact=on_numbers.greatest_of, traits=_R | _C | Trait.CUT,
              span=_joined(spans.greatest), direction=rises, defined=Defined.EVERYWHERE, smooth=_KINKED,
              command=_SEVERAL, text="Max"),
    Operation(kind=sympy.Min, call="least_of", exact=on_numbers.least_of, traits=_R | _C | Trait.CUT,
              span=_joined(spans.least), direction=rises, defined=Defined.EVERYWHERE, smooth=_KINKED,
              command=_SEVERAL, text="Min"),
    Operation(kind=sympy.ceiling, call="ceiling", exact=on_numbers.ceiling, traits=_R | _C | _W | Trait.CUT,
              span=_of_span(spans.ceiling), direction=rises, defined=Defined.EVERYWHERE, smooth=_FLAT,
              command=_JUMPS, text="ceiling"),
    Operation(kind=sympy.floor, call="floor", exact=on_numbers.floor, traits=_R | _C | _W | Trait.CUT,
              span=_of_span(spans.floor), direction=rises, defined=Defined.EVERYWHERE, smooth=_FLAT,
              command=_JUMPS, text="floor"),
    Operation(kind=sympy.factorial, call="factorial", exact=factorial, traits=_R | Trait.LONG,
              span=lambda node, x: spans.gamma(spans.add(x, span(1, 1))) if x.is_nonnegative else None,
              direction=rises, defined=Defined.COUNTS, smooth=NotSupported("it is a function of whole numbers"),
              command=NotSupported("it is a function of whole numbers; write gamma(n + 1)"), text="factorial"),
    Operation(kind=sympy.binomial, call="binomial", exact=binomial, traits=_R | Trait.LONG, span=_binomial_span,
              direction=_binomial_direction, defined=Defined.COUNTS,
              smooth=NotSupported("it is a function of whole numbers"), command=_SEVERAL, text="binomial"),
    Operation(kind=sympy.gamma, call="gamma", exact=lambda x: ball(x).gamma(), traits=Trait.PLAIN,
              span=_of_span(spans.gamma), direction=_moving(spans.gamma_direction), defined=Defined.POSITIVE,
              smooth=True, command=NotSupported("gamma is a letter of the results; write exp(loggamma(x))"),
              text="gamma"),
    Operation(kind=sympy.loggamma, call="log_gamma", exact=on_numbers.log_gamma, traits=Trait.CUT,
              span=_of_span(spans.log_gamma), direction=_moving(spans.gamma_direction), defined=Defined.POSITIVE,
              smooth=True, command={"loggamma": _short(sympy.loggamma)}, text="loggamma"),
    Operation(kind=sympy.polygamma, call="polygamma", exact=on_numbers.polygamma, traits=Trait.PLAIN,
              span=_polygamma_span, direction=_polygamma_direction, defined=Defined.BY_SPAN, smooth=True,
              command={"digamma": _short(sympy.digamma), "trigamma": _short(sympy.trigamma)}, text="polygamma"),
    Operation(kind=LowerLambertW, call="lower_lambert", exact=on_numbers.lower_lambert, traits=Trait.PLAIN,
              span=_of_span(spans.lower_lambert), direction=_moving(lambda x: -1), defined=Defined.BY_SPAN, smooth=True,
              command={"LowerLambertW": LowerLambertW}, text="LowerLambertW"),
    Operation(kind=sympy.Sum, call="total", exact=sums.total, traits=Trait.PLAIN, span=None, direction=None,
              defined=Defined.BY_SPAN, smooth=_RANGED, command=_WRITTEN_OUT, text="Sum", binds=True),
    Operation(kind=sympy.Product, call="product", exact=sums.product, traits=Trait.LONG, span=None, direction=None,
              defined=Defined.BY_SPAN, smooth=_RANGED, command=_WRITTEN_OUT, text="Product", binds=True),
    Operation(kind=sympy.Integral, call="integral", exact=on_numbers.integral, traits=Trait.PLAIN, span=None,
              direction=None, defined=Defined.BY_SPAN, smooth=_RANGED, command=_WRITTEN_OUT, text="Integral",
              binds=True),
    Operation(kind=sympy.Piecewise, call="piecewise", exact=on_numbers.piecewise, traits=_C, span=None,
              direction=None, defined=Defined.BY_SPAN, smooth=NotSupported("it may jump from case to case"),
              command=_WRITTEN_OUT, text="Piecewise", binds=True),
    Operation(kind=GreatestInteger, call="greatest", exact=on_numbers.greatest, traits=Trait.PLAIN, span=None,
              direction=None, defined=Defined.BY_SPAN, smooth=_FLAT, command=_WRITTEN_OUT, text="GreatestInteger",
              binds=True),
    Operation(kind=Least, call="least", exact=on_numbers.least, traits=Trait.PLAIN, span=None, direction=None,
              defined=Defined.BY_SPAN, smooth=_KINKED, command=_WRITTEN_OUT, text="Least", binds=True),
    Operation(kind=PathSum, call="path_total", exact=on_numbers.path_total, traits=Trait.PLAIN, span=None,
              direction=None, defined=Defined.BY_SPAN, smooth=_RANGED, command=_WRITTEN_OUT, text="Sum", binds=True),
)  # fmt: skip

_BY_KIND = {each.kind: each for each in OPERATIONS}
_BY_NAME = {each.name: each for each in OPERATIONS}


def operation(name: str) -> Operation:
    """The record of an operation by the name of sympy's class.

    >>> operation("loggamma").call
    'log_gamma'
    """
    return _BY_NAME[name]


def operation_of(node: sympy.Basic) -> Operation | None:
    """The record of the outermost operation of a formula; None for a symbol, a number, and what is not registered.

    >>> operation_of(sympy.Symbol("x") + 1).name
    'Add'
    """
    return _BY_KIND.get(type(node))


def kinds(*, traits: Trait = Trait.PLAIN, smooth: bool = False) -> tuple[type[sympy.Basic], ...]:
    """The classes of the operations that have all these traits, and derivatives where that is asked."""
    return tuple(each.kind for each in OPERATIONS if traits in each.traits and (each.smooth is True or not smooth))


CHOICES, ROUNDINGS = kinds(traits=Trait.CHOICE), kinds(traits=Trait.ROUNDING)


def calls() -> dict[str, Callable[..., sympy.Expr]]:
    """What may be called in a formula on the command line, by name."""
    listed = (each.command for each in OPERATIONS if not isinstance(each.command, NotSupported))
    return {name: call for command in listed for name, call in command.items()}


def instructions(question: str, others: dict[str, Any]) -> dict[str, Any]:
    """What compiled source may call, by name: the ``exact`` or ``array`` forms of the operations, and others."""
    return others | {each.call: getattr(each, question) for each in OPERATIONS if each.call.isidentifier()}
