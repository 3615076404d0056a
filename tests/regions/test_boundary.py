"""Boundaries of decisions: figures that are known, an oracle that goes line by line, and controls that it refuses."""

from collections import Counter

import numpy as np
import pytest
from class_walls import walls
from flint import arb, fmpq, fmpq_mat
from random_mixtures import drawn_mixture

from boundkit.errors import BudgetExhaustedError, ShapeError, UnboundedDomainError
from boundkit.networks import LinearGate, ReLUNetwork, decision, stack
from boundkit.regions import EVERYWHERE, boundary, decision_boundary, halfspaces
from boundkit.regions.boundary import Roots
from boundkit.routing import Routing

WEDGE = ReLUNetwork.of([[[1], [-1]], [[1, 1]]], [[0, 0], [-1]])
POSITIVE = ReLUNetwork.of([[[1, 0]], [[0], [1]]], [[0], [0, 0]])


def ball(matrix):
    """x -> |A x|_1 - 1, below 0 inside a cross-polytope of 2^d facets."""
    size = len(matrix)
    rows = [[sign * entry for entry in row] for row in matrix for sign in (1, -1)]
    return ReLUNetwork.of([rows, [[1] * (2 * size)]], [[0] * (2 * size), [-1]])


def drawn(seed, outputs=3):
    """A network of small integers, whose units and outputs often tie."""
    draw = np.random.default_rng(seed)
    weights = [draw.integers(-2, 3, size).tolist() for size in ((4, 2), (4, 4), (outputs, 4))]
    return ReLUNetwork.of(weights, [draw.integers(-1, 2, size).tolist() for size in (4, 4, outputs)])


def agrees(program):
    """Whether the boundary on [-2, 2]^2 has the pieces of the oracle, and lengths equal to 30 digits."""
    pieces, lengths = walls(program)
    found = decision_boundary(program, (-2, 2))
    return Counter({wall.classes: wall.pieces for wall in found.walls}) == pieces and all(
        _overlap(wall.measure, Roots.of((fmpq(times), own) for own, times in lengths[wall.classes].items()).value)
        for wall in found.walls
    )


def _overlap(one, other):
    assert max(end.upper - end.lower for end in (one, other)) < fmpq(1, 10**30)
    return one.lower <= other.upper and other.lower <= one.upper


def test_two_points_on_a_line():
    found = decision_boundary(WEDGE, (-3, 3))
    assert (found.dimension, found.pieces, found.facets, found.measure.lower) == (1, 2, 2, 2)
    assert found.volumes == (2, 4)


@pytest.mark.parametrize("matrix", [[[2, 1, 0], [0, 1, -1], [1, 0, 1]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]])
def test_an_octahedron(matrix):
    """Eight triangles between the points where |A x|_1 = 1 on an axis of A x."""
    found = decision_boundary(ball(matrix), (-3, 3))
    corners = fmpq_mat(matrix).inv().transpose().tolist()
    area = arb(0)
    for signs in np.ndindex(2, 2, 2):
        a, b, c = ([(1, -1)[sign] * entry for entry in corner] for sign, corner in zip(signs, corners, strict=True))
        edges = fmpq_mat([[y - x for x, y in zip(a, other, strict=True)] for other in (b, c)])
        area += arb((edges * edges.transpose()).det()).sqrt() / 2
    assert found.pieces == 8
    assert found.measure.lower <= area.upper().fmpq()
    assert found.measure.upper >= area.lower().fmpq()
    assert found.volumes[0] == fmpq(4, 3) / abs(fmpq_mat(matrix).det())


def test_pieces_join_where_a_unit_does_not_bend_them():
    """The second unit cuts the facet of the first in two, and leaves it flat."""
    program = ReLUNetwork.of([[[1, 0], [0, 1]], [[1, 0]]], [[0, 0], ["-1/2"]])
    found = decision_boundary(program)
    assert (found.facets, found.pieces, found.measure.lower) == (2, 1, 2)


def test_pieces_in_one_line_that_do_not_touch_are_two():
    """x where |y| > 1/2, else -1: the line x = 0 is boundary above and below, and |y| = 1/2 where x > 0."""
    gate = LinearGate([[0, 1], [0, 0], [0, -1]], ["-1/2", 0, "-1/2"])
    side, never = ReLUNetwork.affine([[1, 0]], [0]), ReLUNetwork.affine([[0, 0]], [-1])
    found = decision_boundary(stack((gate, [side, never, side])))
    assert (found.pieces, found.facets) == (4, 4)
    assert found.measure.lower == 3


def test_a_jump_at_a_gate_is_boundary_although_no_output_is_0():
    gate = LinearGate([[1, 0], [-1, 0]], [0, 0])
    low, high = (ReLUNetwork.affine([[0, 0]], [value]) for value in (-1, 1))
    found = decision_boundary(stack((gate, [low, high])))
    assert (found.pieces, found.measure.lower, found.volumes) == (1, 2, (2, 2))


