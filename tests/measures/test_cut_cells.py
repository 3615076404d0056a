"""Connected cells of gates on glued boxes, on small cases known by hand."""

from flint import fmpq

from boundkit.constructions.digits import equal_parts_gate
from boundkit.measures.cut_cells import CutCell, connected_cells, glued, is_convex
from boundkit.networks import LinearGate


def test_gluing_boxes_changes_no_count():
    gate = equal_parts_gate(4)
    for places in ((0, 1), (0, fmpq(1, 4), 1), (0, fmpq(1, 8), fmpq(1, 2), fmpq(7, 8), 1)):
        assert connected_cells(glued(gate, places)) == 4


def test_cells_of_the_first_experts():
    assert [connected_cells(glued(equal_parts_gate(4), (0, fmpq(1, 3), 1)), first) for first in range(6)] == [
        0, 1, 2, 3, 4, 4,
    ]  # fmt: skip


def test_boxes_that_touch_in_a_corner_are_not_joined():
    gate = LinearGate([[0, 0]], [0])
    one, other = ([fmpq(0)] * 2, [fmpq(1)] * 2, gate), ([fmpq(1)] * 2, [fmpq(2)] * 2, gate)
    assert connected_cells(CutCell((one, other))) == 2


def test_equal_scores_go_to_the_lower_index():
    gate = LinearGate([[1], [1], [-1]], [0, 0, 0])
    assert connected_cells(glued(gate, (-1, 1))) == 2


def test_convexity_of_glued_boxes():
    gate = LinearGate([[0, 0]], [0])
    assert is_convex(glued(gate, (0, 1, 2), (0, 3)))
    corner = [([fmpq(0)] * 2, [fmpq(2), fmpq(1)], gate), ([fmpq(0), fmpq(1)], [fmpq(1), fmpq(2)], gate)]
    assert not is_convex(CutCell(tuple(corner)))
