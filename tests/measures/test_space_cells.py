"""Lloyd's cells in two and three dimensions, against cubes and the exact ones of the plane."""

import numpy as np
import pytest

from boundkit.arithmetic.rational import to_fraction
from boundkit.errors import DomainError
from boundkit.measures.plane_cells import PlaneCells
from boundkit.measures.space_cells import SpaceCells
from boundkit.measures.voronoi import lloyd


def grid(d, n):
    line = (np.arange(n) + 0.5) / n
    return SpaceCells(np.stack(np.meshgrid(*[line] * d), axis=-1).reshape(-1, d))


@pytest.mark.parametrize(("d", "n"), [(2, 4), (3, 3)])
def test_cubes_have_their_moments(d, n):
    cells = grid(d, n)
    assert cells.volumes == pytest.approx(np.full(n**d, n**-d))
    assert cells.centroids == pytest.approx(cells.points)
    assert cells.normalised_moments == pytest.approx(np.full(n**d, 1 / 12))
    assert cells.distortion == pytest.approx(1 / 12)
    gradients = np.random.default_rng(0).normal(size=cells.points.shape)
    assert cells.published(gradients) == pytest.approx(d * cells.leading(gradients))


def test_lloyd_cells_fill_the_cube_and_grow_rounder():
    for d, ball in ((2, 1 / (4 * np.pi)), (3, 0.0769)):
        cells = SpaceCells.lloyd(d, 60, steps=15)
        assert cells.volumes.sum() == pytest.approx(1)
        assert (cells.normalised_moments > ball).all()
        one_step = SpaceCells.lloyd(d, 60, steps=1)
        assert cells.normalised_moments.mean() < one_step.normalised_moments.mean()
        assert cells.distortion < one_step.distortion
        assert cells.distortion < 0.09


def test_the_plane_agrees_with_the_exact_cells():
    """In all, the second moments of the exact Lloyd cells, whose points are near."""
    exact = lloyd(40)
    of = PlaneCells.of({(1, 0): 1}, exact)
    centres = np.array([[float(to_fraction(entry)) for entry in centre] for _, centre in of._placed])
    found = SpaceCells(centres)
    gradients = np.tile([1.0, 0.0], (found.m, 1))
    assert found.leading(gradients) == pytest.approx(float(to_fraction(of.leading)), rel=1e-2)
    assert found.published(gradients) == pytest.approx(float(to_fraction(of.published)), rel=1e-2)


def test_what_is_no_cube_is_refused():
    for d, m in ((1, 20), (4, 20), (2, 3)):
        with pytest.raises(DomainError, match="d = 2 or 3"):
            SpaceCells.lloyd(d, m)
