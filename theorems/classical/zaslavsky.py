"""How many regions m hyperplanes cut R^d into.  (Zaslavsky 1975; in general position already Schlaefli and Buck)

r = sum over j <= d of C(m, j), and C(m - 1, d) of them are bounded; no arrangement of m hyperplanes has more regions.
Both numbers come from the characteristic polynomial, and again from the region engine: a box that holds every vertex is
cut, as the hyperplanes of a hidden layer. Faces of dimension k (Buck 1943) are regions on intersections.
"""

from dataclasses import dataclass
from itertools import combinations
from random import Random

import sympy
from flint import fmpq
from sympy import Eq, Sum, binomial

from boundkit.arithmetic.rational import matrix
from boundkit.evidence import attained, derives, fails_without, identity, instances, too_strong
from boundkit.networks import ReLUNetwork
from boundkit.regions import count, regions
from boundkit.regions.arrangement import (
    bounded_regions_of_arrangement,
    hyperplanes,
    regions_of_arrangement,
    restricted,
    vertices,
)
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, given, natural, quantity

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Arrangement:
    """The zero sets in R^d of affine forms (a_1, .., a_d, b)."""

    forms: tuple
    d: int

    def regions(self):
        return regions_of_arrangement(self.forms, self.d)

    def bounded(self):
        return bounded_regions_of_arrangement(self.forms, self.d)

    def witness(self):
        return {"forms (a, b)": [[str(entry) for entry in form] for form in self.forms], "d": self.d}


@dataclass(frozen=True)
class CutBox(Arrangement):
    """The same, counted by the region engine: a hidden layer with a unit for every form, on a box.

    The box holds every vertex inside, so it meets every region, and a region is bounded when it stays inside the box.
    The normals must span R^d.
    """

    @property
    def radius(self):
        return 1 + max(abs(entry) for point in vertices(self.forms, self.d) for entry in point)

    def network(self):
        units = [list(form[:-1]) for form in self.forms]
        return ReLUNetwork.of([units, [[1] * len(units)]], [[form[-1] for form in self.forms], [0]])

    def regions(self):
        return count(self.network(), (-self.radius, self.radius)).activation_regions

    def bounded(self):
        radius = self.radius
        return sum(all(abs(entry) < radius for corner in piece.polytope.vertices for entry in corner)
                   for piece in regions(self.network(), (-radius, radius)))  # fmt: skip


@dataclass(frozen=True)
class Faces:
    """The faces of dimension k of an arrangement: the regions of what it induces on each k-dimensional intersection."""

    arrangement: Arrangement
    k: int

    def induced(self):
        """The arrangement on every flat of dimension k; each flat once, whichever hyperplanes it is given by."""
        forms, d = self.arrangement.forms, self.arrangement.d
        flats = {}
        for chosen in combinations(forms, d - self.k):
            flat, others = list(chosen), list(forms)
            while flat and any(flat[0][:-1]):
                plane, *flat = flat
                flat, others = ([restricted(form, plane) for form in part] for part in (flat, others))
            if not flat:
                flats[matrix(chosen).rref()[0].str() if chosen else ""] = others
        return [type(self.arrangement)(tuple(hyperplanes(others, self.k)), self.k) for others in flats.values()]

    def number(self):
        return sum(inside.regions() if self.k else 1 for inside in self.induced())

    def bounded(self):
        return sum(inside.bounded() if self.k else 1 for inside in self.induced())

    def witness(self):
        return {**self.arrangement.witness(), "k": self.k}


m = natural("m", "hyperplanes", least=0)
d = natural("d", "dimension of the space")
k = natural("k", "dimension of the faces", least=0, at_most=d)
j = sympy.Symbol("j", integer=True, nonnegative=True)
r = quantity("r", "regions of the arrangement", measure=lambda arrangement: arrangement.regions())
b = quantity("b", "bounded regions of the arrangement", measure=lambda arrangement: arrangement.bounded())
f = quantity("f", "faces of dimension k of the arrangement", measure=Faces.number)
g = quantity("g", "bounded faces of dimension k of the arrangement", measure=Faces.bounded)

# hypotheses -------------------------------------------------------------------------------------------------------


def is_in_general_position(thing):
    """Any k <= d hyperplanes meet in dimension d - k, and no d + 1 of them have a common point."""
    arrangement = thing.arrangement if isinstance(thing, Faces) else thing
    forms, dimension = arrangement.forms, arrangement.d
    for chosen in combinations(forms, min(len(forms), dimension)):
        if chosen and matrix([form[:-1] for form in chosen]).rank() < len(chosen):
            return False
    return all(matrix(chosen).det() != 0 for chosen in combinations(forms, dimension + 1))


general = given(is_in_general_position, "the hyperplanes are in general position")

# objects ----------------------------------------------------------------------------------------------------------


