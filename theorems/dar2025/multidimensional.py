"""Constants on many cells of the cube: three bounds of the test error, and what the published remainder must be.

(dar2025, Theorem 5.1 and Corollary 5.3, from a third party's transcription; the explicit forms are ours.)  To leading
order a cell with the second moments S about its centre adds g^T S g, g the gradient of beta there. The published bound
has |g|^2 trace S instead: d times as much for cubes. Read literally, its remainder o(V_max^(1+2/d)) is false.
"""

from dataclasses import dataclass

from flint import arb, ctx, fmpq
from sympy import Eq, Integral, Rational, exp, log, sqrt, sympify

from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, certified, derives, fails_without, identity, instances, too_strong
from boundkit.measures.box_cells import BoxCells
from boundkit.statements import (
    EXACT,
    UPPER,
    Claim,
    Theorem,
    cite,
    function,
    hypothesis,
    natural,
    positive,
    quantity,
    real,  # fmt: skip
)
from boundkit.verdict import Verdict

d = natural("d", "dimension of the inputs")
m = natural("m", "cells")
v = positive("v", "volume of the largest cell")
eta = positive("eta", "a number as small as you like, once the cells are small")
H = real("H", "bound of the operator norm of the second derivative of beta", least=0)
r = real("r", "square of the largest distance of a point from the centre of its cell", least=0)
B = real("B", "published sum of d |grad beta|^2 M(A) V(A)^(1+2/d) over the cells, d M V^(1+2/d) = trace S", least=0)
K = real("K", "sum of |grad beta|^2 lambda_max(S) over the cells", least=0)
M = positive("M", "normalised second moment of the cells, 1/12 for cubes")
u = real("u", "fraction of the cube", least=0, at_most=1)
w = function("w", "quantile function of |grad beta|^2 p on the cube", of=u, nonnegative=True)
best_constant = d * M * Integral(w ** (d / (d + 2)), (u, 0, 1)) ** ((d + 2) / d)
e = quantity("e", "test error minus the variance s2 of the noise", measure=lambda thing: thing.excess)
over = quantity("over", "test error, minus s2, minus the published sum", measure=lambda t: t.excess - t.published)
gap = quantity("gap", "|sqrt(test error - s2) - sqrt(sum of grad^T S grad)|", measure=lambda thing: thing.gap)
ratio = quantity("ratio", "published sum over the sum of grad^T S grad", measure=lambda t: t.published / t.leading)
const = quantity("const", "least over point densities l of d M times the integral of w l^(-2/d)",
                 measure=lambda thing: thing.constant)  # fmt: skip


@hypothesis("x is uniform on the cube")
def uniform(thing):
    return isinstance(thing, BoxCells | Skewed)


@hypothesis("constants are the means of beta on their cells")
def means(thing):
    return isinstance(thing, BoxCells)


