"""The words that theorem files use for the kinds of evidence.

Words for kinds that build objects take, by keyword, a grid and options. The grid gives lists or ranges by name, from
which ``build(**point)`` makes objects; names that are symbols of the claim are their values. The options are ``name``;
``expects``; ``full``, what replaces parts of the grid under --full; ``only(**point)``, which points to keep;
``assuming`` and ``stated``, as in derives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sympy.core.relational import Relational

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.calculus.inequalities.steps import Step
from boundkit.evidence.kinds import Attained, Derives, FailsWithout, Instances, Simulates, TooStrong
from boundkit.evidence.objects import OnObjects
from boundkit.evidence.scope import Reference
from boundkit.formulas.text import plain
from boundkit.statements.hypothesis import Hypothesis
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, SUPPORTED, *_ = Verdict
Kind = TypeVar("Kind", bound=OnObjects)


def instances(claim: str, build: Callable[..., Any], **grid_and_options: Any) -> Instances:
    """Hold ``claim`` against ``build(**point)`` for every point of the grid.

    Objects that miss a hypothesis are passed over.
    """
    return _on_objects(Instances, claim, build, build.__name__, CERTIFIED, **grid_and_options)


def attained(claim: str, build: Callable[..., Any], **grid_and_options: Any) -> Attained:
    """Show that the bound of ``claim`` is reached exactly by ``build(**point)``."""
    return _on_objects(Attained, claim, build, f"attained by {build.__name__}", CERTIFIED, **grid_and_options)


def fails_without(
    hypothesis: Hypothesis, claim: str, build: Callable[..., Any], **grid_and_options: Any
) -> FailsWithout:
    """Show that ``claim`` needs ``hypothesis``: ``build`` makes objects that lack it, and one breaks the claim."""
    called = f"without {hypothesis.name}: {build.__name__}"
    own = {"dropped": hypothesis}
    return _on_objects(FailsWithout, claim, build, called, REFUTED, own, **grid_and_options)


def too_strong(claim: str, relation: Relational, build: Callable[..., Any], **grid_and_options: Any) -> TooStrong:
    """The control of a claim: ``relation`` is the claim with a wrong constant, and ``build`` refutes it."""
    called = f"too strong: {plain(relation)}"
    return _on_objects(TooStrong, claim, build, called, REFUTED, {"relation": relation}, **grid_and_options)


def simulates(
    claim: str,
    build: Callable[..., Any],
    experiment: Callable[[Any, int], Enclosure],
    *,
    seed: int,
    confidence: str = "99%",
    confirm: Callable[[Any], Any] | None = None,
    **grid_and_options: Any,
) -> Simulates:
    """Hold ``claim`` against ``experiment(object, seed)``, an ``estimate`` with its interval at ``confidence``."""
    called = f"simulation on {build.__name__}"
    own = {"experiment": experiment, "confirm": confirm, "seed": seed, "confidence": confidence}
    return _on_objects(Simulates, claim, build, called, SUPPORTED, own, **grid_and_options)


def derives(
    claim: str,
    steps: Callable[..., Iterable[Step]],
    *,
    name: str | None = None,
    expects: Verdict = CERTIFIED,
    assuming: Iterable[Reference] = (),
    stated: Iterable[str] = (),
    scope: str = "",
) -> Derives:
    """Derive ``claim`` from the steps that ``steps()`` or ``steps(claim)`` yields (identity, nonnegative, ..).

    A function of the claim can use its ``expression``, so that a changed formula breaks the derivation.
    ``assuming`` refers to the claims that it stands on: a claim or its name of this theorem, "paper.result:claim" of
    another one. The claim is certified when these are. ``stated`` says in words what is taken for granted besides.
    ``scope`` says in words which part of the claim is derived; without it, the whole.
    """
    return Derives(
        claim,
        name or steps.__name__,
        expects,
        assuming=tuple(assuming),
        stated=tuple(stated),
        steps=steps,
        scope=scope,
    )


def _on_objects(
    kind: type[Kind],
    claim: str,
    build: Callable[..., Any],
    called: str,
    shows: Verdict,
    own: Mapping[str, Any] | None = None,
    /,
    *,
    name: str | None = None,
    expects: Verdict | None = None,
    full: Mapping[str, Iterable[Any]] | None = None,
    only: Callable[..., bool] | None = None,
    assuming: Iterable[Reference] = (),
    stated: Iterable[str] = (),
    **grid: Any,
) -> Kind:
    """An item of a kind with fields of its ``own``, ``called`` so and expected to show this verdict unless said."""
    fields: dict[str, Any] = {
        "build": build,
        "grid": {name: _choices(value) for name, value in grid.items()},
        "full_grid": {name: _choices(value) for name, value in (full or {}).items()},
        "only": only,
        "assuming": tuple(assuming),
        "stated": tuple(stated),
        **(own or {}),
    }
    return kind(claim, name or called, shows if expects is None else expects, **fields)


def _choices(value: Any) -> Sequence[Any]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return (value,)
    return tuple(value)