def random_forms(m, d, seed, size):
    draw = Random(f"{m} {d} {seed}")
    forms = []
    while len(forms) < m:
        form = tuple(draw.randint(-size, size) for _ in range(d + 1))
        if any(form[:-1]):
            forms.append(form)
    return tuple(forms)


def random_hyperplanes(m, d, seed):
    return Arrangement(random_forms(m, d, seed, 1000), d)


def random_hyperplanes_in_a_box(m, d, seed):
    return CutBox(random_forms(m, d, seed, 1000), d)


def faces(m, d, k, seed):
    return Faces(random_hyperplanes(m, d, seed), k)


def faces_in_a_box(m, d, k, seed):
    return Faces(random_hyperplanes_in_a_box(m, d, seed), k)


def faces_through_one_point(m, d, k):
    return Faces(through_one_point(m, d), k)


def small_integers(m, d, seed):
    """Coefficients in -1, 0, 1: parallel, concurrent and repeated hyperplanes come up often."""
    return Arrangement(random_forms(m, d, seed, 1), d)


def moment_hyperplanes(m, d):
    """t + t^2 x_1 + .. + t^d x_(d-1) - x_d = 1 for t = 1, .., m."""
    return Arrangement(tuple((*(fmpq(t) ** k for k in range(2, d + 1)), -1, t - 1) for t in range(1, m + 1)), d)


def through_one_point(m, d):
    return Arrangement(tuple((*(t**k for k in range(d)), 0) for t in range(1, m + 1)), d)


def parallel(m, d):
    return Arrangement(tuple((1, *[0] * (d - 1), -t) for t in range(m)), d)


# derivations ------------------------------------------------------------------------------------------------------


def all_regions(m=m, d=d):
    """C(m, 0) + .. + C(m, d), for results that use it."""
    return Sum(binomial(m, j), (j, 0, d))


DELETION = "deletion and restriction: the last hyperplane adds a region for each of its pieces between the others"
DELETION_OF_BOUNDED = "deletion and restriction: the last of two or more adds a bounded region for each bounded piece"


def by_deletion_and_restriction(claim):
    """The claimed sum solves r(m, d) = r(m-1, d) + r(m-1, d-1), r(0, d) = r(m, 0) = 1."""
    n, k = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "nk")
    term, ((index, *ends),) = claim.expression.function, claim.expression.limits
    at = lambda m_, j_: term.subs({m: m_, index: j_})  # noqa: E731
    yield identity("the sum begins at 0", ends[0], 0)
    yield identity("and ends at d, that of r(m-1, d-1) one term earlier", ends[1], d)
    yield identity("C(n+1, k+1) = C(n, k+1) + C(n, k), term by term", at(n + 1, k + 1), at(n, k + 1) + at(n, k))
    yield identity("C(n+1, 0) = C(n, 0), the first term", at(n + 1, 0), at(n, 0))
    yield identity("no hyperplane, one region: C(0, 0) = 1", at(0, 0), 1)
    yield identity("and C(0, k+1) = 0", at(0, k + 1), 0)
    yield identity("dimension 0: one region, whatever m is", claim.expression.subs(d, 0).doit(), 1)


def bounded_by_deletion_and_restriction(claim):
    """C(m-1, d) solves the same recurrence for m >= 2, with b(1, d) = 0 for d >= 1 and b(m, 0) = 1."""
    n, k = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "nk")
    at = lambda m_, d_: claim.expression.subs({m: m_, d: d_})  # noqa: E731
    yield identity("b(n+2, k+1) = b(n+1, k+1) + b(n+1, k)", at(n + 2, k + 1), at(n + 1, k + 1) + at(n + 1, k))
    yield identity("one hyperplane bounds nothing: b(1, k+1) = 0", at(1, k + 1), 0)
    yield identity("dimension 0: the point is bounded, b(n+1, 0) = 1", at(n + 1, 0), 1)


def on_every_flat(claim):
    """d - k hyperplanes meet in a flat of dimension k, where the m - d + k others lie in general position."""
    regions_of, whole = {
        "faces": (all_regions, all_regions()),
        "bounded_faces": (lambda m, d: binomial(m - 1, d), binomial(m - 1, d)),
    }[claim.name]
    yield identity("C(m, d - k) flats, each with the regions of m - d + k hyperplanes in dimension k",
                   claim.expression, binomial(m, d - k) * regions_of(m - d + k, k))  # fmt: skip
    yield identity("for k = d these are the regions", claim.expression.subs(k, d), whole)


