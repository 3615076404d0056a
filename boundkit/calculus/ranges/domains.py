"""Domains of symbols and relations between them, such as 1 <= k <= E, as restrictions of boxes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from flint import fmpq
from sympy import Ge, Gt, Le, Lt
from sympy.core.relational import Relational

from boundkit.arithmetic.rational import rational
from boundkit.calculus.ranges.box import Box, End, interval, point_box
from boundkit.calculus.ranges.boxes import decided
from boundkit.errors import DomainError, MalformedInputError, UnknownNameError
from boundkit.formulas.evaluation import expand
from boundkit.formulas.numbers import to_sympy


@dataclass(frozen=True)
class Domains:
    """What the symbols of a formula may be: an interval for each, and relations between them such as k <= E."""

    symbols: tuple[sympy.Symbol, ...]
    relations: tuple[sympy.Basic, ...]

    @classmethod
    def of(cls, *formulas: sympy.Basic, where: Iterable[Relational] = ()) -> Domains:
        """The symbols of the formulas, of the conditions and of the ends of their domains.

        Raises MalformedInputError for two symbols of one name.
        """
        found: set[sympy.Symbol] = set()
        conditions = [condition.func(*map(expand, condition.args), evaluate=False) for condition in where]
        pending = [symbol for formula in (*formulas, *conditions) for symbol in expand(formula).free_symbols]
        while pending:
            symbol = pending.pop()
            if symbol not in found:
                found.add(symbol)
                pending += [s for end in _domain_ends(symbol) if end is not None for s in expand(end).free_symbols]
        names = sorted(symbol.name for symbol in found)
        if len(set(names)) < len(names):
            raise MalformedInputError(f"two different symbols among {', '.join(names)} have one name; rename one")
        symbols = sorted(found, key=lambda s: s.name)
        relations = (relation for symbol in symbols for relation in end_relations(symbol))
        return cls(tuple(symbols), (*relations, *conditions))

    def box(self, given: Mapping[str, Any] | Box | None) -> Box:
        """The given intervals, and for other symbols all that is allowed.

        Raises UnknownNameError for a name that is no symbol, DomainError for an interval that leaves the domain.
        """
        given = given.ends if isinstance(given, Box) else given or {}
        names = [symbol.name for symbol in self.symbols]
        for name in given:
            if name not in names:
                raise UnknownNameError.among("symbol", name, names)
        whole = [symbol.name for symbol in self.symbols if symbol.is_integer]
        ends = {}
        for symbol in self.symbols:
            low, high = allowed = _allowed(symbol)
            ends[symbol.name] = interval(symbol.name, given.get(symbol.name, allowed), symbol.name in whole)
            below, above = (a is not None and (b is None or ((b < a) == first and a != b))
                            for a, b, first in zip(allowed, ends[symbol.name], (True, False), strict=True))  # fmt: skip
            if below or above:
                raise DomainError(f"{Box({symbol.name: ends[symbol.name]})} is not allowed: {symbol.name} lies in "
                                  f"[{'-oo' if low is None else low}, {'oo' if high is None else high}]; "
                                  "narrow the interval")  # fmt: skip
        return Box.of(ends, whole)

    def within(self, box: Box) -> Box | None:
        """The box without parts that no relation allows; None when nothing is left."""
        for relation in self.relations:
            if decided(relation, box) is False:
                return None
            if isinstance(relation, Le | Lt | Ge | Gt):
                box = _ordered(relation.lts, relation.gts, box)
        return box

    def hold_on(self, box: Box) -> bool:
        """Whether every point of the box is allowed."""
        return all(decided(relation, box) for relation in self.relations)

    def allow(self, point: Mapping[str, fmpq]) -> bool:
        """Whether exact numbers are a point of the domain, by all that is known of the symbols."""
        return not self.exclude(point) and all(decided(relation, point_box(point)) for relation in self.relations)

    def exclude(self, point: Mapping[str, fmpq]) -> bool:
        """Whether exact numbers are certainly no point of the domain."""
        if not all(_fits(symbol, point[symbol.name]) for symbol in self.symbols):
            return True
        return any(decided(relation, point_box(point)) is False for relation in self.relations)


def _ordered(small: sympy.Expr, large: sympy.Expr, box: Box) -> Box:
    """The box without parts where small > large, when each is a symbol or a rational number."""
    pair = [box.ends[side.name] if isinstance(side, sympy.Symbol) else (rational(side), rational(side))
            for side in (small, large) if side.is_Symbol or side.is_Rational]  # fmt: skip
    if len(pair) < 2:
        return box
    (low, high), (lowest, highest) = pair
    if small.is_Symbol and highest is not None and (high is None or high > highest):
        box = box.put(small.name, low, fmpq(highest.floor()) if small.name in box.integers else highest)
    if large.is_Symbol and low is not None and (lowest is None or lowest < low):
        box = box.put(large.name, fmpq(low.ceil()) if large.name in box.integers else low, highest)
    return box


def _fits(symbol: sympy.Symbol, value: fmpq) -> bool:
    """Whether a number is in the domain of a symbol, and what sympy assumes of the symbol is true of it."""
    low, high = _allowed(symbol)
    if low is not None and (value < low or (_is_open(symbol) and value == low)):
        return False
    if (high is not None and value > high) or (symbol.is_zero is False and value == 0):
        return False
    if symbol.is_integer:
        return value.q == 1 and all(
            getattr(to_sympy(value), f"is_{kind}") == truth
            for kind in ("even", "prime", "composite") if (truth := getattr(symbol, f"is_{kind}")) is not None
        )  # fmt: skip
    return not symbol.is_irrational and not (symbol.is_noninteger and value.q == 1)


def _is_open(symbol: sympy.Symbol) -> bool:
    return bool(getattr(_domain(symbol), "open", False))


def end_relations(symbol: sympy.Symbol) -> list[sympy.Basic]:
    """The ends of a symbol's domain that are no rational numbers, as relations, such as k <= E."""
    least, greatest = (None if end is None or end.is_Rational else expand(end) for end in _domain_ends(symbol))
    below = [] if least is None else [(Lt if _is_open(symbol) else Le)(least, symbol, evaluate=False)]
    return below + ([] if greatest is None else [Le(symbol, greatest, evaluate=False)])


def _domain(symbol: sympy.Symbol) -> Any:
    return getattr(symbol, "domain", None)


def _domain_ends(symbol: sympy.Symbol) -> tuple[sympy.Expr | None, sympy.Expr | None]:
    domain = _domain(symbol)
    return (None, None) if domain is None else (domain.least, domain.greatest)


def _allowed(symbol: sympy.Symbol) -> tuple[End, End]:
    """The rational ends between which a symbol lies by its domain or by what sympy assumes of it."""
    low, high = (rational(end) if end is not None and end.is_Rational else None for end in _domain_ends(symbol))
    assumed = fmpq(1) if symbol.is_positive and symbol.is_integer else fmpq(0) if symbol.is_nonnegative else None
    if low is None or (assumed is not None and assumed > low):
        low = assumed
    if high is None and symbol.is_nonpositive:
        high = fmpq(-1) if symbol.is_negative and symbol.is_integer else fmpq(0)
    return low, high
