"""The words that theorem files use for the kinds of evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sympy.core.relational import Relational

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.calculus.inequalities.steps import Step
from boundkit.evidence.kinds import Attained, Derives, FailsWithout, Instances, Simulates, TooStrong
from boundkit.statements.hypothesis import Hypothesis
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, SUPPORTED, *_ = Verdict


def instances(
    claim: str,
    build: Callable[..., Any],
    *,
    name: str | None = None,
    expects: Verdict = CERTIFIED,
    full: Mapping[str, Iterable[Any]] | None = None,
    only: Callable[..., bool] | None = None,
    **grid: Any,
) -> Instances:
    """Hold ``claim`` against ``build(**point)`` for every point of the grid.

    ``grid`` gives lists or ranges by name; names that are symbols of the claim are their values. ``full`` replaces
    parts of the grid under --full; ``only`` says which points to keep. Objects that miss a hypothesis are passed over.
    """
    return Instances(claim, name or build.__name__, expects, **_objects(build, grid, full, only))


def attained(
    claim: str,
    build: Callable[..., Any],
    *,
    name: str | None = None,
    expects: Verdict = CERTIFIED,
    full: Mapping[str, Iterable[Any]] | None = None,
    only: Callable[..., bool] | None = None,
    **grid: Any,
) -> Attained:
    """Show that the bound of ``claim`` is reached exactly by ``build(**point)``; arguments as for instances."""
    return Attained(claim, name or f"attained by {build.__name__}", expects, **_objects(build, grid, full, only))


def fails_without(
    hypothesis: Hypothesis,
    claim: str,
    build: Callable[..., Any],
    *,
    name: str | None = None,
    expects: Verdict = REFUTED,
    full: Mapping[str, Iterable[Any]] | None = None,
    only: Callable[..., bool] | None = None,
    **grid: Any,
) -> FailsWithout:
    """Show that ``claim`` needs ``hypothesis``: ``build`` makes objects that lack it, and one breaks the claim."""
    return FailsWithout(
        claim,
        name or f"without {hypothesis.name}: {build.__name__}",
        expects,
        dropped=hypothesis,
        **_objects(build, grid, full, only),
    )


def too_strong(
    claim: str,
    relation: Relational,
    build: Callable[..., Any],
    *,
    name: str | None = None,
    expects: Verdict = REFUTED,
    full: Mapping[str, Iterable[Any]] | None = None,
    only: Callable[..., bool] | None = None,
    **grid: Any,
) -> TooStrong:
    """The control of a claim: ``relation`` is the claim with a wrong constant, and ``build`` refutes it."""
    return TooStrong(
        claim, name or f"too strong: {relation}", expects, relation=relation, **_objects(build, grid, full, only)
    )


def derives(
    claim: str,
    steps: Callable[..., Iterable[Step]],
    *,
    name: str | None = None,
    shows: Verdict = CERTIFIED,
    expects: Verdict | None = None,
    assuming: Iterable[str] = (),
    scope: str = "all",
) -> Derives:
    """Derive ``claim`` from the steps that ``steps()`` or ``steps(claim)`` yields (identity, nonnegative, ..).

    A function of the claim can use its ``expression``, so that a changed formula breaks the derivation.
    ``shows`` is what holds when every step does: CERTIFIED, or REFUTED for a derivation that breaks the claim.
    ``assuming`` names the results that it stands on; they are printed with the scope.
    """
    return Derives(
        claim,
        name or steps.__name__,
        shows if expects is None else expects,
        steps=steps,
        shows=shows,
        assuming=tuple(assuming),
        scope=scope,
    )


def simulates(
    claim: str,
    build: Callable[..., Any],
    experiment: Callable[[Any, int], Enclosure],
    *,
    seed: int,
    confidence: str = "99%",
    confirm: Callable[[Any], Any] | None = None,
    name: str | None = None,
    expects: Verdict = SUPPORTED,
    full: Mapping[str, Iterable[Any]] | None = None,
    only: Callable[..., bool] | None = None,
    **grid: Any,
) -> Simulates:
    """Hold ``claim`` against ``experiment(object, seed)``, an ``estimate`` with its interval at ``confidence``."""
    return Simulates(
        claim,
        name or f"simulation on {build.__name__}",
        expects,
        experiment=experiment,
        confirm=confirm,
        seed=seed,
        confidence=confidence,
        **_objects(build, grid, full, only),
    )


def _objects(
    build: Callable[..., Any],
    grid: Mapping[str, Any],
    full: Mapping[str, Iterable[Any]] | None,
    only: Callable[..., bool] | None,
) -> dict[str, Any]:
    return {
        "build": build,
        "grid": {name: _choices(value) for name, value in grid.items()},
        "full_grid": {name: _choices(value) for name, value in (full or {}).items()},
        "only": only,
    }


def _choices(value: Any) -> Sequence[Any]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return (value,)
    return tuple(value)
