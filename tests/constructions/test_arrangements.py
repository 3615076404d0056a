"""Arrangements: general position is recognised, and faces of special arrangements are counted."""

import pytest

from boundkit.constructions.arrangements import (
    Arrangement,
    CutBox,
    Faces,
    moment_hyperplanes,
    parallel,
    random_forms,
    through_one_point,
)


def test_general_position_is_recognised():
    assert moment_hyperplanes(6, 3).is_general()
    assert Arrangement((), 2).is_general()
    assert not through_one_point(3, 2).is_general()
    assert not parallel(2, 2).is_general()
    assert not Faces(parallel(2, 2), 1).is_general()


def test_faces_of_special_arrangements():
    grid = Arrangement(((1, 0, 0), (1, 0, -1), (0, 1, 0), (0, 1, -1)), 2)
    assert [Faces(grid, k).number() for k in range(3)] == [4, 12, 9]
    assert [Faces(grid, k).bounded() for k in range(3)] == [4, 4, 1]
    star = through_one_point(4, 2)
    assert [Faces(star, k).number() for k in range(3)] == [1, 8, 8]


@pytest.mark.parametrize(("m", "d"), [(3, 2), (4, 2), (4, 3)])
def test_the_region_engine_counts_the_same(m, d):
    forms = random_forms(m, d, 1, 50)
    assert CutBox(forms, d).regions() == Arrangement(forms, d).regions()
    assert CutBox(forms, d).bounded() == Arrangement(forms, d).bounded()
