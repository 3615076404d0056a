"""An object that breaks a claim, and whether its builder was asked for it by the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from boundkit.checking.space import Measured, Space
from boundkit.evidence.witness import brief
from boundkit.statements.claim import Claim
from boundkit.statements.theorem import Theorem


@dataclass(frozen=True)
class Violation:
    """An object that meets the hypotheses and conditions of a claim and breaks it, with the space that it is from."""

    found: Measured
    space: Space

    @property
    def builder(self) -> str:
        """The name of the function that built the object."""
        return getattr(self.found.probe.build, "__name__", self.found.probe.name)

    @property
    def beyond_grid(self) -> tuple[str, ...]:
        """The parameters of the builder that had values which its evidence does not declare."""
        return self.space.beyond(self.found.point)

    def witness(self, claim: Claim) -> dict[str, Any]:
        return self.found.witness(str(claim.quantity))

    def text(self, theorem: Theorem, claim: Claim) -> str:
        """What was measured and claimed, who built it, and how a builder is kept from values that it does not serve."""
        at = ", ".join(f"{name}={brief(value)[:40]}" for name, value in self.found.point.items())
        figures = f"{claim.quantity} = {self.found.measured} at {at}, claimed {self.found.claimed}"
        text = f"{figures}; built by {self.builder}"
        if not self.beyond_grid:
            return text
        text = f"{text} beyond the grid of {' and '.join(self.beyond_grid)} that its evidence declares"
        loose = [name for name in self.beyond_grid if name in claim.symbols]
        if not loose or any(hypothesis.looks_at_values for hypothesis in theorem.hypotheses_of(claim)):
            return text
        ties = f"no hypothesis ties {' and '.join(loose)} to the object"
        return f"{text} ({ties}; if the builder does not serve such values, add one, holds(object, at))"
