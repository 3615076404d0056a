"""Work within bounds: the size of a formula is looked at before a call, processor time and memory while it runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import Any

import sympy
from flint import ctx
from sympy.core.parameters import global_parameters

from boundkit.arithmetic.registrations import CHOICES
from boundkit.errors import BudgetExhaustedError
from boundkit.interruption import restored, within

_MOST_TERMS = 50_000
_MOST_OPERATIONS = 2000
_LARGEST_EXPONENT = 512
_LONGEST_NUMBER = 4096  # bits
_LONGEST_POWER = 14_000  # bits, which Python still writes in decimals
_LONGEST_ROOT = 128  # bits of a number under a root, which sympy factors
_LARGEST_FACTORIAL = 1000
COUNTING = (sympy.binomial, sympy.factorial, sympy.gamma, sympy.loggamma)
_SECONDS = 3.0
_LONGEST_WORKED_OUT = 1 << 22  # bits of a power of numbers; a longer one takes one operation that nothing interrupts

restored(lambda: ctx.prec, lambda prec: setattr(ctx, "prec", prec))
restored(lambda: global_parameters.evaluate, lambda chosen: setattr(global_parameters, "evaluate", chosen))
for _kind in (sympy.Rational, sympy.Integer):
    restored(lambda kind=_kind: kind._eval_power, lambda power, kind=_kind: setattr(kind, "_eval_power", power))  # type: ignore[misc]


def call(function: Callable[..., Any], *arguments: Any, seconds: float = _SECONDS, **options: Any) -> Any:
    """function(*arguments, **options), within bounds of size and time.

    Raises BudgetExhaustedError when a formula among the arguments is too large, a power of numbers on the way is, or
    the time runs out; what the function raises is raised.

    >>> x = sympy.Symbol("x")
    >>> call(sympy.factor, x**2 - 1)
    (x - 1)*(x + 1)
    >>> call(sympy.expand, (x + 1) ** 100_000)
    Traceback (most recent call last):
    boundkit.errors.BudgetExhaustedError: a formula is too large for expand; simplify it
    """
    if not all(is_manageable(each) for each in arguments if isinstance(each, sympy.Basic)):
        raise BudgetExhaustedError(f"a formula is too large for {function.__name__}; simplify it")
    with _short_powers(), within(seconds):
        return function(*arguments, **options)


@contextmanager
def _short_powers() -> Iterator[None]:
    """Inside the block sympy works no power of numbers out that is too long."""
    before = {kind: kind._eval_power for kind in (sympy.Rational, sympy.Integer)}
    for kind, power in before.items():
        kind._eval_power = power if hasattr(power, "__wrapped__") else _short(power)
    try:
        yield
    finally:
        for kind, power in before.items():
            kind._eval_power = power


def _short(power: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(power)
    def bounded(base: sympy.Rational, exponent: sympy.Expr) -> Any:
        if exponent.is_Rational:
            bits = (max(abs(base.p), base.q) - 1).bit_length()
            if bits * abs(exponent.p) > _LONGEST_WORKED_OUT * exponent.q:
                raise BudgetExhaustedError(f"a power with {bits} bits in its base is too long; simplify the formula")
        return power(base, exponent)

    return bounded


def rewritten(rule: Callable[..., Any], form: sympy.Expr, **options: Any) -> sympy.Expr:
    """The formula by a rule that keeps its value; as it stands where the rule does not come to an end or fails.

    >>> x = sympy.Symbol("x")
    >>> rewritten(sympy.expand, (x + 1) ** 2), rewritten(sympy.expand, (x + 1) ** 100_000)
    (x**2 + 2*x + 1, (x + 1)**100000)
    """
    found = attempt(rule, form, **options)
    return form if found is None else found


def attempt(function: Callable[..., Any], *arguments: Any, seconds: float = _SECONDS, **options: Any) -> Any:
    """What ``call`` gives, or None where sympy does not come to an end or fails."""
    try:
        return call(function, *arguments, seconds=seconds, **options)
    except (BudgetExhaustedError, *FAILURES):
        return None


FAILURES = (
    sympy.PolynomialError, sympy.PoleError, NotImplementedError, TypeError, ValueError, AttributeError,
    ArithmeticError, RecursionError, IndexError, KeyError, AssertionError,
)  # fmt: skip
"""What sympy raises on formulas that are beyond it."""


@lru_cache(maxsize=1 << 14)
def is_manageable(form: sympy.Basic) -> bool:
    """Whether a formula is small: its operations, its terms when multiplied out, its numbers and its exponents."""
    return _terms(form) <= _MOST_TERMS and form.count_ops() <= _MOST_OPERATIONS


def _terms(node: sympy.Basic) -> float:
    """About how many terms a formula has when it is multiplied out; infinite for numbers that are too long."""
    if isinstance(node, sympy.Rational):
        return 1 if max(abs(node.p), node.q).bit_length() <= _LONGEST_NUMBER else math.inf
    if not node.args:
        return 1
    if isinstance(node, sympy.Pow | sympy.exp):
        return _terms_of_power(*node.as_base_exp())
    if isinstance(node, COUNTING) and node.args[0].is_Rational and abs(node.args[0]) > _LARGEST_FACTORIAL:
        return math.inf
    parts = [_terms(argument) for argument in node.args]
    if isinstance(node, sympy.Add):
        return sum(parts)
    if isinstance(node, sympy.Mul):
        return math.prod(parts)
    return 1 if max(parts) <= _MOST_TERMS else math.inf


def _terms_of_power(base: sympy.Expr, exponent: sympy.Expr) -> float:
    of_base, of_exponent = _terms(base), _terms(exponent)
    if math.inf in (of_base, of_exponent):
        return math.inf
    terms = sympy.Add.make_args(exponent)
    numbers = [part for term in terms for part in sympy.Mul.make_args(term) if part.is_Rational]
    if any(max(abs(number.p), number.q) > _LARGEST_EXPONENT for number in numbers):
        return math.inf
    if _bits_of_power(base, exponent) > _LONGEST_POWER:
        return math.inf
    if base.is_Rational and exponent.is_Rational:
        return 1 if exponent.is_Integer or max(abs(base.p), base.q).bit_length() <= _LONGEST_ROOT else math.inf
    times = sum(abs(int(term)) for term in terms if term.is_Integer)  # (a + b)^(n + 3) becomes (a + b)^n (a + b)^3
    if times == 0:
        return max(1, of_base, of_exponent)
    return math.comb(times + int(of_base) - 1, times) if of_base * times <= _MOST_TERMS else math.inf


def _bits(node: sympy.Basic) -> float:
    """About how many bits the longest number has that is there when a formula is multiplied out."""
    if isinstance(node, sympy.Rational):
        return math.log2(max(abs(node.p), node.q))
    if isinstance(node, sympy.Add):
        return max(map(_bits, node.args)) + math.log2(len(node.args))
    if isinstance(node, sympy.Mul):
        return sum(map(_bits, node.args))
    if isinstance(node, sympy.Pow):
        return _bits_of_power(*node.args)
    return max(map(_bits, node.args), default=0) if isinstance(node, CHOICES) else 0


def _bits_of_power(base: sympy.Expr, exponent: sympy.Expr) -> float:
    """a^(b n + c) becomes (a^b)^n a^c."""
    of_base, of_exponent = _bits(base), _bits(exponent)
    if of_base == 0:
        return 0
    return of_base * 2**of_exponent if of_exponent <= math.log2(_LONGEST_POWER) + 20 else math.inf
