"""Proofs of classical.network_growth: layer by layer, then the weighted mean of all factors."""

from functools import cache

from boundkit.theorems.classical import log_solve_proofs as solving
from boundkit.theorems.classical import sign_patterns
from boundkit.theorems.classical.montufar_upper_proofs import l, product_of_layers, q
from boundkit.theorems.classical.network_growth import (
    STATEMENT,
    TWO_E,
    D,
    J,
    N,
    R,
    W,
    W_bar,
    W_last,
    factor,
    growth,
    parameters_up_to,
    signs,
    vc,
)
from sympy import Eq, Expr, Lt, Max, Product, S, exp, sympify

from boundkit.evidence import proof
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import natural, positive
from boundkit.proofs import (
    HOLE,
    Fact,
    add,
    algebra,
    apply,
    assume,
    cases,
    chain,
    content,
    cut,
    induction,
    le,
    lemma,
    other,
    premise,
    substitute,
    times,
    unfold,
    unknown,
)
from boundkit.proofs.extremes import below_max

b, c, p = positive("b", "one of the factors"), positive("c", "their mean"), positive("p", "its exponent")


# weighted means ---------------------------------------------------------------------------------------------------


def below_mean() -> Fact:
    """b^p <= c^p exp(p b/c - p): the logarithm lies below its tangent at c."""
    return algebra(b**p <= c**p * exp(p * b / c - p))


def factor_below_mean(layer: Expr, units: Expr, parameters: Expr, constant: Expr = TWO_E) -> Fact:
    """2 (2 e N i k/w)^w <= 2 c^w exp(2 e N i k/c - w), or with another constant than 2 e."""
    some = algebra(le(1, parameters))
    return times(substitute(below_mean(), {b: constant * N * layer * units / parameters, p: parameters}, by=[some]), 2)


@cache
def hidden_below_mean(constant: Expr = TWO_E) -> Fact:
    """The factors of the layers 1, .., q."""
    one = factor_below_mean(l, W, parameters_up_to(l), constant)
    term = content(one).relation.small

    def together(n: Expr) -> Expr:
        parameters = n * W * (D + 1) + W * (W + 1) * n * (n - 1) / 2
        return 2**n * c**parameters * exp(constant * N * W * n * (n + 1) / 2 / c - parameters)

    claim = le(Product(term, (l, 1, q)), together(q))
    step = chain(
        unfold(Product(term, (l, 1, q + 1)), "last"),
        apply(HOLE * term.xreplace({l: q + 1}), assume(claim)),
        apply(together(q) * HOLE, substitute(one, {l: q + 1})),
    )
    return induction(q, claim, unfold(Product(term, (l, 1, S.Zero)), "empty"), step)


@cache
def growth_below_mean(depth: Expr, constant: Expr = TWO_E) -> Fact:
    """The growth bound of so many hidden layers is at most 2^(J+1) c^W_bar exp(2 e N R/c - W_bar), for every c > 0."""
    layers = substitute(hidden_below_mean(constant), {q: depth})
    output = factor_below_mean(depth + 1, S.One, expand(W_last).xreplace({J: depth}), constant)
    together = chain(
        apply(HOLE * content(output).relation.small, layers), apply(content(layers).relation.large * HOLE, output)
    )
    return written(together, 2 ** (J + 1) * c**W_bar * exp(constant * N * R / c - W_bar), depth)


def written(fact: Fact, large: Expr, depth: Expr = J) -> Fact:
    """A fact whose greater side is written as a formula that is the same, at a number of hidden layers."""
    formula = expand(large).xreplace({J: depth})
    return chain(fact, algebra(Eq(formula, formula, evaluate=False)))


def at_all_depths(small: object, large: object) -> Fact:
    """An inequality without hidden layer and with some, by algebra."""
    sides = [expand(sympify(side)) for side in (small, large)]
    ends = (algebra(le(*(side.xreplace({J: depth}) for side in sides))) for depth in (S.Zero, J + 1))
    return induction(J, le(*sides), *ends)


# numbers of points ------------------------------------------------------------------------------------------------


def growth_at_mean() -> Fact:
    """The growth bound is at most 2^(J+1) (2 e N R/W_bar)^W_bar."""
    mean = N * TWO_E * R / W_bar
    some = [chain(algebra(le(1, J + 1)), at_all_depths(J + 1, W_bar)), algebra(le(1, expand(R)))]

    def at(depth: Expr) -> Fact:
        shallower = [substitute(each, {J: depth}) for each in some]
        return substitute(growth_below_mean(depth), {c: expand(mean).xreplace({J: depth})}, by=shallower)

    return induction(J, le(expand(growth(N)), expand(2 ** (J + 1) * mean**W_bar)), at(S.Zero), at(J + 1))


