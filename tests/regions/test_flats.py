"""Regions on lines and planes through inputs: the restriction is exact, and so is the part of a domain on it."""

import numpy as np
import pytest
from flint import fmpq

from boundkit.errors import ShapeError, UnboundedDomainError
from boundkit.networks import LinearGate, ReLUNetwork, stack
from boundkit.regions import count
from boundkit.regions.flats import Flat, HalfSpaces, free_inputs

DRAW = np.random.default_rng(0)
WIDE = ReLUNetwork.of(
    [DRAW.normal(size=(12, 40)) / 6, DRAW.normal(size=(3, 12))], [DRAW.normal(size=12), DRAW.normal(size=3)]
)
POINTS = [DRAW.uniform(0, 1, 40) for _ in range(3)]


@pytest.mark.parametrize("points", [2, 3])
def test_the_restriction_is_exact(points):
    flat = Flat.through(*POINTS[:points])
    program = flat.restricted(WIDE)
    for t in ([fmpq(1, 3)] * (points - 1), [fmpq(-7, 5)] * (points - 1)):
        assert program(t) == WIDE(flat.at(t))
    for number in range(1, points):
        corner = [fmpq(place == number - 1) for place in range(points - 1)]
        assert flat.at(corner) == [fmpq(*entry.as_integer_ratio()) for entry in POINTS[number].tolist()]


def test_regions_of_a_line_are_sign_changes_on_it():
    program = Flat.through(*POINTS[:2]).restricted(WIDE)
    ts = np.linspace(0, 1, 200001)[:, None]
    first = program.steps[0].rounded
    signs = ts @ first.weight.T + first.bias > 0
    assert count(program, (0, 1)).activation_regions == 1 + (signs[1:] != signs[:-1]).any(axis=1).sum()


def test_a_mixture_on_a_plane():
    experts = [ReLUNetwork.of([DRAW.normal(size=(2, 5))], [DRAW.normal(size=2)]) for _ in range(3)]
    mixture = stack((LinearGate(DRAW.normal(size=(3, 5)), [0, 0, 0]), experts))
    flat = Flat.through(*(DRAW.normal(size=5) for _ in range(3)))
    found = count(flat.restricted(mixture), (-3, 3))
    ts = DRAW.uniform(-3, 3, (200, 2)).tolist()
    assert len({mixture.route(flat.at(t)) for t in ts}) <= found.routing_cells <= 3


def test_the_part_of_a_domain():
    cube = Flat.through([0, 0, 0], [1, 1, 0], [0, 1, 1])
    part = cube.part((0, 1))
    sides = HalfSpaces([[-1, 0, 0], [0, -1, 0], [0, 0, -1], [1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 0, 0, 1, 1, 1])
    assert part.volume == cube.part(sides).volume == fmpq(1, 2)
    line = Flat.through([0, 0], [1, 2])
    assert (line.part((-1, 1)).lower, line.part((-1, 1)).upper) == (fmpq(-1, 2), fmpq(1, 2))


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: Flat.through([0, 0], [0, 0]), ShapeError, "three that are on no line"),
        (lambda: Flat.through([0, 0], [1, 1], [2, 2]), ShapeError, "three that are on no line"),
        (lambda: Flat.through([0, 0]), ShapeError, "two different points"),
        (lambda: Flat.through([0, 0], [1]), ShapeError, "all must have as many"),
        (lambda: Flat.through([0, 0], [1, 1]).restricted(WIDE), ShapeError, "the points have 2 coordinates"),
        (lambda: Flat.through([0, 0], [1, 1]).part(([0] * 3, [1] * 3)), ShapeError, "the box has 3 and 3"),
        (lambda: Flat.through([0, 0], [1, 1]).part(HalfSpaces([[1]], [1])), ShapeError, "differ in dimension"),
        (lambda: Flat.through([5, 0], [5, 1]).part((0, 1)), UnboundedDomainError, "no open part in the domain"),
        (lambda: Flat.through([0, 0], [0, 1]).part(HalfSpaces([[0, 1]], [1])), UnboundedDomainError, "unbounded part"),
    ],
)
def test_refusals(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_inputs_that_a_box_fixes():
    assert free_inputs([0, 1], [1, 2]) is None
    assert free_inputs([1, 1], [1, 1]) is None
    assert free_inputs([0, 3, 0], [1, 3, 1]).at([5, 7]) == [5, 3, 7]
