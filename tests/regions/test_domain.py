"""Domains: what is none is refused."""

import pytest

from boundkit.constructions.gaussian import gaussian_network
from boundkit.errors import MalformedInputError, ShapeError, UnboundedDomainError
from boundkit.regions import count, halfspaces, regions
from boundkit.regions.domain import cell_of


def gaussian(seed, *shape):
    return gaussian_network("-".join(map(str, shape)), seed)


REFUSED = [
    ((0, 0), UnboundedDomainError, "empty or flat along axis 0"),
    (((0, 0), (1, 0)), UnboundedDomainError, "flat along axis 1"),
    ((1, -1), UnboundedDomainError, "give lower < upper"),
    (("1e-400", "1e-401"), UnboundedDomainError, "give lower < upper"),
    ((0, float("nan")), MalformedInputError, "not a finite rational"),
    ((float("-inf"), 0), MalformedInputError, "not a finite rational"),
    (((0, 0, 0), (1, 1, 1)), ShapeError, "takes 2 inputs; the box has 3 and 3"),
    (cell_of(3, (0, 1)), ShapeError, "takes 2 inputs; the domain has dimension 3"),
    (7, ShapeError, "is no box"),
]


@pytest.mark.parametrize(("domain", "error", "message"), REFUSED, ids=[message for *_, message in REFUSED])
@pytest.mark.parametrize("shape", [(2, 3, 1), (2, 12, 12, 1)], ids=["few units", "many units"])
def test_domains_that_are_refused(domain, error, message, shape):
    program = gaussian(0, *shape)
    with pytest.raises(error, match=message):
        count(program, domain)
    with pytest.raises(error, match=message):
        list(regions(program, domain))


@pytest.mark.parametrize(
    ("normals", "offsets", "message"),
    [
        ([[1, 0], [0, 1]], [1, 1], "unbounded"),
        ([[1, 0], [-1, 0], [0, 1], [0, -1]], [0, 0, 1, 1], "no common interior point"),
        ([[1, 0], [-1, 0], [0, 1], [0, -1]], [0, "-1e-30", 1, 1], "no common interior point"),
    ],
    ids=["unbounded", "flat", "empty"],
)
def test_polytopes_that_are_refused(normals, offsets, message):
    with pytest.raises(UnboundedDomainError, match=message):
        halfspaces(normals, offsets)
