"""``boundkit solve``: the value of a symbol at which a relation between a claim and a number holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from boundkit.calculus.solving.inversion import Solution
from boundkit.calculus.solving.question import BUDGET
from boundkit.deadline import time_limit
from boundkit.errors import MissingValueError, SearchExhaustedError
from boundkit.models import Model
from boundkit.models import model as named
from boundkit.statements.inversion import read_relation, solve_claim
from boundkit.statements.shape import require_fit, values_among
from boundkit.statements.theorem import Theorem
from boundkit.values import read_ends, read_single_values


@dataclass(frozen=True)
class Solved:
    """The solution, and the values that it was found at, with the model that some of them come from."""

    solution: Solution
    values: Mapping[str, Any] = field(default_factory=dict)
    model: Model | None = None


def solve(
    theorem: Theorem,
    relation: str,
    symbol: str,
    words: Sequence[str] = (),
    *,
    claim: str | None = None,
    want: str | None = None,
    between: tuple[str, str] | None = None,
    model: str | None = None,
    budget: int | None = None,
) -> Solved:
    """Solve a relation as it is written on the command line; ``words`` are SYMBOL=VALUE.

    Raises MissingValueError without a symbol, and the errors of ``solve_claim``.
    """
    if not symbol:
        raise MissingValueError("name the symbol to solve for, such as --for E")
    given = read_single_values(words, {name for one in theorem.claims for name in one.functions})
    chosen = None if model is None else named(model)
    if chosen is not None:
        given = values_of_model(chosen, theorem, relation, symbol, given, claim)
    ends = None if between is None else read_ends(*between)
    with_least = "" if want == "least" else "for the least solution (--want least), "
    advice = f"Ask {with_least}for a part of the domain (--between A B), or for more intervals (--budget N)"
    with time_limit(advice="narrow the search with --between A B"), SearchExhaustedError.advising(advice):
        found = solve_claim(
            theorem,
            relation,
            symbol,
            given,
            claim=claim,
            want=want,
            between=ends,
            budget=budget or BUDGET,
            seconds=None,
        )
    return Solved(found, given, chosen)


def values_of_model(
    model: Model, theorem: Theorem, relation: str, symbol: str, given: Mapping[str, Any], claim: str | None = None
) -> dict[str, Any]:
    """Values of a model's shape for all symbols of a relation but the one that is solved for; ``given`` come first.

    Raises the errors of ``read_relation``, and DomainError where no object of the shape is one that a claim speaks of.
    """
    shape = {other: value for other, value in model.values.items() if other != symbol}
    asked, claims = read_relation(theorem, relation, claim)
    for one in claims:
        require_fit(theorem, one, {**shape, **given})
    return values_among(asked.free_symbols.union(*(one.symbols.values() for one in claims)), shape, given)
