"""Voronoi cells: exact, whatever the floats guess; Lloyd's cells are nearly centroidal."""

import pytest
from flint import fmpq

from boundkit.errors import DomainError
from boundkit.measures import voronoi as module
from boundkit.measures.convex_cells import Boxes
from boundkit.measures.voronoi import lloyd, voronoi

GRID = tuple((fmpq(2 * i + 1, 8), fmpq(2 * j + 1, 8)) for i in range(4) for j in range(4))


def test_points_of_a_grid_have_squares():
    cells = voronoi(GRID)
    assert [cell.area for cell in cells.cells] == [fmpq(1, 16)] * 16
    assert (cells.sup, cells.mse) == (Boxes((4, 4)).sup, Boxes((4, 4)).mse)


def test_neighbours_that_floats_missed_are_found(monkeypatch):
    monkeypatch.setattr(module, "_neighbours", lambda sites: [set()] * len(sites))
    assert [cell.area for cell in voronoi(GRID).cells] == [fmpq(1, 16)] * 16


def test_equal_points_are_refused():
    with pytest.raises(DomainError, match="equal"):
        voronoi(((fmpq(1, 2), fmpq(1, 2)),) * 2)


@pytest.mark.parametrize("m", [1, 4, 9])
def test_lloyd_cells_fill_the_square_and_are_even(m):
    cells = lloyd(m).cells
    assert len(cells) == m
    assert sum((cell.area for cell in cells), fmpq(0)) == 1
    assert max(cell.area for cell in cells) < 2 * min(cell.area for cell in cells)
