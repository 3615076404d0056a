"""Simplicial interpolation of a twice differentiable function on the Kuhn triangulation.

The grid of mesh h on a cube, each grid cube cut into D! simplices by the order of the coordinates: if the Hessian of
the target has spectral norm at most M, the interpolant errs by at most M D h^2 / 8, and M |x|^2 / 2 attains it.
"""

import sympy
from flint import fmpq
from sympy import Lambda, exp, sin

from boundkit.constructions.kuhn import sup_distance
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.measures.certificates import own
from boundkit.measures.approximation import kuhn_approximation
from boundkit.measures.smoothness import curvature_bound, has_bounded_hessian
from boundkit.measures.targets import inputs
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, positive, quantity, real

# notation ---------------------------------------------------------------------------------------------------------

D = natural("D", "dimension of the cube")
M = real("M", "bound on the spectral norm of the Hessian of the target", least=0)
h = positive("h", "mesh of the grid")
error = quantity("error", "sup norm of target - interpolant on the cube",
                 measure=lambda thing: thing.error, certificate=own)  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("the target is twice differentiable and its Hessian has spectral norm at most M")
def smooth(fit):
    return has_bounded_hessian(fit)


STATEMENT = Theorem(
    id="classical.kuhn_c2",
    title="Kuhn interpolation errs by at most M D h^2 / 8",
    source=cite("waldron1998", "error of linear interpolation on a simplex, from its circumscribed sphere", "memory"),
    given=(smooth,),
    claims=(
        Claim("upper", UPPER, error <= M * D * h**2 / 8,
              proof="The error at x is at most (M/2) times the second moment of the vertices about x, which is "
                    "h^2 sum_i y_i (1 - y_i); equally (M/2)(R^2 - |x - c|^2), the centre c of the cube being the "
                    "circumcentre and R = h sqrt(D)/2."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------

x = sympy.symbols("x1:5", real=True)
CURVES = tuple(Lambda(x[0], f(x[0])) for f in (lambda t: sin(3 * t), exp, lambda t: 1 / (1 + t**2), lambda t: t**3))
SURFACES = tuple(Lambda(x[:2], f) for f in (exp(x[0] + x[1]) / 4, sin(3 * x[0] * x[1]), x[0] ** 2 + x[0] * x[1]))
SOLIDS = tuple(Lambda(x[:3], f) for f in (x[2] * exp(x[0] + x[1]), x[0] * x[1] - x[1] * x[2] + x[2] ** 2))


def interpolated(f, N, M=None):
    """The Kuhn interpolant of f with N cells per axis, as a network; its least known M unless one is given."""
    fit = kuhn_approximation(f, N, M=curvature_bound(f) if M is None else M)
    return Case(fit, {"D": inputs(f), "h": fmpq(1, N), **fit.constants})


def paraboloid(D, N, M):
    """M |x|^2 / 2."""
    return interpolated(Lambda(x[:D], sympy.sympify(M) * sum(t**2 for t in x[:D]) / 2), N)


def kink(D, N, M):
    """|x - (1/3, .., 1/3)|_inf, which has no second derivative at its kinks and none but 0 elsewhere."""
    return interpolated(sup_distance([fmpq(1, 3)] * D), N, M)


def ridge(D, N):
    """(x_1 + .. + x_D)^2 / 2: every entry of the Hessian is 1, its spectral norm is D."""
    return interpolated(Lambda(x[:D], sum(x[:D]) ** 2 / 2), N, M=1)


THEOREM = STATEMENT.supported_by(
    attained("upper", paraboloid, D=(1, 2, 3), N=(1, 2, 3), M="7/3", only=lambda D, N, M: N**D <= 16,
             full={"D": (1, 2, 3, 4), "M": (1, "7/3")}),
    instances("upper", interpolated, name="curves", f=CURVES, N=(1, 2, 5, 16, 64)),
    instances("upper", interpolated, name="surfaces", f=SURFACES, N=(1, 2), full={"N": (1, 2, 4, 8)}),
    instances("upper", interpolated, name="solids", f=SOLIDS, N=1, full={"N": (1, 2, 3)}),
    too_strong("upper", error <= M * D * h**2 / 9, paraboloid, D=(1, 2), N=2, M=1),
    too_strong("upper", error <= M * h**2 / 8, paraboloid, D=2, N=1, M=1),
    too_strong("upper", error <= M * D * h**3 / 8, paraboloid, D=1, N=2, M=1),
    fails_without(smooth, "upper", kink, D=(1, 2), N=(2, 4), M=1),
    fails_without(smooth, "upper", ridge, D=(2, 3), N=(1, 2)),
)  # fmt: skip
