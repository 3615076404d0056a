"""What nearest-prototype routing shatters by itself, with constant experts in D >= 2 dimensions.  (ours)

It replaces the E of constants in kratsios2024.vc_dimension (lower_translate): the origin and E - 1 clusters of D points
near the unit sphere. Of each cluster the points with another label than the origin's are cut off by a half space, and
the image of the origin in its boundary is the prototype that serves them.
"""

from dataclasses import dataclass

from sympy import Eq

from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.measures.certificates import own
from boundkit.measures.constant_classes import FixedPrototypes, FreePrototypes
from boundkit.statements import LOWER, Claim, Theorem, cite, hypothesis, natural, quantity
from boundkit.statements.shape import J, k

D = natural("D", "inputs")
E = natural("E", "experts")
vc = quantity("V", "VC dimension of the mixtures", measure=lambda mixtures: mixtures.vc_dimension(), certificate=own)


@hypothesis("experts are all constants", shape=(Eq(J, 0),))
def constants(mixtures):
    return mixtures.constant


@hypothesis(
    "an input goes to the expert of its nearest prototype, and prototypes may stand anywhere", shape=(Eq(k, 1),)
)
def free(mixtures):
    return not isinstance(mixtures, FixedPrototypes)


STATEMENT = Theorem(
    id="sharper.routing_alone",
    title="VC dimension of nearest-prototype routing with constant experts",
    source=cite("boundkit", "own proof"),
    notes="On a line it is E (sharper.vc_on_a_line). For two experts D + 1 is exact. It is not in general: for D = 2, "
          "E = 3 six points are shattered. Intersections of E - 1 half spaces are among the classes (reflect a point "
          "inside in each facet), so that for D >= 4 the logarithm in D E log E is real, by a lower bound of Csikos, "
          "Mustafa and Kupavskii (JMLR 2019, as remembered).",
    given=(constants, free),
    claims=(
        Claim("lower", LOWER, vc >= D * (E - 1) + 1, status="derived", where=(D >= 2,),
              proof="Half spaces near the tangent plane cut off any points of a cluster and nothing else; their "
                    "experts answer with the other label than the origin's."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def clusters(D, E):
    return FreePrototypes(D, E)


@dataclass(frozen=True)
class OneSign:
    """Mixtures of E experts that are the constant 1."""

    D: int
    E: int
    constant = False

    def vc_dimension(self):
        return 0


def on_a_grid(D, G):
    """Prototypes fixed at the centres of G^D cells."""
    return Case(FixedPrototypes(D, G), {"E": G**D})


THEOREM = STATEMENT.supported_by(
    instances("lower", clusters, D=(2, 3), E=(1, 2, 3, 4), only=lambda D, E: D * (E - 1) < 8,
              full={"D": (2, 3, 4, 5), "E": range(1, 7)}),
    attained("lower", clusters, name="attained by two experts", D=(2, 3, 4, 5), E=(1, 2)),
    too_strong("lower", vc >= D * (E - 1) + 2, clusters, D=(2, 3), E=2),
    fails_without(constants, "lower", OneSign, D=2, E=2),
    fails_without(free, "lower", on_a_grid, D=(2, 3), G=2),
)  # fmt: skip
