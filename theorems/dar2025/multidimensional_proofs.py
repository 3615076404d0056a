"""Proofs of dar2025.multidimensional: Taylor, Minkowski's inequality, eigenvalues below the trace."""

from boundkit.theorems.dar2025.multidimensional import STATEMENT, B, H, K, e, gap, r
from sympy import Expr, Le, sqrt

from boundkit.evidence import proof
from boundkit.proofs import HOLE, Fact, apply, chain, lemma, premise, unknown


@proof("leading")
def taylor_and_minkowski() -> Fact:
    q = unknown("q", "integral of the squares of the remainders beta - beta(x_i) - grad (x - x_i)", at_least=0)
    distance = premise("beta less its mean on a cell is grad (x - x_i), and the remainder less its mean (Minkowski)",
                       gap <= sqrt(q))  # fmt: skip
    small = premise("a remainder is at most H |x - x_i|^2/2 (Taylor), and the cells have the volume 1 together",
                    q <= (H * r / 2) ** 2)  # fmt: skip
    return chain(distance, apply(sqrt(HOLE), small))


def below(bound: Expr, *steps: Fact) -> Fact:
    """The error, from the leading sum that the steps lead to the bound."""
    root = premise("gap is the distance of the roots", e <= (sqrt(sum_of_cells) + gap) ** 2)
    distance = premise("a distance is not negative", Le(0, gap))
    near = apply((sqrt(sum_of_cells) + HOLE) ** 2, lemma(STATEMENT, "leading"), by=(distance,))
    return chain(root, near, apply((sqrt(HOLE) + H * r / 2) ** 2, chain(*steps)))


sum_of_cells = unknown("S", "sum of grad^T S grad over the cells", at_least=0, measure=lambda thing: thing.leading)


def largest_eigenvalue() -> Fact:
    return premise("grad^T S grad is at most |grad|^2 lambda_max(S)", sum_of_cells <= K)


@proof("sharpened", assuming=("leading",))
def by_the_largest_eigenvalue() -> Fact:
    return below(K, largest_eigenvalue())


@proof("published", assuming=("leading",))
def by_the_trace() -> Fact:
    return below(B, premise("grad^T S grad is at most |grad|^2 times the trace of S", sum_of_cells <= B))
