"""``boundkit table bounds``: explicit claims at shapes of models, and why the others are left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boundkit.api import catalogue, select
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.deadline import time_limit
from boundkit.errors import (
    BudgetExhaustedError,
    DomainError,
    MalformedInputError,
    MissingValueError,
    NotEvaluableError,
    UnknownNameError,
)
from boundkit.models import Model, models
from boundkit.models import model as named
from boundkit.statements.claim import Claim
from boundkit.statements.relation import ASYMPTOTIC
from boundkit.statements.shape import SYMBOLS as SHAPE
from boundkit.statements.shape import misfits, of_shape, values_among
from boundkit.statements.theorem import Theorem
from boundkit.values import read_assignments

Bound = Enclosure | str
"""A bound, or the reason why there is none."""


@dataclass(frozen=True)
class ClaimAtShapes:
    """A claim, and its bound at each shape."""

    theorem: Theorem
    claim: Claim
    bounds: tuple[Bound, ...]

    @property
    def speaks(self) -> bool:
        """Whether it says anything of one of the shapes."""
        return any(isinstance(bound, Enclosure) for bound in self.bounds)


@dataclass(frozen=True)
class BoundsFound:
    """Models, their shapes, what the claims of theorems say of them, and what values were given for."""

    theorems: tuple[Theorem, ...]
    models: tuple[Model, ...]
    shapes: tuple[Mapping[str, Any], ...]
    claims: tuple[ClaimAtShapes, ...]
    given: tuple[str, ...] = ()


def bounds_of_models(
    names: tuple[str, ...], words: Iterable[str], model: str | None, claims: Sequence[str], budget: float | None
) -> BoundsFound:
    """Read the models, between commas, and the values that are given in place of their own.

    Raises MissingValueError without a model, MalformedInputError for several values, UnknownNameError.
    """
    if model is None:
        raise MissingValueError(f"table bounds needs --model; allowed: {', '.join(sorted(models()))}")
    given = read_assignments(words)
    several = [name for name, listed in given.items() if len(listed) > 1]
    if several:
        raise MalformedInputError(f"table bounds takes one value for {several[0]}; use eval for ranges")
    theorems = [entry.theorem for entry in select(catalogue(*names), names)]
    _refuse_unknown("symbol", given, {*SHAPE, *(name for theorem in theorems for name in theorem.symbols)})
    _refuse_unknown("claim", claims, {name for theorem in theorems for name in theorem.claim_names})
    shapes = [named(name.strip()) for name in model.split(",")]
    values = {name: listed[0] for name, listed in given.items()}
    return bounds_at_shapes(theorems, shapes, values, claims, budget=budget)


def _refuse_unknown(what: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise UnknownNameError.among(what, name, known)


def bounds_at_shapes(
    theorems: Sequence[Theorem],
    models: Sequence[Model],
    values: Mapping[str, Any],
    names: Sequence[str] = (),
    *,
    budget: float | None = None,
) -> BoundsFound:
    """Every explicit claim at the models' shapes, with ``values`` in place of their own.

    A claim has a reason instead of a bound where values are missing, no object of the shape meets its hypotheses, or it
    does not depend on the shape. ``names`` choose claims; ``budget`` is in seconds for one bound.
    """
    shapes = tuple({**model.values, **values} for model in models)
    found = tuple(
        ClaimAtShapes(
            theorem, claim, tuple(_at_shape(theorem, claim, model.values, values, budget) for model in models)
        )
        for theorem in theorems
        for claim in theorem.claims
        if claim.sense is not ASYMPTOTIC and (not names or claim.name in names)
    )
    return BoundsFound(tuple(theorems), tuple(models), shapes, found, tuple(values))


def _at_shape(
    theorem: Theorem, claim: Claim, shape: Mapping[str, Any], given: Mapping[str, Any], budget: float | None
) -> Bound:
    found = misfits(theorem, claim, {**shape, **given})
    if found:
        return f"not of this shape: {'; '.join(map(str, found))}"
    if not of_shape(claim.symbols.values()) & shape.keys():
        return "says nothing of a shape"
    return bound_at(claim, values_among(claim.symbols.values(), shape, given), budget=budget)


def bound_at(claim: Claim, values: Mapping[str, Any], *, budget: float | None = None) -> Bound:
    """The bound, or which values are missing, or why it does not apply; ``budget`` is in seconds."""
    known = {name: value for name, value in values.items() if name in claim.symbols or name in claim.functions}
    missing = [name for name in (*claim.symbols, *claim.functions) if name not in known]
    if missing:
        return f"needs {', '.join(missing)}"
    try:
        with time_limit(budget):
            number = claim.evaluate(**known).number
    except DomainError as error:
        return f"not claimed: {error}"
    except (NotEvaluableError, BudgetExhaustedError) as error:
        return f"not found: {error}"
    assert number is not None
    return number
