"""Proof of the bound of classical.kuhn_c2 from the second moment of the vertices of a simplex."""

from boundkit.theorems.classical.kuhn_c2 import D, M, error, h
from flint import fmpq, fmpq_mat
from sympy import Sum

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural, real
from boundkit.measures.supnorm import critical_values
from boundkit.proofs import Fact, algebra, chain, premise, substitute, termwise, times, unknown
from boundkit.proofs.sums import equal_terms, n, t

i = natural("i", "coordinates")
u = real("u", "coordinate")


def largest_second_moment(fit):
    """Over the simplices of the grid, exactly: there the mean of |v|^2 is affine and |x|^2 is taken away."""

    def square(place):
        return sum((entry**2 for entry in place), fmpq(0))

    return max(
        value
        for simplex in fit.mesh
        for value in critical_values(lambda place: -square(place), simplex, lambda vertex: -square(vertex))
    )


def circumcentre(fit, index):
    """Coordinate i of the point of the first grid simplex that is equally far from its vertices, in its grid cube.

    The mean of |v - x|^2 is R^2 - |x - centre|^2, and the centre lies in the simplex.
    """
    corner, *others = fit.mesh[0]
    if index > len(corner):
        return None
    rows = fmpq_mat([[2 * (a - b) for a, b in zip(vertex, corner, strict=True)] for vertex in others])
    squares = [[sum((a**2 - b**2 for a, b in zip(vertex, corner, strict=True)), fmpq(0))] for vertex in others]
    axis = int(index) - 1
    return (rows.solve(fmpq_mat(squares))[axis, 0] - corner[axis]) / (others[-1][axis] - corner[axis])


@proof("upper")
def second_moment_of_the_vertices() -> Fact:
    m = unknown("m", "largest mean of |v - x|^2 over the vertices v of a grid simplex, x in it being the mean of v",
                measure=largest_second_moment)  # fmt: skip
    y = unknown("y", "coordinate i of that x, from the lowest corner of its grid cube in units of h", of=(i,),
                measure=circumcentre)  # fmt: skip
    taylor = premise(
        "f(v) - f(x) is the gradient at x times v - x, of mean 0, and no more than M |v - x|^2 / 2 besides",
        error <= M / 2 * m,
    )  # fmt: skip
    weights = premise(
        "coordinate i of a vertex is that of the highest corner with weight y_i, of the lowest with 1 - y_i",
        m <= Sum(y(i) * (h * (1 - y(i))) ** 2 + (1 - y(i)) * (h * y(i)) ** 2, (i, 1, D)),
    )  # fmt: skip
    one = algebra(u * (h * (1 - u)) ** 2 + (1 - u) * (h * u) ** 2 <= h**2 / 4)
    whole = chain(termwise(substitute(one, {u: y(i)}), i, 1, D), substitute(equal_terms(), {n: D, t: h**2 / 4}))
    return chain(taylor, times(chain(weights, whole), M / 2))
