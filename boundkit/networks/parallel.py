"""ReLU networks side by side, whose outputs are added: one network, held part by part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import fmpq, fmpq_mat

from boundkit.errors import ShapeError
from boundkit.networks.affine import Affine, block_diagonal
from boundkit.networks.program import PiecewiseAffine
from boundkit.networks.relu import ReLUNetwork

_SHOWN = 50


@dataclass(frozen=True)
class Parallel(PiecewiseAffine):
    """The sum of ReLU networks of the same inputs, outputs and depth, at least two layers each.

    Between hidden layers its weights are blocks, one for each part, so it takes the memory of the parts alone;
    ``whole`` writes the blocks out. Raises ShapeError when the parts do not fit.

    >>> bend = ReLUNetwork.of([[[1]], [[1]]], [[0], [1]])
    >>> both = Parallel((bend, bend))
    >>> both([3]), both.widths, both.whole.widths
    ([8], (2,), (2,))
    """

    parts: tuple[ReLUNetwork, ...]

    def __post_init__(self) -> None:
        shapes = {(part.inputs, part.outputs, len(part.layers)) for part in self.parts}
        if len(shapes) != 1 or min(depth for *_, depth in shapes) < 2:
            raise ShapeError(
                "networks side by side have the same inputs, outputs and depth, two layers or more; these have "
                f"(inputs, outputs, layers) {', '.join(map(str, sorted(shapes))) or 'of none'}"
            )

    @property
    def inputs(self) -> int:
        return self.parts[0].inputs

    @property
    def outputs(self) -> int:
        return self.parts[0].outputs

    @property
    def widths(self) -> tuple[int, ...]:
        """Numbers of units in the hidden layers."""
        return tuple(map(sum, zip(*(part.widths for part in self.parts), strict=True)))

    @property
    def parameters(self) -> int:
        """Weights and biases of the whole network that are not zero."""
        hidden = sum(layer.parameters for part in self.parts for layer in part.layers[:-1])
        return (
            hidden
            + sum(entry != 0 for part in self.parts for entry in part.layers[-1].weight.entries())
            + sum(entry != 0 for entry in self._bias.entries())
        )

    def __call__(self, point: Iterable[Any]) -> list[fmpq]:
        values = self._point(point)
        return [sum(column, fmpq(0)) for column in zip(*(part(values) for part in self.parts), strict=True)]

    @property
    def _bias(self) -> fmpq_mat:
        first, *rest = (part.layers[-1].bias for part in self.parts)
        return sum(rest, first)

    @cached_property
    def whole(self) -> ReLUNetwork:
        """The same as one dense network."""
        first, *inner, last = zip(*(part.layers for part in self.parts), strict=True)
        rows = [row for layer in first for row in layer.weight.tolist()]
        offsets = [entry for layer in first for entry in layer.bias.entries()]
        outputs = [[entry for row in rows for entry in row]
                   for rows in zip(*(layer.weight.tolist() for layer in last), strict=True)]  # fmt: skip
        blocks = (block_diagonal(*layers) for layers in inner)
        return ReLUNetwork((Affine(rows, offsets), *blocks, Affine(outputs, self._bias)))

    @cached_property
    def steps(self) -> tuple[Any, ...]:  # type: ignore[override]
        return self.whole.steps

    def witness(self) -> dict[str, Any]:
        return {"networks side by side": len(self.parts), "the first of them": list(self.parts[:_SHOWN])}
