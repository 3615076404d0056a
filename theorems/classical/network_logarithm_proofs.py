"""Facts about the binary logarithm of the growth bound of one network, at numbers of points or shares of them."""

from functools import cache

from boundkit.theorems.classical.montufar_upper_proofs import l, q
from boundkit.theorems.classical.network_growth import (
    TWO_E,
    D,
    J,
    W,
    W_bar,
    W_last,
    factor,
    growth,
    log2_factor,
    log2_growth,
    parameters_up_to,
)
from sympy import Expr, Product, S, Sum

from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import natural, positive, real
from boundkit.proofs import (
    HOLE,
    Fact,
    add,
    algebra,
    apply,
    assume,
    chain,
    content,
    eq,
    induction,
    le,
    substitute,
    termwise,
    unfold,
)
from boundkit.statements import log2

x, d = positive("x", "points, or a share of them"), real("d", "points more", least=0)
b, p, z = positive("b", "a base"), positive("p", "its exponent"), real("z", "an exponent")
o = real("o", "a ratio", least=1)
a = natural("a", "networks")


def logarithms(last: Expr, points: Expr = x) -> Sum:
    """The sum of the logarithms of the factors of the layers up to the last."""
    return Sum(log2_factor(points, l, W, parameters_up_to(l)), (l, 1, last))


def last_at(depth: Expr) -> Expr:
    return expand(W_last).xreplace({J: depth})


@cache
def of_hidden_layers() -> Fact:
    """The factors of the layers 1, .., q are 2 to the sum of their logarithms."""

    def products(last: Expr) -> Expr:
        return Product(factor(x, l, W, parameters_up_to(l), TWO_E), (l, 1, last))

    claim = eq(products(q), 2 ** logarithms(q))
    base = chain(unfold(products(S.Zero), "empty"), apply(2**HOLE, unfold(logarithms(S.Zero), "empty")))
    step = chain(
        unfold(products(q + 1), "last"),
        apply(HOLE * factor(x, q + 1, W, parameters_up_to(q + 1), TWO_E), assume(claim)),
        with_factor(logarithms(q), q + 1, W, parameters_up_to(q + 1)),
        apply(2**HOLE, unfold(logarithms(q + 1), "last")),
    )
    return induction(q, claim, base, step)


def with_factor(before: Expr, layer: Expr, units: Expr, parameters: Expr) -> Fact:
    """2^s times the factor of a layer is 2^(s + its logarithm)."""
    written = algebra(eq(2**z * 2 * b**p, 2 ** (z + 1 + p * log2(b))))
    at = {z: before, b: TWO_E * x * layer * units / parameters, p: parameters}
    return substitute(written, at, by=[algebra(le(1, parameters))])


@cache
def of_networks() -> Fact:
    """log2(b G^a) = log2(b) + a log2(G) for the growth bound G, with its logarithm written out."""
    apart = algebra(eq(log2(b * 2**z), log2(b) + z))

    def at(depth: Expr) -> Fact:
        output = factor(x, depth + 1, S.One, last_at(depth), TWO_E)
        layers = apply(HOLE * output, substitute(of_hidden_layers(), {q: depth}))
        one = chain(layers, with_factor(logarithms(depth), depth + 1, S.One, last_at(depth)))
        exponent = logarithms(depth) + log2_factor(x, depth + 1, S.One, last_at(depth))
        return chain(apply(log2(b * HOLE**a), one), substitute(apart, {z: a * exponent}))

    claim = eq(log2(b * expand(growth(x)) ** a), log2(b) + a * expand(log2_growth(x)))
    return induction(J, claim, at(S.Zero), at(J + 1))


@cache
def itself() -> Fact:
    """The logarithm has a value."""

    def at(depth: Expr) -> Fact:
        formula = logarithms(depth) + log2_factor(x, depth + 1, S.One, last_at(depth))
        return algebra(eq(formula, formula))

    return induction(J, eq(expand(log2_growth(x)), expand(log2_growth(x))), at(S.Zero), at(J + 1))


@cache
def rises() -> Fact:
    """The logarithm is no less for more points."""
    more = algebra(le(x, x + d))
    hidden = termwise(apply(log2_factor(HOLE, l, W, parameters_up_to(l)), more), l, 1, J)

    def at(depth: Expr) -> Fact:
        return add(substitute(hidden, {J: depth}), apply(log2_factor(HOLE, depth + 1, S.One, last_at(depth)), more))

    return induction(J, le(expand(log2_growth(x)), expand(log2_growth(x + d))), at(S.Zero), at(J + 1))


def of_all_layers() -> Fact:
    """2 W_1 + .. + 2 W_q, written out."""

    def sums(last: Expr) -> Sum:
        return Sum(2 * parameters_up_to(l), (l, 1, last))

    total = 2 * q * W * (D + 1) + W * (W + 1) * q * (q - 1)
    claim = eq(sums(q), total)
    step = chain(unfold(sums(q + 1), "last"), apply(HOLE + 2 * parameters_up_to(q + 1), assume(claim)))
    return induction(q, claim, unfold(sums(S.Zero), "empty"), step)


@cache
def of_enough_points() -> Fact:
    """2 W_bar is at most the logarithm for W_bar points or more: each factor has 2 e in it, and log2(2 e) >= 2."""
    twice = algebra(le(2 * p, 1 + p * log2(TWO_E * o)))

    def of_layer(points: Expr, layer: Expr, units: Expr, parameters: Expr, enough: Fact) -> Fact:
        """2 w <= 1 + w log2(2 e N i k/w) for w <= N i k."""
        some = algebra(le(1, parameters))
        ratio = apply(HOLE / parameters, enough, by=[some])
        return substitute(twice, {o: points * layer * units / parameters, p: parameters}, by=[some, ratio])

    def at(depth: Expr) -> Fact:
        parameters = expand(W_bar).xreplace({J: depth})
        points = parameters + d
        enough = algebra(le(last_at(depth), (depth + 1) * points))
        output = of_layer(points, depth + 1, S.One, last_at(depth), enough)
        if depth == 0:
            none = unfold(logarithms(depth, points), "empty")
            return chain(output, apply(HOLE + content(output).relation.large, none))
        wide = chain(algebra(le(parameters_up_to(l), l * W * (D + W + 2))),
                     apply(l * W * HOLE, algebra(le(D + W + 2, points))))  # fmt: skip
        each = of_layer(points, l, W, parameters_up_to(l), wide)
        hidden = chain(substitute(of_all_layers(), {q: depth}), termwise(each, l, 1, depth))
        return add(hidden, output)

    return induction(J, le(2 * expand(W_bar), expand(log2_growth(W_bar + d))), at(S.Zero), at(J + 1))
