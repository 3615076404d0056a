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
from boundkit.calculus.ranges.box import Box, interval, point_box
from boundkit.calculus.ranges.boxes import truth_on
from boundkit.errors import DomainError, MalformedInputError, UnknownNameError
from boundkit.formulas.domain import domain_of
from boundkit.formulas.evaluation import expand


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
                pending += [s for relation in domain_of(symbol).relations(symbol) for s in relation.free_symbols]
        names = sorted(symbol.name for symbol in found)
        if len(set(names)) < len(names):
            raise MalformedInputError(f"two different symbols among {', '.join(names)} have one name; rename one")
        symbols = sorted(found, key=lambda s: s.name)
        relations = (relation for symbol in symbols for relation in domain_of(symbol).relations(symbol))
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
            own = domain_of(symbol).bounds()
            low, high = interval(symbol.name, given.get(symbol.name, (own.low, own.high)), symbol.name in whole)
            ends[symbol.name] = low, high
            below = own.low is not None and (low is None or low < own.low)
            above = own.high is not None and (high is None or high > own.high)
            if below or above:
                raise DomainError(f"{Box({symbol.name: (low, high)})} is not allowed: {symbol.name} lies in "
                                  f"[{'-oo' if own.low is None else own.low}, {'oo' if own.high is None else own.high}]"
                                  "; narrow the interval")  # fmt: skip
        return Box.of(ends, whole)

    def within(self, box: Box) -> Box | None:
        """The box without parts that no relation allows; None when nothing is left."""
        for relation in self.relations:
            if truth_on(relation, box) is False:
                return None
            if isinstance(relation, Le | Lt | Ge | Gt):
                box = _ordered(relation.lts, relation.gts, box)
        return box

    def allow(self, point: Mapping[str, fmpq]) -> bool:
        """Whether exact numbers are a point of the domain, by all that is known of the symbols."""
        return self._are_allowed_alone(point) and all(truth_on(each, point_box(point)) for each in self.relations)

    def exclude(self, point: Mapping[str, fmpq]) -> bool:
        """Whether exact numbers are certainly no point of the domain."""
        if not self._are_allowed_alone(point):
            return True
        return any(truth_on(relation, point_box(point)) is False for relation in self.relations)

    def _are_allowed_alone(self, point: Mapping[str, fmpq]) -> bool:
        """Whether every number is allowed, as far as the ends of its domain are rational."""
        return all(domain_of(symbol).contains(point[symbol.name]) for symbol in self.symbols)


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
