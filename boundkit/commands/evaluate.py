"""``boundkit eval``: a claim evaluated at a point, or at the points of a grid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from boundkit.commands.effort import INTERRUPTED
from boundkit.deadline import time_limit
from boundkit.errors import BudgetExhaustedError, DomainError
from boundkit.formulas.evaluation import Value
from boundkit.formulas.symbols import require
from boundkit.models import model
from boundkit.statements.claim import Claim
from boundkit.statements.grid import over_grid
from boundkit.statements.relation import ASYMPTOTIC
from boundkit.statements.shape import require_fit, values_at_shape
from boundkit.statements.theorem import Theorem
from boundkit.values import read_assignments


@dataclass(frozen=True)
class Evaluation:
    """A claim at one point or, with lists and ranges, at several."""

    theorem: Theorem
    claim: Claim
    rows: tuple[tuple[Mapping[str, Any], Value], ...]
    single: bool = True
    logarithm: bool = False
    model: str = ""
    """The name of the shape that values come from, with the values that were given instead of its own."""
    note: str = ""
    """What stands beside figures at that shape."""
    ended: BaseException | None = None
    """What ended a table of points early: a budget, or Ctrl-C."""

    @property
    def exit_code(self) -> int:
        return 0 if self.ended is None else getattr(self.ended, "exit_code", INTERRUPTED)

    @classmethod
    def of(
        cls,
        theorem: Theorem,
        name: str | None,
        words: Iterable[str],
        model_name: str | None = None,
        *,
        logarithm: bool = False,
        budget: float | None = None,
    ) -> Evaluation:
        """Evaluate; ``words`` are SYMBOL=VALUE and override the values of the model.

        With ``logarithm`` every value is the natural logarithm. ``budget`` is in seconds; of several points, those that
        it leaves time for are kept. Raises the errors of Theorem.evaluate, BudgetExhaustedError when not one value was
        found in time, MissingValueError when a range leaves a symbol free, and DomainError when no object of the
        model's shape meets the hypotheses of the claim.
        """
        words = list(words)
        claim = theorem.claim(name) if name is not None else _only_claim(theorem)
        values = read_assignments(words, claim.functions)
        shape: dict[str, Any] = {}
        note = ""
        if model_name is not None:
            chosen = model(model_name)
            alone = {name: listed[0] for name, listed in values.items() if len(listed) == 1}
            several = {name: listed for name, listed in values.items() if len(listed) > 1}
            shape = {n: v for n, v in (chosen.values | alone).items() if n not in several}
            values = {n: [v] for n, v in values_at_shape(theorem, claim, shape, alone).items()} | several
            changed = ", ".join(f"{n} = {v}" for n, v in alone.items() if n in chosen.values)
            model_name = chosen.name + (f" with {changed}" if changed else "")
            note = chosen.note_on(values)
        made = partial(cls, theorem, claim, logarithm=logarithm, model=model_name or "", note=note)
        if all(len(listed) == 1 for listed in values.values()) or claim.sense is ASYMPTOTIC:
            point = {name: listed[0] for name, listed in values.items()}
            with time_limit(budget):
                return made(((point, theorem.evaluate(claim.name, logarithm=logarithm, **point)),))
        rows: list[tuple[Mapping[str, Any], Value]] = []
        ended: BaseException | None = None
        try:
            with time_limit(budget):
                for point, value in over_grid(claim, values, logarithm=logarithm):
                    require([*value.free], f"a table of {theorem.id} {claim.name}")
                    require_fit(theorem, claim, shape | point)
                    rows.append((point, value))
        except (BudgetExhaustedError, KeyboardInterrupt) as error:
            if not rows:
                raise
            ended = error
        return made(tuple(rows), single=False, ended=ended)


def _only_claim(theorem: Theorem) -> Claim:
    names = theorem.evaluable()
    if len(names) == 1:
        return theorem.claim(names[0])
    if not names:
        theorem.evaluate(theorem.claims[0].name)
    raise DomainError(f"{theorem.id} has several claims with a value; name one with --claim: {', '.join(names)}")
