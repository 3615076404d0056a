"""Networks with one hidden layer of W units shatter 2 D floor(W/3) points in general position in R^D.  (ours)

Cut the smaller class into groups of D points, and put on a hyperplane through each group, and through no other point,
a bump of three units.
"""

from dataclasses import dataclass
from random import Random

from sympy import Eq, floor

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import in_general_position, matrix, rational
from boundkit.constructions.bumps import Bumps, moment_curve
from boundkit.evidence import fails_without, instances, too_strong
from boundkit.measures.certificates import shattered_at_once
from boundkit.measures.growth import unrealised
from boundkit.statements import LOWER, Claim, Theorem, cite, hypothesis, natural, quantity
from boundkit.statements.shape import J
from boundkit.verdict import Verdict

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PointSet:
    """Points in R^D for networks with W units; of their labellings ``tried`` are drawn, or all taken for None."""

    points: tuple
    D: int
    W: int
    tried: int | None = None

    def witness(self):
        return {"W": self.W, "points": [list(map(str, point)) for point in self.points]}


def shattered_together(point_set):
    """How many of the points are shattered together, from both sides.

    All of them when a network realises each labelling, verified exactly. On a line at most W + 2: there a network is
    affine on W + 1 intervals or fewer and changes sign once on each.
    """
    count = len(point_set.points)
    on_line = count < 3 or matrix([[1, *point] for point in point_set.points]).rank() <= 2
    return Enclosure(
        rational(count) if bumps_shatter(point_set) else None,
        rational(min(count, point_set.W + 2)) if on_line else None,
        rigorous=point_set.tried is None,
    )


D = natural("D", "dimension of the space")
W = natural("W", "units of the hidden layer")
n = quantity("n", "points that networks with W units shatter together", measure=shattered_together,
             certificate=lambda these: by_bumps(these))  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("no D + 1 of the points lie on a hyperplane")
def general(point_set):
    return in_general_position(point_set.points)


@hypothesis("there are at least 2 D floor(W/3) points, for networks of one hidden layer", shape=(Eq(J, 1),))
def enough(point_set, at):
    return len(point_set.points) >= 2 * at["D"] * (at["W"] // 3)


STATEMENT = Theorem(
    id="classical.bump_shattering",
    title="One hidden layer of W units shatters 2 D floor(W/3) points",
    source=cite("boundkit", "own proof"),
    given=(general, enough),
    claims=(
        Claim("lower", LOWER, n >= 2 * D * floor(W / 3),
              proof="The sum over groups of max(0, delta - |h|) / delta, less 1/2, is 1/2 or more on the smaller class "
                    "and -1/2 off it."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def bumps_shatter(point_set):
    points, D, W = point_set.points, point_set.D, point_set.W
    if len(points) > 2 * D * (W // 3) or not in_general_position(points):
        return False
    draw = Random(0)
    drawn = point_set.tried and [tuple(draw.random() < 0.5 for _ in points) for _ in range(point_set.tried)]
    return unrealised(points, Bumps(D, W, points).member, drawn) is None


def by_bumps(point_set):
    """The points and the networks that shatter them, for a certificate."""
    points, D, W = point_set.points, point_set.D, point_set.W
    return shattered_at_once(points, Bumps(D, W, points).member) if bumps_shatter(point_set) else None


def on_moment_curve(D, W):
    return PointSet(moment_curve(2 * D * (W // 3), D), D, W)


def random_points(D, W, seed):
    draw = Random(f"{D} {W} {seed}")
    count = 2 * D * (W // 3)
    return PointSet(tuple(tuple(rational(draw.randint(-99, 99)) for _ in range(D)) for _ in range(count)), D, W)


def many_points(D, W):
    """Too many labellings to try them all."""
    return PointSet(moment_curve(2 * D * (W // 3), D), D, W, tried=64)


def points_on_a_line(D, W):
    return PointSet(tuple((rational(t), *[rational(0)] * (D - 1)) for t in range(2 * D * (W // 3))), D, W)


def twice_as_many_as_units(D, W):
    return PointSet(moment_curve(2 * D * W, D), D, W)


def too_few_points(D, W):
    return PointSet(moment_curve(2 * D * (W // 3) - 1, D), D, W)


THEOREM = STATEMENT.supported_by(
    instances("lower", on_moment_curve, D=range(1, 6), W=range(1, 13), only=lambda D, W: 2 * D * (W // 3) <= 8,
              full={"D": range(1, 9), "W": range(3, 25)}),
    instances("lower", random_points, D=(2, 3), W=(3, 6), seed=range(3), only=lambda D, W, seed: D * W <= 12),
    instances("lower", on_moment_curve, name="12 and 16 points, every labelling", D=(3,), W=(6,),
              full={"D": (2, 8), "W": (3, 12)}, only=lambda D, W: D * (W // 3) in (6, 8)),
    instances("lower", many_points, expects=Verdict.SUPPORTED, D=(2, 3), W=(12,), full={"W": (12, 15, 24)}),
    too_strong("lower", n >= 2 * D * W, twice_as_many_as_units, D=1, W=(3, 4)),
    fails_without(general, "lower", points_on_a_line, D=(4,), W=(3, 6)),
    fails_without(enough, "lower", too_few_points, D=1, W=(3, 6)),
)  # fmt: skip
