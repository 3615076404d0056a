"""Errors on boxes: exact remainders, the factor d, needles."""

import pytest
from flint import fmpq

from boundkit.errors import ShapeError
from boundkit.measures.box_cells import BoxCells


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_remainder_of_the_sum_of_squares_on_cubes(d):
    squares = {tuple(2 * (axis == other) for other in range(d)): 1 for axis in range(d)}
    cells = BoxCells.of(squares, (3,) * d)
    assert cells.excess - cells.leading == d * fmpq(1, 3) ** 4 / 180
    assert cells.published == d * cells.leading
    assert cells.sharpened == cells.leading


@pytest.mark.parametrize("G", [2, 5, 6])
def test_needles_exceed_the_published_sum(G):
    """From G = 5 on."""
    cells, h = BoxCells.of({(2, 0): 1}, (G, G**3)), fmpq(1, G)
    over = h**4 / 180 - (h**6 / 9) * (1 - h**2 / 4)
    assert cells.excess - cells.published == over
    assert (over > 0) == (G >= 5)
    assert cells.volume == h**4


def test_a_product_by_hand():
    """x y in one cell: 1/9 - 1/16; the gradient (1/2, 1/2) at the centre."""
    cells = BoxCells.of({(1, 1): 1}, (1, 1))
    assert cells.excess == fmpq(7, 144)
    assert cells.leading == fmpq(1, 24)
    assert cells.reach == fmpq(1, 2)


@pytest.mark.parametrize(("terms", "counts"), [({(1,): 1}, (2, 2)), ({(1, 0): 1}, (2, 0))])
def test_wrong_shapes_are_refused(terms, counts):
    with pytest.raises(ShapeError, match="polynomial on boxes"):
        BoxCells.of(terms, counts)


def test_a_linear_function_by_its_slopes():
    assert BoxCells.linear((0, 3), (1, 2)) == BoxCells.of({(0, 1): 3}, (1, 2))