STATEMENT = Theorem(
    id="dar2025.multidimensional",
    title="High-rate segmentation of the cube into constant experts",
    source=cite("dar2025", "Theorem 5.1 and Corollary 5.3", "summary", "a third party"),
    notes="With the remainder o(max diameter^2) the published bound holds; published is an explicit form of it for "
          "beta with bounded second derivatives and uniform x.",
    given=(uniform, means),
    claims=(
        Claim("published_literal", UPPER, over <= eta * v ** (1 + 2 / d), status="published",
              proof="Needles h x h^3 refute it: their diameter is h, whatever their volume is."),
        Claim("published", UPPER, e <= (sqrt(B) + H * r / 2) ** 2,
              proof="sharpened, since lambda_max(S) is at most the trace of S."),
        Claim("leading", UPPER, gap <= H * r / 2,
              proof="Taylor at the centres: beta - g (x - x_i) is at most H r/2; then Minkowski's inequality."),
        Claim("sharpened", UPPER, e <= (sqrt(K) + H * r / 2) ** 2, status="derived",
              proof="leading, and g^T S g is at most |g|^2 lambda_max(S)."),
        Claim("cubes", EXACT, Eq(ratio, d), status="derived", on="cubes", given=(uniform,),
              proof="All second moments of a cube are equal, so its trace is d times each."),
        Claim("slabs", EXACT, Eq(e, 1 / (12 * m**2)), status="derived", on="beta = x_1, m slabs across its gradient",
              proof="The line, in every dimension: m^(-2/d) is a property of round cells, not of the problem."),
        Claim("optimised", EXACT, Eq(const, best_constant), given=(),
              on="congruent shapes of cells", proof="y^(-a) >= 1 + a - a y, a = 2/d, at y = density over the best."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------

LINE = {(1, 0): 1}
SQUARE = {(2, 0): 1}
ROUND = {(2, 0): 1, (0, 2): 1}
SADDLE = {(1, 1): 1}
CURVATURE = ((LINE, 0), (SQUARE, 2), (ROUND, 2), (SADDLE, 1), ({(2, 0, 0): 1, (0, 1, 1): "1/2", (0, 0, 1): 3}, 2))


def values_of(cells, H=0):
    with ctx.workprec(192):
        return Case(cells, {"d": cells.d, "v": cells.volume, "r": cells.reach, "B": cells.published,
                            "K": cells.sharpened, "H": H})  # fmt: skip


def boxes(beta, counts):
    terms, H = beta
    return values_of(BoxCells.of(terms, counts), H)


def fits(beta, counts):
    return len(next(iter(beta[0]))) == len(counts)


def needles(G, eta):
    """x_1^2 on cells of the sides 1/G and 1/G^3."""
    return values_of(BoxCells.of(SQUARE, (G, G**3)), 2)


def slabs(d, m):
    return BoxCells.of({tuple(int(axis == 0) for axis in range(d)): 1}, (m, *[1] * (d - 1)))


def affine_on_cubes(d, G):
    return BoxCells.of({tuple(int(axis == other) for other in range(d)): axis + 1 for axis in range(d)}, (G,) * d)


@dataclass(frozen=True)
class Skewed:
    """Cells whose constants are off by a number."""

    cells: BoxCells
    by: fmpq

    @property
    def excess(self):
        return self.cells.excess + self.by**2

    @property
    def gap(self):
        with ctx.workprec(192):
            return abs(arb(self.excess).sqrt() - arb(self.cells.leading).sqrt())


def moved_constants(by):
    cells = BoxCells.of(LINE, (2, 2))
    return Case(Skewed(cells, rational(by)), values_of(cells).values)


@dataclass(frozen=True)
class Blocks:
    """Bounds of the least constant for w = height u^power, from N blocks of u on which w is nearly constant."""

    d: int
    M: fmpq
    height: fmpq
    power: int
    N: int

    @property
    def constant(self):
        if not self.power:
            return self.d * self.M * self.height
        with ctx.workprec(192):
            share = arb(fmpq(self.d, self.d + 2))
            values = (self.height * fmpq(place, self.N) ** self.power for place in range(self.N + 1))
            ends = [arb(value) ** share if value else arb(0) for value in values]
            low, high = (self.d * self.M * (sum(part, arb(0)) / self.N) ** arb(fmpq(self.d + 2, self.d))
                         for part in (ends[:-1], ends[1:]))  # fmt: skip
            return low.union(high)


def steep(d, M, height, power, N):
    return Case(Blocks(d, rational(M), rational(height), power, N), {"w": f"({height})*u**{power}"})


# evidence ---------------------------------------------------------------------------------------------------------

COUNTS = ((1, 1), (2, 2), (3, 5), (8, 8), (2, 32), (1, 1, 1), (3, 3, 3), (2, 4, 6))


CELLS = {"beta": CURVATURE, "counts": COUNTS, "only": fits}


def optimal_density(claim):
    a, y, b = positive("a", "2/d"), positive("y", "density over the best"), real("b", "any number")
    yield certified("1 + b <= exp(b), at b = -a log y: y^(-a) >= 1 - a log y", 1 + b <= exp(b))
    yield certified("log y <= y - 1, so y^(-a) >= 1 + a - a y, whose integral is 1", log(y) <= y - 1)
    yield identity("at the best density the tangent touches", 1 ** (-a), 1 + a - a)
    line = claim.expression.xreplace({d: sympify(1), M: Rational(1, 12)}).doit()
    yield identity("at d = 1, M = 1/12 it is the formula of dar2025.one_dimensional, w = beta'^2 p",
                   line, Integral(w ** Rational(1, 3), (u, 0, 1)) ** 3 / 12)  # fmt: skip


of_optimal_density = derives("optimised", optimal_density, scope="the pointwise tangent, and d = 1")

THEOREM = STATEMENT.supported_by(
    instances("published_literal", needles, expects=Verdict.REFUTED, G=(6, 8), eta=(1, "1/2")),
    instances("published", boxes, name="boxes below the published bound", **CELLS),
    instances("published", needles, name="needles below the published bound", G=(5, 6), eta=1),
    too_strong("published", e <= B, needles, G=5, eta=1),
    fails_without(means, "published", moved_constants, name="moved constants above the published bound", by="1"),
    instances("leading", boxes, name="boxes beside the leading sum", **CELLS),
    instances("leading", needles, name="needles beside the leading sum", G=(5, 6), eta=1),
    too_strong("leading", gap <= H * r / 80, boxes, beta=(CURVATURE[2],), counts=((1, 1),)),
    fails_without(means, "leading", moved_constants, by="1"),
    instances("sharpened", boxes, name="boxes below the sharpened bound",
              **{**CELLS, "beta": CURVATURE[1:]}),
    too_strong("sharpened", e <= K, boxes, beta=(CURVATURE[2],), counts=((4, 4),)),
    fails_without(means, "sharpened", moved_constants, name="moved constants above the sharpened bound", by="1"),
    instances("cubes", affine_on_cubes, d=(1, 2, 3, 4), G=(1, 2, 3)),
    too_strong("cubes", Eq(ratio, 1), affine_on_cubes, d=2, G=2),
    instances("slabs", slabs, d=(1, 2, 3), m=(1, 2, 7, 64)),
    too_strong("slabs", Eq(e, 1 / (12 * m ** (2 / d))), slabs, d=2, m=4),
    instances("optimised", steep, d=(1, 2, 5), M=("1/12", "1/7"), height=(1, 3), power=0, N=1),
    too_strong("optimised", Eq(const, d * M * Integral(w, (u, 0, 1))), steep, d=2, M="1/12", height=1, power=2, N=64),
    too_strong("optimised", Eq(const, Rational(99, 100) * best_constant), steep, d=2, M="1/12", height=1, power=2,
               N=512),
    of_optimal_density,
)  # fmt: skip
