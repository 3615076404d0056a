"""``boundkit minimise``: the least value of a claim, or of a formula in claims, and where it is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boundkit.arithmetic.ball import enclosure
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.calculus.solving.optimum import Optimum
from boundkit.calculus.solving.question import BUDGET
from boundkit.deadline import time_limit
from boundkit.errors import MissingValueError, SearchExhaustedError
from boundkit.models import Model
from boundkit.models import model as named
from boundkit.statements.minimisation import minimise_claim, read_formula
from boundkit.statements.shape import require_fit, values_among
from boundkit.statements.theorem import Theorem
from boundkit.values import read_single_values


@dataclass(frozen=True)
class Minimised:
    """The minimum of a formula over symbols, the values that it was found at, and the model of some of them."""

    theorem: Theorem
    formula: str
    over: tuple[str, ...]
    optimum: Optimum
    values: Mapping[str, Any]
    model: Model | None = None

    @property
    def value(self) -> Enclosure | None:
        """The least value, a number; None where it is not known, or a formula in symbols that were left free."""
        if self.optimum.best is not None:
            return self.optimum.best.value
        return self._number(self.optimum.closed_value) if self._is_proved else None

    @property
    def at(self) -> dict[str, Enclosure] | None:
        """The values of the symbols at the minimum, as ``value``."""
        if self.optimum.best is not None:
            return dict(self.optimum.best.at)
        if self.value is None or self.optimum.closed_form is None:
            return None
        return {name: enclosure(form, {}) for name, form in self.optimum.closed_form.items()}

    @property
    def certified(self) -> bool:
        """Whether the least value is known, as a number or as a formula with every step of its proof decided."""
        return self.optimum.best is not None or self._is_proved

    @property
    def exit_code(self) -> int:
        return 0 if self.certified else 4

    @property
    def _is_proved(self) -> bool:
        steps = self.optimum.steps
        return not self.optimum.open_ends and bool(steps) and all(step.holds is True for step in steps)

    @staticmethod
    def _number(formula: Any) -> Enclosure | None:
        return None if formula is None or formula.free_symbols else enclosure(formula, {})


def minimise(
    theorem: Theorem,
    over: Sequence[str],
    words: Sequence[str] = (),
    *,
    claim: str | None = None,
    of: str | None = None,
    subject_to: Sequence[str] = (),
    model: str | None = None,
    budget: int | None = None,
) -> Minimised:
    """Minimise a claim, or the formula ``of`` claims; ``words`` are SYMBOL=VALUE, or further symbols to choose.

    Raises MissingValueError without a symbol or a formula, and the errors of ``minimise_claim``.
    """
    chosen = (*over, *(word for word in words if "=" not in word))
    if not chosen:
        raise MissingValueError("name the symbols to choose, such as --over m")
    evaluable = theorem.evaluable()
    formula = of or claim or (evaluable[0] if len(evaluable) == 1 else None)
    if formula is None:
        raise MissingValueError(f"name a claim with --claim: {', '.join(evaluable)}; or a formula in them with --of")
    functions = {name for one in theorem.claims for name in one.functions}
    values = read_single_values([word for word in words if "=" in word], functions)
    shape = None if model is None else named(model)
    if shape is not None:
        values = _values_of_model(theorem, formula, claim, shape, chosen, values)
    advice = "Narrow the search with --subject-to RELATION, or allow more intervals (--budget N)"
    with time_limit(advice="narrow the search with --subject-to RELATION"), SearchExhaustedError.advising(advice):
        found = minimise_claim(
            theorem, formula, chosen, values, claim=claim, subject_to=subject_to, budget=budget or BUDGET, seconds=None
        )
    return Minimised(theorem, formula, chosen, found, values, shape)


def _values_of_model(
    theorem: Theorem, formula: str, claim: str | None, model: Model, over: Sequence[str], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Values of a model's shape for the symbols of a formula that are not chosen; ``given`` come first."""
    asked, claims = read_formula(theorem, formula, claim)
    shape = {name: value for name, value in model.values.items() if name not in over}
    for one in claims:
        require_fit(theorem, one, {**shape, **given})
    return values_among(asked.free_symbols.union(*(one.symbols.values() for one in claims)), shape, given)
