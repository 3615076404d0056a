"""How objects are measured again by the verifier of certificates: data of rational numbers as text, by ways of its own.

=================== ====================================================================================
by                  what the verifier does
=================== ====================================================================================
patterns            cuts the domain by every unit and gate, and counts the patterns
bounded patterns    the same, of the patterns with a bounded cell
maps                the same, of the affine maps on the cells
distance            the largest distance of the outputs of two networks at the corners of their cells
=================== ====================================================================================

The domain is the box with these ends, or all of space for None.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Rectifier

Box = Sequence[tuple[Any, Any]]
Data = dict[str, Any]


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
