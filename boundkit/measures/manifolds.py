"""Targets on circles and tori in R^D with the mixtures that interpolate them chart by chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

import sympy
from flint import arb, ctx, fmpq, fmpq_mat, fmpz

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.constructions.arcs import (
    arc_mixture,
    direction,
    embedding,
    equal_angles,
    equal_chords,
    interpolated,
    is_isometry,
    least_squares,
)
from boundkit.constructions.kuhn import Point, interpolant, nodes, simplices
from boundkit.measures.circle import circle_error
from boundkit.measures.circle_mean_square import circle_mean_square
from boundkit.measures.largest import Bounds, Largest, largest
from boundkit.measures.mesh import Piece, pieces
from boundkit.measures.supnorm import bounds_of
from boundkit.measures.targets import PRECISION, Jet, ball, evaluator, jet, sample
from boundkit.networks.affine import Affine, block_diagonal
from boundkit.networks.gate import LinearGate
from boundkit.networks.mixture import Mixture, stack
from boundkit.networks.program import Program
from boundkit.networks.relu import ReLUNetwork

_ROUNDING = fmpq(1, fmpz(1) << 80)  # how far rational weights move the output, less than this
_COARSE, _ZERO = fmpq(1, 20), fmpq(0)
_ARCS = {1: 1024, 2: 48, 3: 8}  # an axis, for constants of targets


@dataclass(frozen=True)
class _Charted(Piece):
    """A piece in coordinates of a chart, and how the function there is bounded on it."""

    bounds: Callable[[Piece], Bounds]


def _in_chart(part: Piece) -> Bounds:
    assert isinstance(part, _Charted)
    return part.bounds(part)


def _rounded(found: Largest) -> Enclosure:
    upper = None if found.upper is None else found.upper + _ROUNDING
    return Enclosure(max(found.lower - _ROUNDING, fmpq(0)), upper)


@dataclass(frozen=True)
class CircleMixture:
    """A function of the plane on the unit circle, and E experts of m units on it, the circle lying in R^D.

    ``plane`` embeds the circle, shape (D, 2). The knots are equally far apart along the tangent, or cut the arc into
    equal parts when ``by_angle``. The experts interpolate, or have about the least mean squared error when ``fitted``.
    ``constants`` are M1 and M2, bounds of the gradient and the Hessian on the circle.
    """

    target: sympy.Lambda
    E: int
    m: int
    plane: fmpq_mat
    by_angle: bool = False
    constants: Mapping[str, Any] = field(default_factory=dict)
    fitted: bool = False

    @property
    def D(self) -> int:
        return self.plane.nrows()

    @cached_property
    def program(self) -> Mixture:
        """The mixture on R^D, whose weights are rational."""
        knots = (equal_angles if self.by_angle else equal_chords)(self.E, self.m)
        values = (least_squares if self.fitted else interpolated)(evaluator(self.target), knots, self.E)
        return arc_mixture(values, knots, self.E, self.plane)

    @cached_property
    def _seen(self) -> Program:
        return Program((Affine(self.plane, [0] * self.D), *self.program.steps))

    @cached_property
    def error(self) -> Enclosure:
        """The sup norm of target - mixture on the circle, of relative width 1/1000."""
        return _rounded(circle_error(self.target, self._seen))

    @cached_property
    def mean_square(self) -> Enclosure:
        """The mean of (target - mixture)^2 over the circle, in a ball."""
        return circle_mean_square(self.target, self._seen)

    @property
    def parameters(self) -> int:
        return self.program.parameters

    @property
    def isometric(self) -> bool:
        return is_isometry(self.plane)

    def witness(self) -> dict[str, Any]:
        constants = {name: str(value) for name, value in self.constants.items()}
        return {"target": str(self.target), "experts": self.E, "units": self.m, "D": self.D, **constants}


@dataclass(frozen=True)
class InBalls(CircleMixture):
    """The same on the circle Q S for a real isometry Q that is known in balls; the mixture reads ``plane`` instead.

    ``gap`` bounds the norm of plane^T Q - 1. A point z of the circle is read as some w with |w - z| <= gap, and served
    like w/|w|, within pi gap of z along the circle: so far the target and the expert move at most. So the errors are
    those in the plane up to gap times 4 M1 and the steepest slope of an expert.
    """

    gap: fmpq = _ZERO

    @cached_property
    def error(self) -> Enclosure:
        """The sup norm of target - mixture on the circle."""
        near = CircleMixture(self.target, self.E, self.m, embedding(2), self.by_angle, fitted=self.fitted)
        jumps = [expert.steps[-1].weight.entries() for expert in near.program.layers[0].experts]
        steep = max(sum(map(abs, row), fmpq(0)) for row in jumps)
        off = self.gap * (4 * rational(torus_constants(self.target)[0].upper) + steep)
        lower, upper = near.error.lower, near.error.upper
        return Enclosure(max(rational(lower) - off, fmpq(0)), None if upper is None else rational(upper) + off)

    @property
    def isometric(self) -> bool:
        """Q is: its columns are orthonormal."""
        return True


@dataclass(frozen=True)
class Embedded:
    """The same mixture on the circle in the plane and in R^D."""

    near: CircleMixture
    far: CircleMixture

    @property
    def isometric(self) -> bool:
        return self.far.isometric

    @property
    def drift(self) -> fmpq:
        """What the certified ends of the error change by, the one that changes most; 0 where both are the same."""
        ends = [(thing.error.lower, thing.error.upper) for thing in (self.far, self.near)]
        return max((a - b for a, b in zip(*ends, strict=True)), key=abs)

    def witness(self) -> dict[str, Any]:
        return self.far.witness()


@dataclass(frozen=True)
class TorusMixture:
    """A function of d points of the unit circle, shape (2 d), and E^d experts of N^d Kuhn cells each on it.

    An expert serves a product of arcs, for which the scores of d gates are added, and reads the d coordinates along
    the tangents. The weights are rational and move the output by less than 2^-80.
    """

    target: sympy.Lambda
    E: int
    N: int
    constants: Mapping[str, Any] = field(default_factory=dict)

    @property
    def d(self) -> int:
        return len(self.target.signature) // 2

    @property
    def reach(self) -> fmpq:
        """sin(pi/E), how far a coordinate runs to either side."""
        return equal_chords(self.E, 1)[1]

    @cached_property
    def charts(self) -> list[tuple[int, ...]]:
        return list(product(range(self.E), repeat=self.d))

    def _along(self, point: Point) -> Point:
        """Coordinates along the tangents for a point of the unit cube."""
        return tuple(self.reach * (2 * entry - 1) for entry in point)

    def pulled_back(self, chart: tuple[int, ...]) -> sympy.Lambda:
        """The target as a function of the coordinates along the tangents of a chart."""
        t = sympy.symbols(f"t1:{self.d + 1}", real=True)
        places: list[sympy.Expr] = []
        for along, arc in zip(t, chart, strict=True):
            x, y = (sympy.Rational(int(entry.p), int(entry.q)) for entry in direction(fmpq(arc, self.E)))
            height = sympy.sqrt(1 - along**2)
            places += [height * x - along * y, height * y + along * x]
        return sympy.Lambda(t, self.target(*places))

    def expert(self, chart: tuple[int, ...]) -> ReLUNetwork:
        """The interpolant of a chart as a network of its d coordinates."""
        values, _ = sample(self.pulled_back(chart), map(self._along, nodes(self.d, self.N)))
        first, *rest = interpolant(values, self.d, self.N).layers
        scale = block_diagonal(*[Affine([[1 / (2 * self.reach)]], ["1/2"])] * self.d)
        return ReLUNetwork((first.after(scale), *rest))

    @cached_property
    def program(self) -> Mixture:
        """The mixture on R^(2 d)."""
        rows, experts = [], []
        for chart in self.charts:
            centres = [direction(fmpq(arc, self.E)) for arc in chart]
            rows.append([entry for centre in centres for entry in centre])
            along = block_diagonal(*(Affine([[-y, x]], [0]) for x, y in centres))
            first, *rest = self.expert(chart).layers
            experts.append(ReLUNetwork((first.after(along), *rest)))
        return stack((LinearGate(rows, [0] * len(rows)), experts))

    @cached_property
    def error(self) -> Enclosure:
        """The sup norm of target - mixture on the torus, of relative width 1/20."""
        return _rounded(largest(self._pieces(), _in_chart, _COARSE))

    def _pieces(self) -> Iterator[_Charted]:
        mesh = [tuple(map(self._along, simplex)) for simplex in simplices(self.d, self.N)]
        for chart in self.charts:
            bounds = bounds_of(self.pulled_back(chart))
            for piece in pieces(self.expert(chart), mesh):
                yield _Charted(piece.vertices, piece.affine, bounds)

    def witness(self) -> dict[str, Any]:
        constants = {name: str(value) for name, value in self.constants.items()}
        return {"target": str(self.target), "experts an axis": self.E, "cells an axis": self.N, **constants}


@lru_cache(maxsize=64)
def torus_constants(target: sympy.Lambda) -> tuple[Enclosure, Enclosure]:
    """The largest gradient and the largest spectral norm of the Hessian on a product of unit circles, enclosed.

    The target is a formula of 2 d variables, d <= 3. On boxes of angles the Hessian is at most its largest row sum; at
    their middles it is at least its largest entry. The upper ends are multiples of 1/1000.

    >>> x, y = sympy.symbols("x y")
    >>> [int(size.upper.ceil()) for size in torus_constants(sympy.Lambda((x, y), x + y**2))]
    [3, 2]
    """
    derivatives, d = jet(target), len(target.signature) // 2
    lower, upper = [fmpq(0), fmpq(0)], [fmpq(0), fmpq(0)]
    with ctx.workprec(PRECISION):
        size = 2 * arb.pi() / _ARCS[d]
        arcs = [(size * k).union(size * (k + 1)) for k in range(_ARCS[d])]
        for chosen in product(arcs, repeat=d):
            slope, rows = _derivatives(derivatives, chosen)
            sizes = [slope.abs_upper().fmpq(), max(sum((e.abs_upper().fmpq() for e in r), fmpq(0)) for r in rows)]
            upper = [max(pair) for pair in zip(upper, sizes, strict=True)]
            slope, rows = _derivatives(derivatives, [arb(arc.mid()) for arc in chosen])
            sizes = [slope.abs_lower().fmpq(), max(entry.abs_lower().fmpq() for row in rows for entry in row)]
            lower = [max(pair) for pair in zip(lower, sizes, strict=True)]
    steep, bend = (Enclosure(low, fmpq((high * 1000).ceil(), 1000)) for low, high in zip(lower, upper, strict=True))
    return steep, bend


def _derivatives(derivatives: Jet, angles: Sequence[arb]) -> tuple[arb, list[list[arb]]]:
    """The length of the gradient at a point or in a box of angles, and the Hessian."""
    point = [entry for angle in angles for entry in (angle.cos(), angle.sin())]
    squares = sum((ball(slope(point)) ** 2 for slope in derivatives.gradient), arb(0))
    rows = [[arb(0)] * len(point) for _ in point]
    for i, j, second in derivatives.hessian:
        rows[i][j] = rows[j][i] = ball(second(point))
    return arb(squares.abs_upper()).sqrt().union(arb(squares.abs_lower()).sqrt()), rows