@pytest.mark.parametrize(
    ("program", "volumes", "pieces"),
    [
        (ReLUNetwork.affine([[1, 0], [1, 0]], [0, 0]), (4, 0), 0),
        (ReLUNetwork.of([[[1, 0], [-1, 0]], [[0, 0], [-1, -1]]], [[0, 0], [0, 0]]), (4, 0), 0),
        (POSITIVE, (2, 2), 1),
        (ReLUNetwork.affine([[0, 0], [1, 0], [0, 0]], [0, 0, -1]), (2, 2, 0), 1),
        (ReLUNetwork.affine([[0, 0]], [0]), (4, 0), 0),
        (ReLUNetwork.of([[[1, 0]], [[1]]], [[0], [0]]), (2, 2), 1),
    ],
    ids=["equal outputs", "a tie on a line", "a tie on half", "never chosen", "zero", "positive"],
)
def test_ties_and_classes_that_are_never_chosen(program, volumes, pieces):
    found = decision_boundary(program)
    assert (found.volumes, found.pieces, found.measure.lower) == (volumes, pieces, 2 * pieces)


@pytest.mark.parametrize("seed", range(4))
def test_walls_are_those_of_the_oracle(seed):
    assert agrees(drawn(seed))


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(4, 40))
def test_walls_of_more_networks(seed):
    assert agrees(drawn(seed, outputs=2 + seed % 4))


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in range(1, 12))])
def test_walls_of_a_prism_are_those_of_its_base(seed):
    """A third input that nothing depends on; a further unit cuts the walls obliquely, and bends nothing."""
    base = drawn(seed)
    first, second, last = (layer.weight.tolist() for layer in base.layers)
    biases = [layer.bias.entries() for layer in base.layers]
    tall = ReLUNetwork.of(
        [[*([*row, 0] for row in first), [1, -1, 3]], [[*row, 0] for row in second], last],
        [[*biases[0], 0], *biases[1:]],
    )
    flat, found = decision_boundary(base, (-2, 2)), decision_boundary(tall, (-2, 2))
    assert [(own.classes, own.pieces) for own in found.walls] == [(own.classes, own.pieces) for own in flat.walls]
    assert found.volumes == tuple(4 * volume for volume in flat.volumes)
    assert found.size == Roots.of((4 * own, fmpq(radicand)) for radicand, own in flat.size.terms.items())
    assert found.facets > flat.facets or not flat.walls


@pytest.mark.heavy
def test_walls_of_mixtures():
    """Most of them degenerate, with jumps at gates, mixtures inside experts, and one output or two."""
    programs = {seed: drawn_mixture(seed)[0] for seed in range(150)}
    plane = [seed for seed, program in programs.items() if program.inputs == 2]
    assert len(plane) > 50
    assert [seed for seed in plane if not agrees(programs[seed])] == []


@pytest.mark.parametrize("wrong", ["one less", "inside one class", "no joining"])
def test_a_wrong_count_is_refused(monkeypatch, wrong):
    """Controls: a facet that is lost, facets inside one class, and pieces that are not joined."""
    program = drawn(2)
    assert agrees(program)
    right = boundary._facets
    if wrong == "one less":
        monkeypatch.setattr(boundary, "_facets", lambda *given: list(right(*given))[1:])
    elif wrong == "inside one class":
        monkeypatch.setattr(boundary, "_class_of", lambda region: region.route[-1] if region.pattern[0][0] else 2)
    else:
        monkeypatch.setattr(boundary, "_pieces", len)
    assert not agrees(program)


def test_volumes_are_the_loads_of_the_decision():
    program = drawn(1)
    found, (last,) = decision_boundary(program, (-2, 2)), Routing.of(decision(program), (-2, 2)).layers
    assert tuple(volume / 16 for volume in found.volumes) == last.loads


def test_a_triangle_has_a_part_of_the_boundary():
    triangle = halfspaces([[-1, 0], [0, -1], [1, 1]], [0, 0, 1])
    found = decision_boundary(ball([[2, 0], [0, 2]]), triangle)
    assert (found.volumes, found.pieces, str(found.size)) == ((fmpq(1, 8), fmpq(3, 8)), 1, "1/2*sqrt(2)")


@pytest.mark.parametrize(
    ("box", "options", "error"),
    [
        (EVERYWHERE, {}, UnboundedDomainError),
        (([0], [1]), {}, ShapeError),
        ((-1, 1), {"budget": 0.0}, BudgetExhaustedError),
    ],
)
def test_what_has_no_boundary(box, options, error):
    with pytest.raises(error):
        decision_boundary(drawn(0), box, **options)
