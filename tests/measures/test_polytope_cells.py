"""Cells of trees, gates and stacks: they fill the cube, agree with polygons, prisms and routes, and lie below caps."""

import pytest
from flint import fmpq

from boundkit.errors import ShapeError
from boundkit.measures.convex_cells import Boxes, PrismSlabs
from boundkit.measures.polytope_cells import (
    ConvexCell,
    circumscribed_cap,
    cubes_in_slabs,
    cut_cell,
    cut_tree,
    power_diagram,
    power_gate,
    prism_cells,
    random_polytope,
    stacked_gates,
    unit_cube,
)
from boundkit.regions.polytope import Polytope

HALF = "1/2"
PARTITIONS = {
    "tree on the line": (cut_tree(((HALF,), ("1/3",))), 3),
    "tree": (cut_tree(((1, HALF), ("1/4", "1/3"), (0, HALF))), 4),
    "tree in space": (cut_tree(((1, HALF, HALF), ("1/4", "1/3", "1/3"), (0, "3/4", HALF))), 4),
    "gate": (power_diagram(((0, 0, 0), (1, 0, 0), (HALF, 1, "1/4"), (1, 1, -9))), 3),
    "gate in four dimensions": (power_diagram(((0, 0, 0, 0, 0), (1, 0, 1, 0, 0), (0, 1, 1, 0, HALF))), 3),
    "two layers": (stacked_gates((((0, 0, 0, 1, 0, 0, 1, 0, 0), (1, 0, 0, -1, 0, 0, 1, 1, 0)),
                                  (("1/8", 0, 0), ("3/8", 0, 0)))), 4),
    "prisms": (prism_cells(3, 2, 3), 12),
    "slabs": (cubes_in_slabs(3, 2, 2), 16),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTITIONS)
def test_partitions_fill_the_cube(name):
    partition, cells = PARTITIONS[name]
    assert len(partition.cells) == cells
    assert sum((cell.area for cell in partition.cells), fmpq(0)) == 1
    assert all(cell.area > 0 for cell in partition.cells)
    assert partition.sup**2 >= partition.mse > 0


def test_two_layers_fold_the_line():
    """The second gate cuts at 1/4 of what the experts x and 1 - x give."""
    cells = PARTITIONS["two layers"][0].cells
    assert sorted(max(point[0] for point in cell.polytope.vertices) for cell in cells) == [
        fmpq(1, 4), fmpq(1, 2), fmpq(3, 4), 1,
    ]  # fmt: skip


def test_a_tree_cuts_the_cell_that_oscillates_most():
    first, second = cut_tree((("1/2", "1/4"),)).cells  # x_2 = 1/4: beta varies by 1 + 1/16 and 1 + 15/16
    (kept,) = [cell for cell in cut_tree((("1/2", "1/4"), ("1", HALF))).cells if cell.area == first.area]
    assert (first.oscillation, second.oscillation, kept.oscillation) == (fmpq(17, 16), fmpq(31, 16), fmpq(17, 16))
    assert len(cut_tree((("1/2", 0),)).cells) == 1


def test_boxes_polygons_and_prisms_agree():
    slabs = cubes_in_slabs(2, 1, 4)  # of x_1 + x_2, and the polygons of prisms cut by it
    polygons = PrismSlabs(2, 1, 4).polygons()
    assert (slabs.sup, slabs.mse) == (polygons.sup, polygons.mse)
    cells, polygons = prism_cells(2, 2, 3), PrismSlabs(2, 2, 3).polygons()
    assert (cells.sup, cells.mse) == (polygons.sup, polygons.mse)
    halves = cut_tree(((1, HALF, HALF),))  # x_1 = 1/2
    assert (halves.sup, halves.mse) == (Boxes((2, 1, 1)).sup, Boxes((2, 1, 1)).mse)


@pytest.mark.parametrize(("d", "G", "N"), [(2, 3, 2), (3, 2, 4), (3, 3, 1)])
def test_prisms_agree_with_the_formula(d, G, N):
    formula = PrismSlabs(d, G, N).sup
    assert formula.lower <= prism_cells(d, G, N).sup <= formula.upper


def test_the_gate_of_a_power_diagram_sends_a_point_to_the_least_power():
    gate = power_gate(((0, 0, 0), (1, 0, HALF)))
    assert [gate.choose([x, 5]) for x in ("1/5", "3/10")] == [0, 1]


def test_tangents_hold_the_cap():
    cap = circumscribed_cap(2, 2)
    assert sorted(map(tuple, cap.polytope.vertices)) == [(0, -1), (0, 1), (1, fmpq(-1, 2)), (1, fmpq(1, 2))]


def test_half_spaces_that_leave_nothing_are_passed_over():
    assert cut_cell(((1, 0, -1), (1, 0, 0))).area == 2
    assert ConvexCell(Polytope.box([0, 0], [1, 1])).variation == unit_cube(2).variation == fmpq(31, 180)


@pytest.mark.parametrize("d", [2, 3, 4])
def test_random_polytopes_are_the_same_each_time(d):
    assert random_polytope(d, 5).area == random_polytope(d, 5).area != random_polytope(d, 6).area


def test_an_expert_of_a_wrong_shape_is_refused():
    with pytest.raises(ShapeError, match="6 numbers, not 2"):
        stacked_gates((((0, 0, 0, 1, 1),), ((0, 0, 0),)))
