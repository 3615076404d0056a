"""What a symbol may be: its domain, the numbers between which it lies, relations to other symbols, values to try."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import sympy
from flint import fmpq

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError
from boundkit.formulas.evaluation import expand, substitute
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.text import plain
from boundkit.formulas.trials import trial_values

_GAPS = ("even", "odd", "prime", "composite", "irrational", "noninteger", "imaginary", "nonzero")
_SIGNS = ("positive", "nonnegative", "negative", "nonpositive")
_FARTHEST_TRIAL = 100


@dataclass(frozen=True)
class Bounds:
    """The numbers from ``low`` (excluded if ``open``) to ``high`` (excluded if ``open_above``).

    None is no end on that side.
    """

    low: fmpq | None = None
    high: fmpq | None = None
    open: bool = False
    open_above: bool = False

    def contains(self, number: fmpq) -> bool:
        """Whether a number lies between the ends."""
        below = self.low is not None and (number < self.low or (self.open and number == self.low))
        above = self.high is not None and (number > self.high or (self.open_above and number == self.high))
        return not below and not above

    def whole(self) -> Bounds:
        """The least and the greatest integer between the ends, both included."""
        low, high = self.low, self.high
        if low is not None:
            low = fmpq(low.floor()) + 1 if self.open else fmpq(low.ceil())
        if high is not None:
            high = fmpq(high.ceil()) - 1 if self.open_above else fmpq(high.floor())
        return Bounds(low, high)

    def meet(self, other: Bounds) -> Bounds:
        """What both allow."""
        low, is_open = max(((b.low, b.open) for b in (self, other) if b.low is not None), default=(None, False))
        above = [(b.high, not b.open_above) for b in (self, other) if b.high is not None]
        high, included = min(above, default=(None, True))
        return Bounds(low, high, is_open, not included)

    @property
    def is_empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or ((self.open or self.open_above) and self.low == self.high)

    def __str__(self) -> str:
        low = "" if self.low is None else f"{'>' if self.open else '>='} {self.low}"
        high = "" if self.high is None else f"{'<' if self.open_above else '<='} {self.high}"
        return " and ".join(part for part in (low, high) if part) or "without bounds"


@dataclass(frozen=True)
class Domain:
    """Where a symbol lives: integer or real, from ``least`` (excluded if ``open``) up to ``greatest``.

    ``greatest`` (excluded if ``open_above``) may be another symbol, as in 1 <= k <= E. ``assumed`` are the truths that
    sympy assumes of a symbol beyond its kind and its sign, such as even.
    """

    integer: bool = False
    least: sympy.Expr | None = None
    open: bool = False
    greatest: sympy.Expr | None = None
    open_above: bool = False
    assumed: tuple[tuple[str, bool], ...] = ()

    @cached_property
    def parts(self) -> tuple[Any, ...]:
        """All that makes the domain what it is, in an order that sympy can sort: an end is a tuple, empty for none."""
        ends = (sympy.Tuple() if end is None else sympy.Tuple(end) for end in (self.least, self.greatest))
        return self.integer, self.open, self.open_above, *ends, self.assumed

    @property
    def assumptions(self) -> dict[str, bool]:
        """What sympy may assume of a symbol that lives here: its kind, and its sign as its least value tells it."""
        kind = {"integer": True} if self.integer else {"real": True}
        if self.least is None:
            return kind
        if self.least.is_positive or (self.open and self.least.is_nonnegative):
            return kind | {"positive": True}
        return kind | ({"nonnegative": True} if self.least.is_nonnegative else {})

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is assumed and leaves gaps between the ends, such as even or nonzero."""
        return tuple(kind for kind in _GAPS if (kind, True) in self.assumed)

    def is_like(self, other: Domain) -> bool:
        """Whether both are whole numbers, or both real, and end above at one number, or at symbols of one name."""
        return (self.integer, str(self.greatest)) == (other.integer, str(other.greatest))

    def __str__(self) -> str:
        ends = [] if self.least is None else [f"{'>' if self.open else '>='} {plain(self.least)}"]
        if self.greatest is not None:
            ends.append(f"{'<' if self.open_above else '<='} {plain(self.greatest)}")
        return " ".join([*self.gaps[:1], "integer" if self.integer else "real", " and ".join(ends)]).rstrip()

    def check(self, name: str, value: fmpq, others: Mapping[str, Any]) -> None:
        """Raise DomainError when ``value`` is not allowed for the symbol ``name``."""
        if self.integer and value.q != 1:
            raise DomainError(f"{name} = {value} is not allowed: {name} is {self}; give a whole number")
        below, above = (operator.le if self.open else operator.lt), (operator.ge if self.open_above else operator.gt)
        for end, is_beyond in ((self.least, below), (self.greatest, above)):
            limit = _value_of(end, others)
            if end is not None and limit is not None and is_beyond(value, limit):
                where = f", and {plain(end)} = {limit} here" if end.free_symbols else ""
                raise DomainError(f"{name} = {value} is not allowed: {name} is {self}{where}")
        if not self._is_as_assumed(value):
            raise DomainError(f"{name} = {value} is not allowed: {name} is {self}")

    def contains(self, value: fmpq, values: Mapping[str, Any] | None = None) -> bool:
        """Whether a number is allowed, as far as the ends are rational or become so at ``values`` of other symbols.

        >>> Domain(True, sympy.Integer(1)).contains(fmpq(2)), Domain(True, sympy.Integer(1)).contains(fmpq(1, 2))
        (True, False)
        """
        fits = self.bounds(values).contains(value) and (value.q == 1 or not self.integer)
        return fits and self._is_as_assumed(value)

    def bounds(self, values: Mapping[str, Any] | None = None) -> Bounds:
        """The rational ends at exact ``values`` of other symbols; of integers, the least and the greatest one.

        Of a lower end that stays unknown only the sign is used.

        >>> str(domain_of(sympy.Symbol("n", integer=True, positive=True)).bounds())
        '>= 1'
        """
        return self._bounds_at(values) if values else self._own_bounds

    @cached_property
    def _own_bounds(self) -> Bounds:
        return self._bounds_at({})

    def _bounds_at(self, values: Mapping[str, Any]) -> Bounds:
        low, high = (_rational_at(end, values) for end in (self.least, self.greatest))
        is_open = self.open
        if low is None and self.least is not None and self.least.is_nonnegative:
            low, is_open = fmpq(0), self.open or bool(self.least.is_positive)
        bounds = Bounds(low, high, is_open and low is not None, self.open_above and high is not None)
        return bounds.whole() if self.integer else bounds

    def relations(self, symbol: sympy.Symbol) -> list[sympy.Basic]:
        """The ends that are no rational numbers, as relations of the symbol that lives here, such as k <= E."""
        least, greatest = (
            None if end is None or end.is_Rational else expand(end) for end in (self.least, self.greatest)
        )
        below, above = (sympy.Lt if is_open else sympy.Le for is_open in (self.open, self.open_above))
        found = [] if least is None else [below(least, symbol, evaluate=False)]
        return found + ([] if greatest is None else [above(symbol, greatest, evaluate=False)])

    def trials(self) -> list[fmpq]:
        """Small numbers that are allowed, near an end where there is one."""
        bounds = self.bounds()
        return list(filter(self.contains, trial_values(bounds.low, bounds.high, self.integer, _FARTHEST_TRIAL)))

    def _is_as_assumed(self, value: fmpq) -> bool:
        return all(getattr(to_sympy(value), f"is_{kind}") == truth for kind, truth in self.assumed)


