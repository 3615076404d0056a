"""Sections: a program and its domain on the plane where some coordinates are fixed, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError, UnboundedDomainError
from boundkit.networks.affine import Affine
from boundkit.networks.program import PiecewiseAffine, Program, chain
from boundkit.regions.domain import Domain, Everywhere, cell_of, corners
from boundkit.regions.double_description import halfspaces
from boundkit.regions.interval import Interval
from boundkit.regions.polytope import Polytope

_MISSED = "the section misses the domain; fix coordinates to values inside of it"


def restrict(
    program: PiecewiseAffine, domain: Domain, fixed: Mapping[int, Any]
) -> tuple[PiecewiseAffine, Interval | Polytope]:
    """The program as a map of its free coordinates alone, and the section of its domain.

    ``fixed`` gives a value to input coordinates, counted from 0; the others stay free, in their order. Exact. Raises
    ShapeError when no coordinate stays free or one does not exist, UnboundedDomainError when the section has no
    interior.

    >>> from boundkit.networks import ReLUNetwork
    >>> plane, cell = restrict(ReLUNetwork.affine([[1, 2, 3]], [0]), (0, 1), {2: "1/4"})
    >>> plane([1, 1]), cell.volume
    ([15/4], 1)
    """
    if not fixed:
        return program, cell_of(program.inputs, domain)
    values = {axis: rational(value) for axis, value in fixed.items()}
    free = [axis for axis in range(program.inputs) if axis not in values]
    if not free or not all(0 <= axis < program.inputs for axis in values):
        raise ShapeError(f"the network takes {program.inputs} inputs; fix some of them, not all, counted from 0")
    embedding = Affine(
        [[int(axis == own) for own in free] for axis in range(program.inputs)],
        [values.get(axis, fmpq(0)) for axis in range(program.inputs)],
    )
    if isinstance(domain, Everywhere | Interval | Polytope):
        part = _section(cell_of(program.inputs, domain), embedding)
    else:
        part = _section_of_box(*corners(program.inputs, domain), values, free)
    return chain(Program((embedding,)), program), part


def _section_of_box(
    lower: list[fmpq], upper: list[fmpq], values: Mapping[int, fmpq], free: list[int]
) -> Interval | Polytope:
    if not all(lower[axis] <= value <= upper[axis] for axis, value in values.items()):
        raise UnboundedDomainError(_MISSED)
    low, high = ([end[axis] for axis in free] for end in (lower, upper))
    return cell_of(len(free), (low, high))


def _section(cell: Interval | Polytope, embedding: Affine) -> Interval | Polytope:
    """The points that the embedding maps into the cell."""
    assert isinstance(cell, Polytope)
    sides = [cell.facet_functional(facet).after(embedding) for facet in cell.facet_vertices]
    if any(side.bias[0, 0] < 0 for side in sides if not any(side.weight.entries())):
        raise UnboundedDomainError(_MISSED)
    try:
        part = halfspaces([(-side.weight).entries() for side in sides], [side.bias[0, 0] for side in sides])
    except UnboundedDomainError:
        raise UnboundedDomainError(
            "the section of the domain has no interior; fix coordinates to values inside of it"
        ) from None
    if part.dimension == 1:
        (low,), (high,) = sorted(part.vertices)
        return Interval(low, high)
    return part
