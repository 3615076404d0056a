"""Regions and faces of hyperplanes: values, Euler's relation, special position, controls."""

from math import comb

import pytest
import sympy
from boundkit.theorems.classical import zaslavsky
from entries import check_evidence, check_headlines, entry_of, evidence_of, must_break, value, whole

from boundkit.errors import DomainError

ENTRY = entry_of(zaslavsky)
THEOREM = ENTRY.theorem


@pytest.mark.parametrize("index", evidence_of(ENTRY))
def test_evidence_comes_out_as_expected(index):
    check_evidence(ENTRY, index)


def test_headlines_say_what_they_assume():
    check_headlines(
        ENTRY,
        {
            **dict.fromkeys(THEOREM.claim_names, "deletion and restriction"),
            "faces": "the claim regions",
            "bounded_faces": "the claim bounded",
        },
    )


def test_zaslavsky_values():
    assert value("zaslavsky", "regions", m=4, d=2).exact == "11"
    assert value("zaslavsky", "bounded", m=4, d=2).exact == "3"
    assert value("zaslavsky", "regions", m=0, d=3).exact == "1"
    with pytest.raises(DomainError):
        value("zaslavsky", "bounded", m=0, d=1)


def test_general_position_is_recognised():
    assert zaslavsky.is_in_general_position(zaslavsky.moment_hyperplanes(6, 3))
    assert zaslavsky.is_in_general_position(zaslavsky.Arrangement((), 2))
    assert not zaslavsky.is_in_general_position(zaslavsky.through_one_point(3, 2))
    assert not zaslavsky.is_in_general_position(zaslavsky.parallel(2, 2))


@pytest.mark.parametrize(("m", "d"), [(4, 2), (5, 2), (5, 3), (6, 3)])
def test_faces_alternate_to_the_euler_characteristic(m, d):
    faces = [whole("zaslavsky", "faces", m=m, d=d, k=k) for k in range(d + 1)]
    assert faces[0] == comb(m, d)
    assert faces[d] == whole("zaslavsky", "regions", m=m, d=d)
    assert sum((-1) ** k * number for k, number in enumerate(faces)) == (-1) ** d
    for k in range(d + 1):
        thing = zaslavsky.faces(m, d, k, seed=4)
        assert thing.number() == faces[k]
        assert thing.bounded() == whole("zaslavsky", "bounded_faces", m=m, d=d, k=k)


def test_faces_of_special_arrangements():
    grid = zaslavsky.Arrangement(((1, 0, 0), (1, 0, -1), (0, 1, 0), (0, 1, -1)), 2)
    assert [zaslavsky.Faces(grid, k).number() for k in range(3)] == [4, 12, 9]
    assert [zaslavsky.Faces(grid, k).bounded() for k in range(3)] == [4, 4, 1]
    star = zaslavsky.through_one_point(4, 2)
    assert [zaslavsky.Faces(star, k).number() for k in range(3)] == [1, 8, 8]


@pytest.mark.heavy
@pytest.mark.parametrize(("m", "d"), [(m, d) for d in range(1, 7) for m in range(d, d + 3)])
def test_general_position_up_to_six_dimensions(m, d):
    box = zaslavsky.random_hyperplanes_in_a_box(m, d, seed=3)
    assert box.regions() == whole("zaslavsky", "regions", m=m, d=d)
    assert box.bounded() == whole("zaslavsky", "bounded", m=m, d=d)


m, d = zaslavsky.m, zaslavsky.d


MUTANTS = {
    "upper: a dimension less": (zaslavsky.by_deletion_and_restriction, "upper", zaslavsky.all_regions(m, d - 1)),
    "regions: a hyperplane less": (zaslavsky.by_deletion_and_restriction, "regions", zaslavsky.all_regions(m - 1, d)),
    "bounded: all hyperplanes": (zaslavsky.bounded_by_deletion_and_restriction, "bounded", sympy.binomial(m, d)),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_formula_breaks_its_derivation(name):
    steps, of, formula = MUTANTS[name]
    must_break(THEOREM.claim(of), steps, formula)
