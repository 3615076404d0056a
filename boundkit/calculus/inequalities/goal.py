"""What a proof is searched for: that a formula is not negative on a box, and how much effort that is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sympy

from boundkit.calculus.inequalities.signs import Sign, fails_somewhere, number_holds, sign_of
from boundkit.calculus.ranges.box import Box

CUTS = 4


@dataclass(frozen=True, slots=True)
class Goal:
    """form >= 0 on the box, or > 0 when strict.

    ``depth`` is how often the search may turn to another formula, ``cuts`` how often it may cut the box in two.
    """

    form: sympy.Expr
    box: Box
    strict: bool = False
    depth: int = 1
    cuts: int = CUTS

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for goals that say the same, whatever they may cost."""
        ends = self.box.ends
        return self.form, tuple(sorted((s.name, *map(str, ends[s.name])) for s in self.form.free_symbols)), self.strict

    @property
    def effort(self) -> tuple[int, int]:
        return self.depth, self.cuts

    @property
    def holds_as_number(self) -> bool:
        """Whether a form without symbols is not negative."""
        return number_holds(self.form, self.strict)

    @property
    def holds_by_sign(self) -> bool:
        sign = sign_of(self.form, self.box)
        return sign is not None and (sign is Sign.POSITIVE if self.strict else sign.is_at_least_zero)

    @property
    def fails(self) -> bool:
        """Whether the form is negative at a point of the box that was tried; then there is nothing to prove."""
        return fails_somewhere(self.form, self.box)

    @property
    def wide(self) -> list[sympy.Symbol]:
        """The symbols that are not held at a point."""
        return [s for s in sorted(self.form.free_symbols, key=str) if not self.box.is_point(s.name)]

    def deeper(self) -> Goal:
        """The same goal after one of the turns that it may take."""
        return replace(self, depth=self.depth - 1)
