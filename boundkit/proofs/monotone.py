"""Which way a formula moves with a part of it, from its structure and the signs of its parts; no derivatives."""

from __future__ import annotations

import sympy

from boundkit.errors import ProofError
from boundkit.formulas.text import plain
from boundkit.proofs.relations import is_known, put_in
from boundkit.proofs.signs import Signs
from boundkit.proofs.terms import HOLE


class Monotone:
    """How formulas with a hole move when the hole moves from ``small`` up to ``large``, where they have values.

    Every formula that is given a direction has a value at both ends, and moves from one to the other that way.
    """

    def __init__(self, small: sympy.Expr, large: sympy.Expr, signs: Signs) -> None:
        self._ends = small, large
        self._signs = signs

    def at(self, formula: sympy.Expr, end: int) -> sympy.Expr:
        """The formula with the small (0) or the large (1) side in its hole."""
        return put_in(formula, {HOLE: self._ends[end]})

    def direction(self, formula: sympy.Expr) -> int:
        """1, 0 or -1. Raises ProofError where structure and signs do not say."""
        if not formula.has(HOLE):
            self._signs.require_defined(formula)
            return 0
        match formula:
            case sympy.Symbol():
                return 1
            case sympy.exp() | sympy.ceiling() | sympy.floor() | sympy.Add() | sympy.Max() | sympy.Min():
                return self._join(formula)
            case sympy.log():
                return self._of_log(formula)
            case sympy.Mul():
                return self._of_product(formula)
            case sympy.Pow():
                return self._of_power(formula)
            case sympy.binomial() | sympy.factorial():
                return self._of_count(formula)
        raise ProofError(f"{plain(formula)} is not known to rise or to fall with {HOLE}")

    def _join(self, formula: sympy.Expr) -> int:
        found = {self.direction(part) for part in formula.args} - {0}
        if len(found) > 1:
            raise ProofError(f"parts of {plain(formula)} move against each other")
        return found.pop()

    def _low(self, formula: sympy.Expr, way: int) -> sympy.Expr:
        return self.at(formula, 0 if way >= 0 else 1)

    def _require(self, formula: sympy.Expr, way: int, strict: bool = False) -> None:
        low = self._low(formula, way)
        if not (self._signs.is_positive(low) if strict else self._signs.is_nonnegative(low)):
            raise ProofError(f"{plain(low)} {'>' if strict else '>='} 0 is not known; give a fact that says so in by=")

    def _of_log(self, formula: sympy.Expr) -> int:
        (inside,) = formula.args
        way = self.direction(inside)
        self._require(inside, way, strict=True)
        return way

    def _of_product(self, formula: sympy.Expr) -> int:
        moving = [part for part in formula.args if part.has(HOLE)]
        rest = formula.func(*(part for part in formula.args if not part.has(HOLE)))
        self._signs.require_defined(rest)
        ways = {self.direction(part) for part in moving}
        if len(moving) > 1:
            for part in moving:
                self._require(part, self.direction(part))
        if len(ways) > 1:
            raise ProofError(f"factors of {plain(formula)} move against each other")
        if self._signs.is_nonnegative(rest):
            return ways.pop()
        if self._signs.is_nonnegative(-rest):
            return -ways.pop()
        raise ProofError(f"the sign of {plain(rest)} is not known; give a fact that says it in by=")

    def _of_power(self, formula: sympy.Expr) -> int:
        base, exponent = formula.args
        if not exponent.has(HOLE):
            return self._of_base(base, exponent)
        way = self.direction(exponent)
        if not base.has(HOLE):
            self._signs.require_defined(base)
            if self._signs.is_nonnegative(base - 1):
                return way
            if self._signs.is_positive(base) and self._signs.is_nonnegative(1 - base):
                return -way
            raise ProofError(f"whether {plain(base)} is below or above 1 is not known; give a fact in by=")
        if way != self.direction(base) or way < 0:
            raise ProofError(f"base and exponent of {plain(formula)} do not both rise")
        self._require(base - 1, way)
        self._require(exponent, way)
        return way

    def _of_base(self, base: sympy.Expr, exponent: sympy.Expr) -> int:
        way = self.direction(base)
        self._signs.require_defined(exponent)
        if exponent.is_Integer and exponent > 0 and exponent % 2 == 1:
            return way
        if self._signs.is_nonnegative(exponent):
            self._require(base, way)
            return way
        if self._signs.is_nonnegative(-exponent):
            self._require(base, way, strict=True)
            return -way
        raise ProofError(f"the sign of the exponent {plain(exponent)} is not known; give a fact that says it in by=")

    def _of_count(self, formula: sympy.Expr) -> int:
        upper, *lower = formula.args
        way = self.direction(upper)
        whole = all(is_known(self.at(upper, end), "integer") for end in (0, 1))
        if lower:
            self._signs.require_defined(lower[0])
            whole = whole and is_known(lower[0], "integer")
        if not whole or any(part.has(HOLE) for part in lower):
            raise ProofError(f"{plain(formula)}: what moves in it is not known to be whole")
        self._require(upper, way)
        for part in lower:
            if not self._signs.is_nonnegative(part):
                raise ProofError(f"{plain(part)} >= 0 is not known; give a fact that says so in by=")
        return way
