"""How objects are measured again by the verifier of certificates: data of rational numbers as text, by ways of its own.

=================== ==================================================================================
by                  what the verifier does
=================== ==================================================================================
patterns            cuts the domain by every unit and gate, and counts the patterns
bounded patterns    the same, of the patterns with a bounded cell
maps                the same, of the affine maps on the cells
distance            the largest distance of the outputs of two networks at the corners of their cells
distance at a point how far a target, a formula or a network, is from a network at one point, hence at the least
excess              integrates (f - c)^2 p, polynomials, over boxes, with a constant or the mean of f on each
packing             counts members of a class at pairwise distances above twice a radius, or its logarithm
shattered           counts points in groups, a group for each expert of a gate, whose labellings members realise
=================== ==================================================================================

The domain is the box with these ends, or all of space for None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any

from flint import arb, fmpq

from boundkit.arithmetic.rational import rational
from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate
from boundkit.networks.parallel import Parallel
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Rectifier

Box = Sequence[tuple[Any, Any]]
Data = dict[str, Any]
AT_A_POINT = "distance at a point"
FROM_BELOW = (AT_A_POINT, "packing", "logarithm of a packing")  # they bound nothing from above
_MOST_APART = 64
_MOST_MEMBERS = 1024


def own(thing: Any) -> Data | None:
    """The certificate that an object has itself."""
    return thing.certificate() if hasattr(thing, "certificate") else None


def patterns(program: PiecewiseAffine, box: Box | None = None, by: str = "patterns") -> Data | None:
    """The patterns of a program, or what else is counted ``by`` its cells; None where it has a gate of another kind."""
    steps = written(program)
    return None if steps is None else _on(box, by, program.inputs, steps)


def maps(program: PiecewiseAffine) -> Data | None:
    """The affine maps of a program on the unit cube."""
    return patterns(program, [(0, 1)] * program.inputs, "maps")


def cells_of_gates(gates: Iterable[LinearGate], box: Box | None = None) -> Data:
    """The patterns of gates that read the same inputs."""
    read = list(gates)
    return _on(box, "patterns", read[0].inputs, [{"scores": _rows(gate.scores), "top": gate.top} for gate in read])


def arrangement(forms: Iterable[Sequence[Any]], inputs: int, by: str = "patterns") -> Data:
    """The regions of the zero sets of affine forms (a_1, .., a_d, b)."""
    rows = [list(map(str, form)) for form in forms]
    steps: list[Data] = [{"affine": rows}, {"slopes": ["0"] * len(rows)}] if rows else []
    return _on(None, by, inputs, steps)


def distance(one: PiecewiseAffine, two: PiecewiseAffine, box: Box) -> Data | None:
    """The largest distance of the outputs of two programs on a box."""
    steps = written(two)
    found = patterns(one, box, "distance")
    return None if found is None or steps is None else {**found, "other": steps}


def written(program: PiecewiseAffine) -> list[Data] | None:
    """The steps of a program; None where a gate is not linear, or several experts serve together."""
    if isinstance(program, Parallel):
        parts = list(map(written, program.parts))
        return None if None in parts else [{"parts": parts}]
    steps: list[Data] = []
    for step in program.steps:
        if isinstance(step, Affine):
            steps.append({"affine": _rows(step)})
        elif isinstance(step, Rectifier):
            steps.append({"slopes": list(map(str, step.slopes))})
        else:
            layer = _layer(step)
            if layer is None:
                return None
            steps.append(layer)
    return steps


def _layer(step: MixtureLayer) -> Data | None:
    experts = [written(expert) for expert in step.experts]
    if not isinstance(step.gate, LinearGate) or step.gate.top > 1 or step.weight != 1 or None in experts:
        return None
    return {"scores": _rows(step.gate.scores), "top": 1, "experts": experts}


def _on(box: Box | None, by: str, inputs: int, steps: list[Data]) -> Data:
    ends = None if box is None else [[str(low), str(high)] for low, high in box]
    return {"by": by, "domain": ends, "inputs": inputs, "steps": steps}


def _rows(affine: Affine) -> list[list[str]]:
    rows = zip(affine.weight.tolist(), affine.bias.entries(), strict=True)
    return [[*map(str, row), str(offset)] for row, offset in rows]


def off(target: Any, program: PiecewiseAffine, place: Sequence[Any] | None, rounding: fmpq) -> Data | None:
    """How far a target, a sympy Lambda or a program, is from a program at a place of the unit cube.

    What node values may be rounded by is taken off. None without a place, or for gates of another kind.
    """
    steps = written(program)
    told = written(target) if isinstance(target, PiecewiseAffine) else target
    if place is None or steps is None or told is None:
        return None
    found = {"by": AT_A_POINT, "point": _texts(place), "domain": [["0", "1"]] * program.inputs, "steps": steps}
    return {**found, "target": told, "rounding": str(rounding)}


def excess(axes: Sequence[Sequence[Any]], pieces: Iterable[tuple[Any, Any, Any]], constants: Any = None) -> Data | None:
    """What one constant a cell misses: cells are products of parts of the axes, which are given by their ends.

    A piece is a box, f and the density p there, pairs of exponents and a coefficient. None where an end or a constant
    is irrational.
    """
    given = [entry for axis in axes for entry in axis] + list(constants or ())
    boxes = [(box, *map(_terms, polynomials)) for box, *polynomials in pieces]
    if any(isinstance(entry, arb) for entry in [*given, *(end for box, *_ in boxes for ends in box for end in ends)]):
        return None
    return {
        "by": "excess",
        "axes": [_texts(axis) for axis in axes],
        "pieces": [[list(map(_texts, box)), *polynomials] for box, *polynomials in boxes],
        "constants": None if constants is None else _texts(constants),
    }


def shattered_at_once(points: Sequence[Any], member: Callable[[Any], PiecewiseAffine]) -> Data | None:
    """Points of which ``member(labels)`` realises every labelling; None for more than ten."""
    gate = LinearGate([[0] * max(map(len, points), default=1)], [0])
    return shattered(gate, [points], lambda _, labels: member(labels))


def shattered(
    gate: LinearGate,
    groups: Sequence[Any],
    member: Callable[[int, Any], PiecewiseAffine],
    units_on_line: int | None = None,
) -> Data | None:
    """Groups of points of which ``member(group, labels)`` realises every labelling; the gate keeps them apart.

    On a line the class has no more than so many units in an expert, 0 for affine and -1 for constant ones: then E
    intervals with W + 1 changes of sign each bound what is shattered from above.

    None where that takes more than 1024 members.
    """
    if sum(2 ** len(group) for group in groups) > _MOST_MEMBERS:
        return None
    labelled = (product((False, True), repeat=len(group)) for group in groups)
    members = [[written(member(g, labels)) for labels in each] for g, each in enumerate(labelled)]
    return {
        "by": "shattered",
        "gate": _rows(gate.scores),
        "groups": [list(map(_texts, group)) for group in groups],
        "members": members,
        "units on a line": units_on_line,
    }


def packing(
    members: Sequence[PiecewiseAffine], box: Box, radius: Any, *, copies: int = 1, log: bool = False
) -> Data | None:
    """Members at pairwise distance above twice a radius on a box: so many balls of that radius, or more, cover them.

    With ``copies`` a function consists of so many independent parts, each one of the members; with ``log`` the value
    is the logarithm of the number. None for more than 64 members.
    """
    steps = [written(member) for member in members[: _MOST_APART + 1]]
    if not 0 < len(steps) <= _MOST_APART or None in steps:
        return None
    by = "logarithm of a packing" if log else "packing"
    ends = [list(_texts(axis)) for axis in box]
    return {"by": by, "domain": ends, "inputs": len(ends), "members": steps, "radius": str(radius), "copies": copies}


def _texts(entries: Iterable[Any]) -> list[str]:
    return [str(rational(entry)) for entry in entries]


def _terms(polynomial: Iterable[tuple[Any, Any]]) -> list[Any]:
    return [[list(powers), str(coefficient)] for powers, coefficient in polynomial]