def solved_for(T: Expr, least: Fact, all_labels: Fact, base: Fact, exponent: Fact) -> Fact:
    """T <= f + p log2(2 s log2 s), from 2^T <= 2^f (T s/p)^p for T above what is <= p; 16 <= s and f <= p."""
    (_, _, r), (f, _, w) = content(base).relation, content(exponent).relation
    some = chain(algebra(le(1, f)), exponent)
    put = {solving.s: r, solving.p: w, solving.f: f}
    beyond = substitute(solving.solved(), {**put, solving.a: T}, by=[base, some])
    few = chain(assume(le(T, content(least).relation.small)), least,
                substitute(solving.above_the_exponent(), put, by=[base, some]))  # fmt: skip
    return cases(few, cut(beyond, all_labels, exponent))


def labels_beyond(T: Expr, least: Expr, shattered: Fact) -> Fact:
    """2^T <= G where T > least, from (T - least) 2^T <= (T - least) G."""
    more = add(
        assume(Lt(expand(least), T, evaluate=False)), algebra(Eq(-expand(least), -expand(least), evaluate=False))
    )
    return times(shattered, 1 / (T - expand(least)), by=[more])


def no_less(greater: Fact, first: Expr, second: Expr) -> Fact:
    """first <= T, from T = max(first, second)."""
    return chain(below_max(first, second, greater), greater)


def base_of_units() -> Fact:
    """16 <= 2 e R where J W >= 2: with no layer there would be no unit, with some 4 <= 2 (J + 1) <= R."""
    units = assume(le(2, J * W))
    none = chain(times(chain(units, apply(HOLE * W, assume(le(J, 0)))), 8), algebra(le(0, expand(TWO_E * R))))
    several = chain(apply(2 * HOLE + 2, assume(le(1, J))), apply(HOLE * (J + 1) / 2 + J + 1, units))
    return cases(none, chain(algebra(le(16, 4 * TWO_E)), times(several, TWO_E)))


@proof("growth", assuming=("classical.sign_patterns:upper",))
def signs_layer_by_layer() -> Fact:
    c = unknown("c", "sign patterns of the units of the first q layers on the points", of=(q,), whole=True, at_least=0)
    z = unknown("z", "sign patterns of the units of layer l, as polynomials of the parameters", of=(l,), at_least=0)
    y = unknown("y", "sign patterns of the output, as a polynomial of the parameters", at_least=0)
    none = premise("no unit has one sign pattern", c(0) <= 1)
    layer = "while the units below keep their signs, layer l is N W polynomials of degree l in W_l parameters"
    output = premise("and the output is N polynomials of degree J + 1 in all parameters", signs <= c(J) * y)
    n = unknown("n", "points", whole=True, at_least=1, measure=lambda networks: len(networks.points))
    enough = chain(premise("there are at least W_1 + .. + W_(J+1) points", W_bar <= n), premise("they are N", Eq(n, N)))
    below = natural("l", "hidden layer", at_most=J)
    wide = algebra(le(D + 1 + (below - 1) * (W + 1), J * W * (D + 1)))
    few = times(chain(wide, at_all_depths(J * W * (D + 1), W_bar), enough), W)
    hidden = lemma(sign_patterns.THEOREM, "upper", other("these polynomials of layer l", z(below)),
                   m=N * W, q=below, p=parameters_up_to(below), for_all=(below,), by=[few])  # fmt: skip
    layers = product_of_layers(c, z, none, layer, hidden, J, below)
    some = [at_all_depths(1, W_last), chain(at_all_depths(W_last, W_bar), enough)]
    last = lemma(sign_patterns.THEOREM, "upper", other("these polynomials of the output", y),
                 m=N, q=J + 1, p=W_last, by=some)  # fmt: skip
    factors = Product(factor(N, below, W, parameters_up_to(below), TWO_E), (below, 1, J))
    return chain(output, times(layers, y), apply(factors * HOLE, last))


@proof("vc", assuming=("growth",))
def shattered_points() -> Fact:
    T = unknown("T", "points, as many as V or W_bar, whichever is greater", whole=True, at_least=1)
    Y = unknown("Y", "sign patterns on T points, shattered ones where V = T", whole=True, at_least=1)
    greater = premise("T is the greater of V and W_bar", Eq(T, Max(vc, W_bar)))
    shattered = premise("where T exceeds W_bar, it is V, and all labellings of the points are among the sign patterns",
                        (T - W_bar) * 2**T <= (T - W_bar) * Y)  # fmt: skip
    patterns = lemma(STATEMENT, "growth", other("the networks on T points", Y), D=D, J=J, W=W, N=T)
    exponent = at_all_depths(J + 1, W_bar)
    all_labels = chain(labels_beyond(T, W_bar, shattered), patterns, substitute(growth_at_mean(), {N: T}))
    itself = algebra(le(expand(W_bar), expand(W_bar)))
    return chain(no_less(greater, vc, W_bar), solved_for(T, itself, all_labels, base_of_units(), exponent))


# steps of parts of claims -------------------------------------------------------------------------------------------

beyond_first = natural("j", "hidden layers beyond the first", least=0)


def both_depths(expression):
    """The expression at J = 0 and at J = 1 + j, abbreviations written out."""
    expression = expand(expression)
    return expression.subs(J, 0), expression.xreplace({J: 1 + beyond_first}).doit()
