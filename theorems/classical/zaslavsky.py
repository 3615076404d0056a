"""How many regions m hyperplanes cut R^d into.  (Zaslavsky 1975; in general position already Schlaefli and Buck)

r = sum over j <= d of C(m, j), and C(m - 1, d) of them are bounded; no arrangement of m hyperplanes has more regions.
Both numbers come from the characteristic polynomial, and again from the region engine: a box that holds every vertex is
cut, as the hyperplanes of a hidden layer. Faces of dimension k (Buck 1943) are regions on intersections.
"""

import sympy
from sympy import Eq, Sum, binomial

from boundkit.constructions.arrangements import (
    Arrangement,
    CutBox,
    Faces,
    moment_hyperplanes,
    parallel,
    random_forms,
    through_one_point,
)
from boundkit.evidence import attained, fails_without, instances, too_strong
from boundkit.measures import certificates
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, hypothesis, natural, quantity

m = natural("m", "hyperplanes", least=0)
d = natural("d", "dimension of the space")
k = natural("k", "dimension of the faces", least=0, at_most=d)
j = sympy.Symbol("j", integer=True, nonnegative=True)
r = quantity("r", "regions of the arrangement", measure=lambda arrangement: arrangement.regions(),
             certificate=lambda lines: certificates.arrangement(lines.forms, lines.d))  # fmt: skip
b = quantity("b", "bounded regions of the arrangement", measure=lambda arrangement: arrangement.bounded(),
             certificate=lambda lines: certificates.arrangement(lines.forms, lines.d, "bounded patterns"))  # fmt: skip
f = quantity("f", "faces of dimension k of the arrangement", measure=Faces.number)
g = quantity("g", "bounded faces of dimension k of the arrangement", measure=Faces.bounded)


@hypothesis("the hyperplanes are in general position")
def general(thing):
    return thing.is_general()


def all_regions(m=m, d=d):
    """C(m, 0) + .. + C(m, d)."""
    return Sum(binomial(m, j), (j, 0, d))


STATEMENT = Theorem(
    id="classical.zaslavsky",
    title="Regions of m hyperplanes in R^d",
    source=cite("zaslavsky1975", "Theorems A and C", "memory"),
    given=(general,),
    claims=(
        Claim("upper", UPPER, r <= all_regions(), status="published", given=(),
              proof="The last hyperplane is cut by at most m - 1 others, and adds a region for each of its pieces."),
        Claim("regions", EXACT, Eq(r, all_regions()), status="published",
              proof="In general position the m - 1 others cut the last hyperplane in general position again."),
        Claim("bounded", EXACT, Eq(b, binomial(m - 1, d)), status="published", where=(m >= 1,),
              proof="The bounded pieces of the last hyperplane each add a bounded region."),
        Claim("faces", EXACT, Eq(f, binomial(m, d - k) * all_regions(m - d + k, k)), status="published",
              source=cite("buck1943", "numbers of faces", "memory"),
              proof="On each of the C(m, d - k) flats of dimension k the others are m - d + k in general position."),
        Claim("bounded_faces", EXACT, Eq(g, binomial(m, d - k) * binomial(m - d + k - 1, k)), status="published",
              source=cite("buck1943", "numbers of bounded faces", "memory"), where=(m >= d,),
              proof="The same with the bounded regions on each flat."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def random_hyperplanes(m, d, seed):
    return Arrangement(random_forms(m, d, seed, 1000), d)


def random_hyperplanes_in_a_box(m, d, seed):
    return CutBox(random_forms(m, d, seed, 1000), d)


def small_integers(m, d, seed):
    """Coefficients in -1, 0, 1: parallel, concurrent and repeated hyperplanes come up often."""
    return Arrangement(random_forms(m, d, seed, 1), d)


def faces(m, d, k, seed):
    return Faces(random_hyperplanes(m, d, seed), k)


def faces_in_a_box(m, d, k, seed):
    return Faces(random_hyperplanes_in_a_box(m, d, seed), k)


def faces_through_one_point(m, d, k):
    return Faces(through_one_point(m, d), k)


def spanning(m, d, seed):
    return m >= d


def of_dimension_at_most_d(m, d, k, seed):
    return k <= d


# evidence ---------------------------------------------------------------------------------------------------------

upper = (
    instances("upper", small_integers, m=range(8), d=(1, 2, 3), seed=range(5),
              full={"m": range(10), "d": (1, 2, 3, 4), "seed": range(30)}),
    attained("upper", moment_hyperplanes, m=range(9), d=(1, 2, 3)),
    too_strong("upper", r <= all_regions() - 1, moment_hyperplanes, m=3, d=2),
)  # fmt: skip

in_general_position = (
    instances("regions", random_hyperplanes, m=range(9), d=(1, 2, 3, 4), seed=range(2), full={"m": range(13)}),
    instances("regions", random_hyperplanes_in_a_box, m=range(2, 8), d=(1, 2, 3), seed=0, only=spanning),
    instances("regions", random_hyperplanes_in_a_box, name="the region engine up to dimension 6", m=6, d=(4, 5, 6),
              seed=1, full={"m": range(4, 11), "d": (4, 5, 6)}, only=spanning),
    too_strong("regions", Eq(r, Sum(binomial(m, j), (j, 0, d - 1))), random_hyperplanes, m=3, d=2, seed=0),
    fails_without(general, "regions", through_one_point, m=(3, 4), d=2),
)  # fmt: skip

bounded = (
    instances("bounded", random_hyperplanes, name="bounded regions of random hyperplanes", m=range(1, 9),
              d=(1, 2, 3, 4), seed=range(2), full={"m": range(1, 13)}),
    instances("bounded", random_hyperplanes_in_a_box, name="regions that stay inside the box", m=range(2, 8),
              d=(1, 2, 3), seed=0, only=spanning),
    too_strong("bounded", Eq(b, binomial(m, d)), random_hyperplanes, m=4, d=2, seed=0),
    fails_without(general, "bounded", parallel, m=(3, 4), d=2),
)  # fmt: skip

of_faces = (
    instances("faces", faces, m=range(7), d=(1, 2, 3), k=range(4), seed=0, only=of_dimension_at_most_d,
              full={"m": range(10), "d": (1, 2, 3, 4), "k": range(5)}),
    instances("faces", faces_in_a_box, m=(5, 6), d=(2, 3), k=range(4), seed=2, only=of_dimension_at_most_d,
              full={"m": range(4, 9), "d": (2, 3, 4), "k": range(5)}),
    too_strong("faces", Eq(f, binomial(m, d - k) * all_regions(m, k)), faces, m=4, d=3, k=(1, 2), seed=0),
    fails_without(general, "faces", faces_through_one_point, m=4, d=2, k=(0, 1)),
)  # fmt: skip

of_bounded_faces = (
    instances("bounded_faces", faces, name="bounded faces", m=range(2, 8), d=(2, 3), k=range(4), seed=0,
              only=of_dimension_at_most_d, full={"m": range(2, 10), "d": (2, 3, 4), "k": range(5)}),
    too_strong("bounded_faces", Eq(g, binomial(m, d - k) * binomial(m - d + k, k)), faces, m=5, d=3, k=(1, 2), seed=0),
    fails_without(general, "bounded_faces", faces_through_one_point, name="bounded faces of lines through a point",
                  m=4, d=2, k=(0, 1)),
)  # fmt: skip

THEOREM = STATEMENT.supported_by(*upper, *in_general_position, *bounded, *of_faces, *of_bounded_faces)