THEOREM = Theorem(
    id="classical.zaslavsky",
    title="Regions of m hyperplanes in R^d",
    source=cite("zaslavsky1975", "Theorems A and C", "memory"),
    given=(general,),
    claims=(
        Claim("upper", UPPER, r <= all_regions(), status="published", given=(),
              proof="The last hyperplane is cut by at most m - 1 others, and adds a region for each of its pieces."),
        Claim("regions", EXACT, Eq(r, all_regions()), status="published", given=(general,),
              proof="In general position the m - 1 others cut the last hyperplane in general position again."),
        Claim("bounded", EXACT, Eq(b, binomial(m - 1, d)), status="published", where=(m >= 1,), given=(general,),
              proof="The bounded pieces of the last hyperplane each add a bounded region."),
        Claim("faces", EXACT, Eq(f, binomial(m, d - k) * all_regions(m - d + k, k)), status="published",
              source=cite("buck1943", "numbers of faces", "memory"), given=(general,),
              proof="On each of the C(m, d - k) flats of dimension k the others are m - d + k in general position."),
        Claim("bounded_faces", EXACT, Eq(g, binomial(m, d - k) * binomial(m - d + k - 1, k)), status="published",
              source=cite("buck1943", "numbers of bounded faces", "memory"), where=(m >= d,), given=(general,),
              proof="The same with the bounded regions on each flat."),
    ),
    evidence=(
        derives("upper", by_deletion_and_restriction, stated=(DELETION,)),
        instances("upper", small_integers, m=range(8), d=(1, 2, 3), seed=range(5),
                  full={"m": range(10), "d": (1, 2, 3, 4), "seed": range(30)}),
        attained("upper", moment_hyperplanes, m=range(9), d=(1, 2, 3)),
        too_strong("upper", r <= all_regions() - 1, moment_hyperplanes, m=(3,), d=(2,)),
        derives("regions", by_deletion_and_restriction, name="the recurrence in general position",
                stated=(DELETION,)),
        instances("regions", random_hyperplanes, m=range(9), d=(1, 2, 3, 4), seed=range(2), full={"m": range(13)}),
        instances("regions", random_hyperplanes_in_a_box, m=range(2, 8), d=(1, 2, 3), seed=0,
                  only=lambda m, d, seed: m >= d),
        instances("regions", random_hyperplanes_in_a_box, name="the region engine up to dimension 6", m=6,
                  d=(4, 5, 6), seed=1, full={"m": range(4, 11), "d": (4, 5, 6)}, only=lambda m, d, seed: m >= d),
        too_strong("regions", Eq(r, Sum(binomial(m, j), (j, 0, d - 1))), random_hyperplanes, m=(3,), d=(2,), seed=0),
        fails_without(general, "regions", through_one_point, m=(3, 4), d=(2,)),
        derives("bounded", bounded_by_deletion_and_restriction, stated=(DELETION_OF_BOUNDED,)),
        instances("bounded", random_hyperplanes, name="bounded regions of random hyperplanes", m=range(1, 9),
                  d=(1, 2, 3, 4), seed=range(2), full={"m": range(1, 13)}),
        instances("bounded", random_hyperplanes_in_a_box, name="regions that stay inside the box", m=range(2, 8),
                  d=(1, 2, 3), seed=0, only=lambda m, d, seed: m >= d),
        too_strong("bounded", Eq(b, binomial(m, d)), random_hyperplanes, m=(4,), d=(2,), seed=0),
        fails_without(general, "bounded", parallel, m=(3, 4), d=(2,)),
        derives("faces", on_every_flat, assuming=("regions",)),
        instances("faces", faces, m=range(7), d=(1, 2, 3), k=range(4), seed=0, only=lambda m, d, k, seed: k <= d,
                  full={"m": range(10), "d": (1, 2, 3, 4), "k": range(5)}),
        instances("faces", faces_in_a_box, name="faces counted by the region engine", m=(5, 6), d=(2, 3), k=range(4),
                  seed=2, only=lambda m, d, k, seed: k <= d, full={"m": range(4, 9), "d": (2, 3, 4), "k": range(5)}),
        too_strong("faces", Eq(f, binomial(m, d - k) * all_regions(m, k)), faces, m=4, d=3, k=(1, 2), seed=0),
        fails_without(general, "faces", faces_through_one_point, m=4, d=2, k=(0, 1)),
        derives("bounded_faces", on_every_flat, name="bounded faces on every flat", assuming=("bounded",)),
        instances("bounded_faces", faces, name="bounded faces", m=range(2, 8), d=(2, 3), k=range(4), seed=0,
                  only=lambda m, d, k, seed: k <= d, full={"m": range(2, 10), "d": (2, 3, 4), "k": range(5)}),
        too_strong("bounded_faces", Eq(g, binomial(m, d - k) * binomial(m - d + k, k)), faces, m=5, d=3, k=(1, 2),
                   seed=0),
        fails_without(general, "bounded_faces", faces_through_one_point, name="bounded faces of lines through a point",
                      m=4, d=2, k=(0, 1)),
    ),
)  # fmt: skip
