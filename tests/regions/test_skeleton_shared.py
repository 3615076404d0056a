"""The skeleton engine in cells of the first hyperplanes, and by several processes: the parts add up to the whole."""

import pytest
from flint import fmpq
from test_exactness import FAMILIES, gaussian

from boundkit.regions import count, skeleton_shared
from boundkit.regions.cells import split
from boundkit.regions.domain import cell_of
from boundkit.regions.skeleton import NotInGeneralPositionError, count_regions, first_cells


@pytest.mark.parametrize("shape", ["1-8-1", "1-6-5-1", "2-6-5-1", "3-4-4-1", "2-3-3-3-1"])
@pytest.mark.parametrize("least", [2, 9, pytest.param(1000, marks=pytest.mark.heavy)])
def test_regions_add_up_over_the_cells_of_the_first_hyperplanes(shape, least):
    """In general position; a net that is not is refused in one of the cells, or has the right number all the same."""
    widths = [int(width) for width in shape.split("-")]
    for family in (gaussian, *FAMILIES):
        program = family(4, *widths)
        corners = [fmpq(-1)] * program.inputs, [fmpq(1)] * program.inputs
        whole = sum(1 for _ in split(program, cell_of(program.inputs, (-1, 1))))
        try:
            cells = first_cells(program, *corners, least)
            parts = [count_regions(program, *corners, lambda *_: True, cell) for cell in cells]
        except NotInGeneralPositionError:
            assert family is not gaussian
            continue
        assert len(set(cells)) == len(cells) == len(parts)
        assert sum(parts) == whole
        assert family is not gaussian or len(cells) >= min(least, 2)


@pytest.mark.heavy
def test_two_processes_count_the_regions_of_one(monkeypatch):
    monkeypatch.setattr(skeleton_shared, "_FEW", 100)
    for shape in ((3, 16, 16, 1), (4, 8, 8, 1)):
        program = gaussian(1, *shape)
        assert count(program, jobs=2).activation_regions == count(program).activation_regions
    cut_short = count(gaussian(1, 3, 64, 64, 64, 1), jobs=2, budget=1.0)
    assert (cut_short.guarantee, cut_short.engine) == ("lower bound", "skeleton")
