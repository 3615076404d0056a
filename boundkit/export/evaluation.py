"""A claim evaluated at points, as JSON, CSV and text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from boundkit.deadline import time_limit
from boundkit.errors import BudgetExhaustedError, DomainError
from boundkit.formulas.evaluation import Value
from boundkit.formulas.symbols import require
from boundkit.formulas.text import latex, plain
from boundkit.models import NOTE, model
from boundkit.statements.grid import over_grid
from boundkit.statements.shape import require_fit, values_at_shape
from boundkit.statements.theorem import ASYMPTOTIC, Claim, Theorem
from boundkit.values import read_assignments
from boundkit.verdict import Verdict

_LONGEST_SHOWN = 400
_MOST_DIGITS = 2000
_SECONDS_FOR_FORMULA = 10.0


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
    ended: BaseException | None = None
    """What ended a table of points early: a budget, or Ctrl-C."""

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
        if model_name is not None:
            alone = {name: listed[0] for name, listed in values.items() if len(listed) == 1}
            several = {name: listed for name, listed in values.items() if len(listed) > 1}
            shape = {n: v for n, v in (model(model_name).values | alone).items() if n not in several}
            values = {n: [v] for n, v in values_at_shape(theorem, claim, shape, alone).items()} | several
            changed = ", ".join(f"{n} = {v}" for n, v in alone.items() if n in model(model_name).values)
            model_name += f" with {changed}" if changed else ""
        made = partial(cls, theorem, claim, logarithm=logarithm, model=model_name or "")
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

    def document(self) -> dict[str, Any]:
        """The JSON of ``boundkit eval``."""
        head: dict[str, Any] = {"id": self.theorem.id, "claim": self.claim.name}
        if self.logarithm:
            head["of"] = "the natural logarithm"
        if self.model:
            head |= {"model": self.model, "note": NOTE}
        if not self.single:
            text = self._written
            rows = [
                {"at": {n: text[id(v)] for n, v in point.items()}, "exact": value.exact, "enclosure": value.enclosure}
                for point, value in self.rows
            ]
            return head | {"rows": rows} | ({"verdict": Verdict.INCONCLUSIVE.value} if self.ended else {})
        value = self.rows[0][1]
        return head | {
            "values": {name: str(v) for name, v in self.rows[0][0].items()},
            "expression": _formula(value),
            "latex": _formula(value, latex),
            "exact": value.exact,
            "enclosure": value.enclosure,
            "free": list(value.free),
        }

    def csv(self) -> str:
        """Rows of values with the ends of the enclosure. Raises MissingValueError when a symbol is free."""
        out, text = io.StringIO(), self._written
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*self.rows[0][0], "lower", "upper", "exact"])
        for point, value in self.rows:
            require([*value.free], f"a row of {self.theorem.id} {self.claim.name}")
            writer.writerow(
                [*[text[id(v)] for v in point.values()], *(value.enclosure or ["-oo", "oo"]), value.exact or ""]
            )
        return out.getvalue()

    @cached_property
    def _written(self) -> dict[int, str]:
        """The values of the points as text, by identity: the rows of a grid share them."""
        values = {id(value): value for point, _ in self.rows for value in point.values()}
        return {key: str(value) for key, value in values.items()}

    def text(self) -> str:
        """What a person reads."""
        lines = [self._line(point, value) for point, value in self.rows]
        if self.model:
            used = ", ".join(f"{name} = {self._written[id(v)]}" for name, v in self.rows[0][0].items())
            lines += [f"at {used} ({self.model})"] if self.single else [self.model]
            lines.append(NOTE)
        return "\n".join(lines)

    def _line(self, point: Mapping[str, Any], value: Value) -> str:
        at = "" if self.single else ", ".join([f"{n} = {self._written[id(v)]}" for n, v in point.items()]) + ":  "
        if value.number is None:
            quantity = f"log({self.claim.quantity})" if self.logarithm else self.claim.quantity
            return f"{at}{quantity} {_SIGNS[self.claim.sense]} {plain(value.expression)}"
        if value.exact is not None:
            return f"{at}{value.exact}" if len(value.exact) <= _MOST_DIGITS else f"{at}{_shortened(value.exact)}"
        low, high = value.enclosure or ["-oo", "oo"]
        shown = _formula(value) if self.single else ""
        return f"{at}[{low}, {high}]" + (f"  = {shown}" if 0 < len(shown) < _LONGEST_SHOWN else "")


_SIGNS = {"upper": "<=", "lower": ">=", "exact": "="}


def _only_claim(theorem: Theorem) -> Claim:
    names = theorem.evaluable()
    if len(names) == 1:
        return theorem.claim(names[0])
    if not names:
        theorem.evaluate(theorem.claims[0].name)
    raise DomainError(f"{theorem.id} has several claims with a value; name one with --claim: {', '.join(names)}")


def _formula(value: Value, written: Callable[[Any], str] = plain) -> str:
    """The formula with the values put in; empty where writing it takes longer than finding the value may."""
    try:
        with time_limit(_SECONDS_FOR_FORMULA):
            return written(value.expression)
    except BudgetExhaustedError:
        return ""


def _shortened(digits: str) -> str:
    """A long number for a person."""
    return f"{digits[:20]}..{digits[-20:]}  ({len(digits)} characters; all of them with --json or --csv)"
