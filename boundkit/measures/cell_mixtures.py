"""Targets with the mixtures of one expert a cell that approximate them: errors, experts, parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import networkx as nx
from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.constructions.cell_experts import as_prelu, cell_interpolant, cell_nodes, placed, served_by_nearest
from boundkit.constructions.kuhn import simplices
from boundkit.constructions.routing_tree import Cell, cells, centre, numbers_read, routing_tree
from boundkit.measures.certificates import Data, off
from boundkit.measures.largest import Largest
from boundkit.measures.mesh import pieces
from boundkit.measures.supnorm import sup_error
from boundkit.measures.targets import Target, inputs, sample
from boundkit.measures.uniform_error import uniform_error
from boundkit.networks.affine import Affine
from boundkit.networks.mixture import Mixture
from boundkit.networks.program import PiecewiseAffine
from boundkit.networks.relu import ReLUNetwork

_FINE, _COARSE = fmpq(1, 1000), fmpq(1, 20)
_BESIDE = 1 << 20


@dataclass(frozen=True)
class CellMixture:
    """A target on [0, 1]^D and a mixture of G^D experts, each its interpolant with N cells an axis on its own cell.

    N = 0 stands for experts that are constant, the value at the centre. Inputs go to the nearest of ``prototypes``, the
    centres unless others are given, down a tree of valency ``v``. Experts are ``clamped`` when they read the nearest
    point of their cell, and have PReLU units when a ``slope`` is given. ``constants`` are what is said of the target.
    """

    target: Target
    G: int
    N: int
    v: int = 2
    prototypes: Sequence[Sequence[Any]] | None = None
    clamped: bool = False
    slope: Any = None
    constants: Mapping[str, Any] = field(default_factory=dict)

    @property
    def D(self) -> int:
        return inputs(self.target)

    @cached_property
    def _sampled(self) -> tuple[list[PiecewiseAffine], fmpq]:
        found = [self._expert(cell) for cell in cells(self.D, self.G)]
        return [expert for expert, _ in found], max(rounding for _, rounding in found)

    def _expert(self, cell: Cell) -> tuple[PiecewiseAffine, fmpq]:
        places = cell_nodes(cell, self.G, self.N) if self.N else [centre(cell, self.G)]
        values, rounding = sample(self.target, places)
        if not self.N:
            return ReLUNetwork((Affine([[0] * self.D], values),)), rounding
        network = cell_interpolant(values, cell, self.G, self.N, clamped=self.clamped)
        return network if self.slope is None else as_prelu(network, self.slope), rounding

    @property
    def experts(self) -> list[PiecewiseAffine]:
        return self._sampled[0]

    @cached_property
    def program(self) -> Mixture:
        """The mixture, whose node values are off by 2^-96 at most where those of the target are irrational."""
        return served_by_nearest(self.experts, self.D, self.G, self.prototypes)

    @cached_property
    def tree(self) -> nx.DiGraph:
        """Prototypes for the way to a cell; its leaves are the centres."""
        return routing_tree(self.D, self.G, self.v)

    @cached_property
    def _farthest(self) -> Largest:
        return uniform_error(self.target, self.program, tolerance=_FINE if self.D <= 2 else _COARSE)

    @property
    def error(self) -> Enclosure:
        """The sup norm of target - mixture on the cube.

        Exact for networks and quadratics, else of relative width 1/1000 up to D = 2 and 1/20 beyond.
        """
        found, rounding = self._farthest, self._sampled[1]
        upper = None if found.upper is None else found.upper + rounding
        return Enclosure(max(found.lower - rounding, fmpq(0)), upper)

    def certificate(self) -> Data | None:
        """A place beside that of the error, inside of its region."""
        found = self._farthest
        if found.place is None or found.piece is None:
            return None
        corners = found.piece.vertices
        middle = [sum(axis, fmpq(0)) / len(corners) for axis in zip(*corners, strict=True)]
        place = [x + (y - x) / _BESIDE for x, y in zip(found.place, middle, strict=True)]
        return off(self.target, self.program, place, self._sampled[1])

    @cached_property
    def error_in_cells(self) -> Enclosure:
        """The largest sup norm of target - expert over the cell of the expert, on a mesh, without the gate."""
        corners = list(simplices(self.D, max(self.N, 1)))
        lowers, uppers = [fmpq(0)], [fmpq(0)]
        for cell, expert in zip(cells(self.D, self.G), self.experts, strict=True):
            assert isinstance(expert, ReLUNetwork)
            own = [tuple(placed(cell, self.G, corner) for corner in simplex) for simplex in corners]
            found = sup_error(self.target, pieces(expert, own), _FINE if self.D <= 2 else _COARSE)
            assert isinstance(found.lower, fmpq)
            assert isinstance(found.upper, fmpq)
            lowers.append(found.lower)
            uppers.append(found.upper)
        return Enclosure(max(lowers), max(uppers))

    @property
    def node_parameters(self) -> fmpq:
        """Weights and biases of the largest expert that are not zero, for each of its nodes."""
        return fmpq(self.largest_expert, (self.N + 1) ** self.D)

    @property
    def half_side(self) -> fmpq:
        """The largest distance for |x|_inf of a point of the cube to the nearest centre of a cell."""
        return fmpq(1, 2 * self.G)

    @property
    def cuts(self) -> int:
        """How many times an axis is cut at most on the way to a cell."""
        ways = nx.single_source_shortest_path_length(self.tree, next(iter(self.tree)))
        return -(-max(ways.values()) // self.D)

    @property
    def number(self) -> int:
        """Experts."""
        return len(self.experts)

    @property
    def largest_expert(self) -> int:
        """Weights and biases of an expert that are not zero, of the one that has most."""
        return max(expert.parameters for expert in self.experts)

    @property
    def read(self) -> int:
        """Numbers of prototypes that are read on the longest way down the tree."""
        return numbers_read(self.tree)

    @property
    def active(self) -> int:
        """What the worst input loads: an expert, and the prototypes on its way."""
        return self.largest_expert + self.read

    @property
    def total(self) -> int:
        """Weights and biases of all experts that are not zero."""
        return sum(expert.parameters for expert in self.experts)

    def with_slope(self, slope: Any) -> CellMixture:
        """The same with PReLU units."""
        return replace(self, slope=slope)

    def witness(self) -> dict[str, Any]:
        target = self.target if isinstance(self.target, ReLUNetwork) else str(self.target)
        constants = {name: str(value) for name, value in self.constants.items()}
        return {"target": target, "cells an axis": self.G, "cells of an expert": self.N, **constants}
