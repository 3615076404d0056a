"""Proofs of dar2025.learning: the samples in a cell counted, and the place where a derivative vanishes.

What the premises speak of is measured where all sets of samples can be gone through.
"""

from boundkit.theorems.dar2025.learning import C, P, V, a, best, c, d, distance, error, i, j, m, mean, n, s2, training
from sympy import Eq, Le, Lt, Sum, binomial, exp, log

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural, real
from boundkit.measures.finite_learning import Learning
from boundkit.proofs import HOLE, Fact, algebra, apply, chain, eq, premise, substitute, summed, termwise, unknown

k = natural("k", "samples in a cell, or none", least=0, at_most=n)
y, z = real("y", "a number"), real("z", "a number")


def learning_of(thing, cell):
    """The finite setting that an object is, or is a cell of, and the cell; None for another, or another cell."""
    found, place = getattr(thing, "learning", thing), int(cell) - 1
    return (found, place) if isinstance(found, Learning) and place < len(found.cells) else None


def chance(thing, cell, number):
    found = learning_of(thing, cell)
    return found and found[0].chance(found[1], int(number))


def expected(of):
    """The expectation of what ``of(learning, cell, outcome)`` gives, for this number of samples in a cell."""

    def measure(thing, cell, number=0):
        found = learning_of(thing, cell)
        return found and found[0].mean(found[1], lambda outcome: of(*found, outcome), int(number))

    return measure


@expected
def squared(learning, cell, outcome):
    return (outcome.constants.get(cell, learning.outside) - learning.cells[cell][1]) ** 2


@expected
def residual(learning, cell, outcome):
    return outcome.missed[cell]


@expected
def constant(learning, cell, outcome):
    return outcome.constants[cell]


def variance(thing, cell):
    found = learning_of(thing, cell)
    return found and found[0].cells[found[1]][2]


def filled(thing, cell):
    found = learning_of(thing, cell)
    return found and 1 - found[0].chance(found[1], 0)


w = unknown("w", "probability of k samples in cell i", of=(i, k), measure=chance)
q = unknown("q", "probability that cell i is not empty", of=(i,), measure=filled)


def of_some(fact: Fact) -> Fact:
    """A fact of k samples for j of them, of which there are some."""
    return substitute(fact, {k: j}, by=(algebra(Le(j, n)), algebra(Le(0, j, evaluate=False))))


class Distances:
    """What both proofs of squared distances start from, in one cell or in ``every`` cell."""

    def __init__(self, *every) -> None:
        self.t = unknown("t", "mean squared distance of the constant from C(i), given j samples in the cell", of=(i, j),
                         measure=squared)  # fmt: skip
        self.u = unknown("u", "squared distance of the constant from C(i) where the cell is empty", of=(i,),
                         measure=squared)  # fmt: skip
        self.law = premise("the segmentation is fixed, so the number of samples in cell i is binomial",
                           Eq(w(i, k), binomial(n, k) * P**k * (1 - P) ** (n - k)), for_all=(*every, k))  # fmt: skip
        self.mean = premise("the mean of j independent samples is unbiased, and its variance is V(i)/j",
                            Eq(self.t(i, j), V / j), for_all=(*every, j))  # fmt: skip
        self.empty = premise("the constant is a where there is no sample", Eq(self.u(i), (C - a) ** 2), for_all=every)

    @property
    def whole(self):
        """The expected squared distance, over all numbers of samples."""
        return Sum(w(i, j) * self.t(i, j), (j, 1, n)) + self.u(i) * w(i, 0)

    def summed(self) -> Fact:
        """The same as a formula of P, V, C and a."""
        u, mean, empty = self.u, self.mean, self.empty
        none = substitute(self.law, {k: 0})
        given = chain(apply(w(i, j) * HOLE, mean), apply(HOLE * V / j, of_some(self.law), by=(mean,)))
        learnt = termwise(given, j, 1, n)
        one = substitute(mean, {j: 1})
        total = Sum(binomial(n, j) * P**j * (1 - P) ** (n - j) * V / j, (j, 1, n))
        return chain(
            apply(HOLE + u(i) * w(i, 0), learnt, by=(one, none, empty)),
            apply(total + HOLE * w(i, 0), empty, by=(one, learnt, none)),
            apply(total + (C - a) ** 2 * HOLE, none, by=(one, learnt, empty)),
        )


