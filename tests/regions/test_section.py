"""Sections: the restricted program is the program on the plane, and its domain the plane's part of the domain."""

import pytest
from flint import fmpq

from boundkit.errors import ShapeError, UnboundedDomainError
from boundkit.networks import ReLUNetwork, nearest_prototype, stack
from boundkit.regions import EVERYWHERE, count, halfspaces
from boundkit.regions.section import restrict

SUM = ReLUNetwork.of([[[1, 2, -1], [1, 0, 1]], [[1, 1]]], [["-1/2", 0], [0]])
SIMPLEX = halfspaces([[-1, 0, 0], [0, -1, 0], [0, 0, -1], [1, 1, 1]], [0, 0, 0, 1])


@pytest.mark.parametrize(("axis", "place"), [(0, lambda v, a, b: (v, a, b)), (1, lambda v, a, b: (a, v, b))])
def test_the_restricted_program_is_the_program_on_the_plane(axis, place):
    part, _ = restrict(SUM, (-1, 1), {axis: "1/3"})
    for a, b in [(0, 0), ("1/2", "-1/7"), (-1, 1)]:
        assert part([a, b]) == SUM(place("1/3", a, b))


def test_a_section_of_a_mixture_keeps_its_gates():
    mixture = stack((nearest_prototype([[0, 0], [1, 1]]), [ReLUNetwork.affine([[1, 0]], [c]) for c in (0, 1)]))
    part, cell = restrict(mixture, (0, 1), {1: "1/4"})
    assert count(part, cell).routing_cells == 2
    assert [part.route([x]) for x in ("1/2", "7/8")] == [(0,), (1,)]


@pytest.mark.parametrize(
    ("domain", "fixed", "volume"),
    [
        ((-1, 1), {0: 0}, 4),
        ((-1, 1), {0: 1}, 4),
        (([0, 0, 0], [1, 2, 3]), {1: "1/5"}, 3),
        (([0, 0, 0], [1, 2, 3]), {0: 0, 2: 0}, 2),
        (SIMPLEX, {2: "1/3"}, fmpq(2, 9)),
        (SIMPLEX, {0: "1/4", 2: "1/4"}, fmpq(1, 2)),
    ],
)
def test_the_section_of_the_domain(domain, fixed, volume):
    assert restrict(SUM, domain, fixed)[1].volume == volume


def test_a_section_of_a_box_in_many_dimensions():
    """No corner of the 2^40 is looked at."""
    part, cell = restrict(ReLUNetwork.affine([[1] * 40], [0]), (0, 1), dict.fromkeys(range(2, 40), "1/2"))
    assert (part([0, 0]), cell.volume) == ([19], 1)


@pytest.mark.parametrize(
    ("domain", "fixed", "error", "said"),
    [
        ((-1, 1), {0: 2}, UnboundedDomainError, "misses the domain"),
        (SIMPLEX, {2: 1}, UnboundedDomainError, "no interior"),
        ((-1, 1), {0: 0, 1: 0, 2: 0}, ShapeError, "not all"),
        ((-1, 1), {3: 0}, ShapeError, "3 inputs"),
        (EVERYWHERE, {0: 0}, ShapeError, "give a box"),
    ],
)
def test_sections_that_do_not_exist(domain, fixed, error, said):
    with pytest.raises(error, match=said):
        restrict(SUM, domain, fixed)
