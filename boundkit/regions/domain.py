"""Where regions are counted: a box, a bounded polytope, or all of R^d."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError
from boundkit.networks.affine import Affine
from boundkit.networks.program import PiecewiseAffine, Program
from boundkit.regions.interval import Interval
from boundkit.regions.polytope import Polytope, require_interior, unwatched


@dataclass(frozen=True)
class Everywhere:
    """All of R^d."""


EVERYWHERE = Everywhere()
BoundedDomain = tuple[Any, Any] | Polytope | Interval
Domain = BoundedDomain | Everywhere


def cell_of(inputs: int, domain: Domain, watch: Callable[[], None] = unwatched) -> Interval | Polytope:
    """A bounded domain as an interval or a polytope, under a watch. Raises ShapeError or UnboundedDomainError."""
    if isinstance(domain, Interval | Polytope):
        if domain.dimension != inputs:
            raise ShapeError(f"the network takes {inputs} inputs; the domain has dimension {domain.dimension}")
        return domain if isinstance(domain, Interval) else domain.watched(watch)
    if isinstance(domain, Everywhere):
        raise ShapeError("all of R^d can be counted but not measured or drawn; give a box or a bounded polytope")
    lower, upper = corners(inputs, domain)
    return Interval(lower[0], upper[0]) if inputs == 1 else Polytope.box(lower, upper, watch)


def orthants(inputs: int, watch: Callable[[], None] = unwatched) -> Iterator[Polytope]:
    """All of R^d as cells that meet in faces only."""
    return (Polytope.orthant(signs, watch) for signs in product((1, -1), repeat=inputs))


def corners(inputs: int, box: tuple[Any, Any]) -> tuple[list[fmpq], list[fmpq]]:
    """Lower and upper corner of a box given by numbers or corners.

    Raises ShapeError for another dimension, UnboundedDomainError for a box without interior.
    """
    if not isinstance(box, Sequence) or isinstance(box, str) or len(box) != 2:
        raise ShapeError(f"{box!r} is no box; give (lower, upper), two numbers or two corners")
    lower, upper = (
        [rational(value) for value in end] if hasattr(end, "__len__") and not isinstance(end, str)
        else [rational(end)] * inputs for end in box
    )  # fmt: skip
    if len(lower) != inputs or len(upper) != inputs:
        raise ShapeError(f"the network takes {inputs} inputs; the box has {len(lower)} and {len(upper)}")
    require_interior(lower, upper)
    return lower, upper


def on_what_is_read(program: PiecewiseAffine) -> PiecewiseAffine:
    """A program on R^r with the same regions and pieces, r the rank of the first affine map: columns that span it.

    Regions are unbounded in the directions that it does not see, and two maps that agree on these columns are one.
    """
    first = program.steps[0]
    if not isinstance(first, Affine):
        return program
    echelon, rank = first.weight.rref()
    pivots = [next(j for j in range(first.inputs) if echelon[i, j] != 0) for i in range(rank)] or [0]
    if len(pivots) == first.inputs:
        return program
    rows = [[row[j] for j in pivots] for row in first.weight.tolist()]
    return Program((Affine(rows, first.bias.entries()), *program.steps[1:]))
