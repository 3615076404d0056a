"""How many parameters a program has, and how many of them an input needs: experts that serve it, gates that it asks.

A parameter is a weight or a bias that is not zero. A gate of linear scores is read whole; of a tree the forks on the
way to the expert are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from boundkit.networks.gate import Fork, Gate, LinearGate, TreeGate
from boundkit.networks.program import MixtureLayer, PiecewiseAffine


@dataclass(frozen=True)
class Parameters:
    """Parameters that one input needs, or the most that any does.

    ``active`` are those of affine maps outside of gates, ``routing`` those of the gates, ``loaded`` both together. Of
    the most that any input needs each is the greatest by itself, so that ``loaded`` may be less than their sum.
    """

    active: int
    routing: int
    loaded: int


def total_parameters(program: PiecewiseAffine) -> int:
    """All parameters of a program, gates included.

    >>> from boundkit.constructions.digits import digits
    >>> total_parameters(digits(E=3, L=2))
    18
    """
    return program.parameters + sum(map(_all_of_gates, _layers(program)))


def parameters_along(program: PiecewiseAffine, route: tuple[Any, ...]) -> Parameters:
    """Those that an input of this route needs: ``program.route(x)`` is the one of x.

    >>> from boundkit.constructions.digits import digits
    >>> parameters_along(digits(E=3, L=2), (0, 2))
    Parameters(active=3, routing=8, loaded=11)
    """
    return _followed(program, iter(route))


def most_parameters(program: PiecewiseAffine, routes: Iterable[tuple[Any, ...]] | None = None) -> Parameters:
    """The most that an input of one of these routes needs, or of any that the gates leave open, realised or not.

    So without routes it is what the worst input needs at most, found without looking for regions.

    >>> from boundkit.constructions.digits import digits
    >>> most_parameters(digits(E=3, L=2))
    Parameters(active=4, routing=8, loaded=12)
    """
    if routes is None:
        return Parameters(*(_most(program, *weights) for weights in ((1, 0), (0, 1), (1, 1))))
    found = [parameters_along(program, route) for route in routes]
    return Parameters(*(max((getattr(own, name) for own in found), default=0) for name in _PARTS))


_PARTS = ("active", "routing", "loaded")


def _layers(program: PiecewiseAffine) -> Iterator[MixtureLayer]:
    for step in program.steps:
        if isinstance(step, MixtureLayer):
            yield step
            for expert in step.experts:
                yield from _layers(expert)


def _all_of_gates(layer: MixtureLayer) -> int:
    gate: Any = layer.gate
    return gate.scores.parameters if isinstance(gate, LinearGate) else sum(f.functional.parameters for f in gate.forks)


def _ways(gate: Gate) -> tuple[int, list[int]]:
    """The parameters that every input reads, and those on the way to each expert alone."""
    if isinstance(gate, LinearGate):
        return gate.scores.parameters, [0] * gate.experts
    assert isinstance(gate, TreeGate)
    ways = dict(_leaves(gate.root, 0))
    return 0, [ways[expert] for expert in range(gate.experts)]


def _leaves(node: Fork | int, before: int) -> Iterator[tuple[int, int]]:
    if isinstance(node, int):
        yield node, before
    else:
        here = before + node.functional.parameters
        yield from _leaves(node.below, here)
        yield from _leaves(node.above, here)


def _followed(program: PiecewiseAffine, entries: Iterator[Any]) -> Parameters:
    active = routing = 0
    for step in program.steps:
        if not isinstance(step, MixtureLayer):
            active += step.parameters
            continue
        served = next(entries)
        shared, ways = _ways(step.gate)
        routing += shared
        for expert in served if isinstance(served, tuple) else (served,):
            inside = _followed(step.experts[expert], entries)
            active, routing = active + inside.active, routing + ways[expert] + inside.routing
    return Parameters(active, routing, active + routing)


def _most(program: PiecewiseAffine, of_experts: int, of_gates: int) -> int:
    """The most over all choices of experts, where parameters of affine maps and of gates have these weights."""
    found = 0
    for step in program.steps:
        if isinstance(step, MixtureLayer):
            shared, ways = _ways(step.gate)
            each = sorted(
                of_gates * way + _most(expert, of_experts, of_gates)
                for way, expert in zip(ways, step.experts, strict=True)
            )
            found += of_gates * shared + sum(each[-getattr(step.gate, "top", 1) :])
        else:
            found += of_experts * step.parameters
    return found