@proof("test_error")
def by_samples_in_the_cell() -> Fact:
    cell = Distances(i)
    cells = premise(
        "a test point is in cell i with probability P(i), and errs there by V(i) and the squared distance from C(i)",
        Eq(error, Sum(P * (V + cell.whole), (i, 1, m))),
    )
    known = substitute(cell.mean, {j: 1}), substitute(cell.law, {k: 0}), cell.empty
    return chain(cells, termwise(apply(P * (V + HOLE), cell.summed(), by=known), i, 1, m))


@proof("in_a_cell")
def over_the_numbers() -> Fact:
    cell = Distances()
    return chain(premise("the squared distance is averaged over the number of samples", Eq(distance, cell.whole)),
                 cell.summed())  # fmt: skip


@proof("unbiased")
def each_sample_has_the_mean() -> Fact:
    g = unknown("g", "expected constant of cell i, given j samples in it", of=(i, j), measure=constant)
    some = premise("cell i may be hit", Lt(0, q(i)))
    numbers = premise("a cell that is not empty has 1 .. n samples", Eq(q(i), Sum(w(i, j), (j, 1, n))))
    over = premise("the constant of a cell that is not empty is averaged over the number of samples",
                   Eq(mean * q(i), Sum(w(i, j) * g(i, j), (j, 1, n))))  # fmt: skip
    each = premise("the segmentation is fixed, so each of j samples has the mean C(i)", Eq(g(i, j), C), for_all=(j,))
    one = substitute(each, {j: 1})
    constants = summed(apply(w(i, j) * HOLE, each, by=(numbers,)), j, n, by=(one,))
    by_chance = chain(over, constants, apply(C * HOLE, numbers, by=(one,)))
    return apply(HOLE / q(i), by_chance, by=(some,))


@proof("training_error")
def residuals_of_the_samples() -> Fact:
    r = unknown("r", "expected squared error on the j samples in cell i", of=(i, j), measure=residual)
    over = premise("the error on the samples is averaged over the number of samples in each cell",
                   Eq(training, Sum(Sum(w(i, j) * r(i, j), (j, 1, n)) / n, (i, 1, m))))  # fmt: skip
    each = premise("j independent samples lie V(i) (j - 1) from their mean in all, squared",
                   Eq(r(i, j), V * (j - 1)), for_all=(i, j))  # fmt: skip
    some = premise("a cell that is not empty has 1 .. n samples", Eq(q(i), Sum(w(i, j), (j, 1, n))), for_all=(i,))
    none = premise("the segmentation is fixed, so cell i is empty with probability (1 - P(i))^n",
                   Eq(q(i), 1 - (1 - P) ** n), for_all=(i,))  # fmt: skip
    number = premise("cell i gets n P(i) samples in the mean", Eq(Sum(j * w(i, j), (j, 1, n)), n * P), for_all=(i,))
    v = unknown("v", "variance of y in cell i", of=(i,), measure=variance)
    one = premise("V(i) is the variance of y in cell i", Eq(v(i), V), for_all=(i,))
    apart = substitute(algebra(eq(z * y * (j - 1), y * j * z - y * z)), {z: w(i, j), y: V}, by=(each, one))
    in_cell = summed(chain(apply(w(i, j) * HOLE, each, by=(some,)), apart), j, n, by=(one,))
    whole = algebra(eq(y * (n * z) - y * (1 - (1 - z) ** n), n * y * (z - (1 - (1 - z) ** n) / n)))
    closed = chain(
        in_cell,
        apply(V * HOLE - V * Sum(w(i, j), (j, 1, n)), number, by=(some, one)),
        apply(V * n * P - V * HOLE, chain(some, none), by=(one, number)),
        substitute(whole, {y: V, z: P}, by=(one, number, none)),
    )
    return chain(over, termwise(apply(HOLE / n, closed), i, 1, m))


@proof("optimal_experts")
def vanishing_derivative() -> Fact:
    l = unknown("l", "log of the number of experts of least sum")  # noqa: E741
    there = premise("the sum grows at both ends of the numbers m > 0", Eq(best, exp(l)))
    slope = premise(
        "s2 + c e^(-2 l/d) + s2 e^l/n is convex in l, and least where its derivative vanishes",
        Eq(s2 * exp(l) / n, 2 * c / d * exp(-2 * l / d)),
    )
    logarithms = apply(log(HOLE * n / s2 * exp(2 * l / d)) * d / (d + 2), slope)
    whole = algebra(Eq(z, log(exp(z) * exp(2 * z / d)) * d / (d + 2), evaluate=False))
    ratio = 2 * c * n / (d * s2)
    power = algebra(Eq(exp(log(ratio) * d / (d + 2)), ratio ** (d / (d + 2)), evaluate=False))
    return chain(there, apply(exp(HOLE), chain(substitute(whole, {z: l}), logarithms)), power)