@lru_cache(maxsize=1 << 12)
def domain_of(symbol: sympy.Symbol) -> Domain:
    """The domain that a symbol carries; of a plain symbol of sympy, the one that its assumptions say.

    >>> str(domain_of(sympy.Symbol("n", integer=True, positive=True))), str(domain_of(sympy.Symbol("x")))
    ('integer >= 1', 'real')
    """
    own: Domain | None = getattr(symbol, "domain", None)
    return _assumed_of(symbol) if own is None else own


def ends_of(symbol: sympy.Symbol) -> frozenset[sympy.Symbol]:
    """The symbols that the domain of a symbol depends on, directly or through others."""
    found: set[sympy.Symbol] = set()
    pending = [symbol]
    while pending:
        domain = domain_of(pending.pop())
        for end in (domain.least, domain.greatest):
            more = set() if end is None else expand(end).free_symbols - found
            found |= more
            pending += more
    return frozenset(found)


def _assumed_of(symbol: sympy.Symbol) -> Domain:
    """The domain of a plain symbol; one of which nothing is assumed is real."""
    integer = bool(symbol.is_integer)
    least, is_open = _nearest(integer, symbol.is_positive, symbol.is_nonnegative)
    greatest, is_open_above = _nearest(integer, symbol.is_negative, symbol.is_nonpositive)
    signs = {sign: True for sign in _SIGNS if getattr(symbol, f"is_{sign}")}
    known = sympy.Symbol("_", **({"integer": True} if integer else {"real": True}), **signs).assumptions0.items()
    assumed = tuple(sorted(symbol.assumptions0.items() - known))
    return Domain(integer, least, is_open, None if greatest is None else -greatest, is_open_above, assumed)


def _nearest(integer: bool, strict: bool | None, included: bool | None) -> tuple[sympy.Expr | None, bool]:
    """How near to 0 a symbol of known sign may be, and whether that is excluded."""
    if strict:
        return (sympy.Integer(1), False) if integer else (sympy.Integer(0), True)
    return (sympy.Integer(0) if included else None), False


def _value_of(end: sympy.Expr | None, others: Mapping[str, Any]) -> Any:
    """An end of a domain, or None when there is none or it depends on a symbol without a value."""
    if end is None or any(symbol.name not in others for symbol in end.free_symbols):
        return None
    return exact_or_ball(end, others)


def _rational_at(end: sympy.Expr | None, values: Mapping[str, Any]) -> fmpq | None:
    """An end of a domain where it is a rational number."""
    number = end if end is None or end.is_Rational else substitute(expand(end), values)
    return rational(number) if number is not None and number.is_Rational else None
