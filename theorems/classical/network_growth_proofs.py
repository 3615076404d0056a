"""Proof of the growth bound of classical.network_growth, layer by layer, and the steps from it to the VC dimension."""

import sympy
from boundkit.theorems.classical.log_solve import above_the_exponent, solution
from boundkit.theorems.classical.montufar_upper_proofs import l, product_of_layers, q
from boundkit.theorems.classical.network_growth import (
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
    i,
    log2_factor,
    log2_growth,
    parameters_up_to,
    signs,
)
from flint import arb
from sympy import Eq, Product, Sum, log

from boundkit.evidence import certified, decided, derives, identity, nonnegative, proof, written_as
from boundkit.formulas.evaluation import expand
from boundkit.proofs import HOLE, Fact, apply, chain, premise, times, unknown
from boundkit.statements import log2, natural, positive


@proof("growth")
def signs_layer_by_layer() -> Fact:
    c = unknown("c", "sign patterns of the units of the first q layers on the points", of=(q,), whole=True, at_least=0)
    z = unknown("z", "sign patterns of the units of layer l, as polynomials of the parameters", of=(l,), at_least=0)
    y = unknown("y", "sign patterns of the output, as a polynomial of the parameters", at_least=0)
    none = premise("no unit has one sign pattern", c(0) <= 1)
    layer = "while the units below keep their signs, layer l is N W polynomials of degree l in W_l parameters"
    by_lemma = "z(l) is the bound of classical.sign_patterns:upper for them, since N W >= N >= W_l"
    number = Eq(z(l), factor(N, l, W, parameters_up_to(l), TWO_E))
    hidden = product_of_layers(c, z, none, layer, number, by_lemma, J)
    output = premise("and the output is N polynomials of degree J + 1 in all parameters", signs <= c(J) * y)
    last = premise("y is that bound for them, since N >= W_(J+1)", Eq(y, factor(N, J + 1, 1, W_last, TWO_E)))
    factors = Product(number.rhs, (l, 1, J))
    return chain(output, times(hidden, y), apply(factors * HOLE, last))


# steps of parts of claims -------------------------------------------------------------------------------------------

beyond_first = natural("j", "hidden layers beyond the first", least=0)


def both_depths(expression):
    """The expression at J = 0 and at J = 1 + j, abbreviations written out."""
    expression = expand(expression)
    return expression.subs(J, 0), expression.xreplace({J: 1 + beyond_first}).doit()


def counts():
    """The closed forms of W_bar and R, and that no W_i exceeds W_bar."""
    yield identity("W_1 = D + 1 without hidden layer", both_depths(W_last)[0], D + 1)
    shallow, deep = both_depths(W_bar)
    yield identity("W_bar = D + 1 without hidden layer", shallow, D + 1)
    yield identity("W_(i+1) - W_i = W (W + 1)", parameters_up_to(i + 1) - parameters_up_to(i), W * (W + 1))
    yield identity("W_1 + .. + W_J + W_(J+1) = W_bar", deep,
                   sympy.summation(parameters_up_to(i), (i, 1, 1 + beyond_first)) + both_depths(W_last)[1])  # fmt: skip
    yield identity("1 W + .. + J W + (J + 1) = R", R.expression, sympy.summation(i * W, (i, 1, J)) + J + 1)
    yield nonnegative("W_i <= W_(J+1) <= W_bar: W_(J+1) - W_J", both_depths(W_last - parameters_up_to(J))[1])
    yield nonnegative("and W_bar - W_(J+1), without hidden layer", shallow - both_depths(W_last)[0])
    yield nonnegative("and W_bar - W_(J+1), with hidden layers", deep - both_depths(W_last)[1])


def logarithm():
    """log2_growth is log2 of growth."""
    k, w = natural("k", "units of a layer"), natural("w", "parameters up to a layer")
    yield identity("log2 of the factor of layer i",
                   *(sympy.expand_log(part, force=True)
                     for part in (log2(factor(N, i, k, w, TWO_E)), log2_factor(N, i, k, w))))  # fmt: skip
    yield written_as("the product of the factors of the layers", growth(N),
                     Product(factor(N, i, W, parameters_up_to(i), TWO_E), (i, 1, J))
                     * factor(N, J + 1, 1, W_last, TWO_E))  # fmt: skip
    yield written_as("and the sum of their logarithms", log2_growth(N),
                     Sum(log2_factor(N, i, W, parameters_up_to(i)), (i, 1, J))
                     + log2_factor(N, J + 1, 1, W_last))  # fmt: skip


def weighted_means():
    """Weighted AM-GM: b_1^(p_1) b_2^(p_2) .. <= c^w, w the sum of the p_i and c = (p_1 b_1 + p_2 b_2 + ..)/w."""
    b, c = positive("b", "one of the factors"), positive("c", "their weighted mean")
    weight, total = sympy.symbols("w s", positive=True)
    yield certified("the logarithm lies below its tangent at c: log b <= log c + b/c - 1", log(b) <= log(c) + b / c - 1)
    yield identity("with weights: the sum of p_i (b_i/c - 1) is s/c - w = 0 for c = s/w",
                   total / (total / weight) - weight, 0)  # fmt: skip


def vc_from_growth(claim):
    """Weighted AM-GM on the W_bar factors, then log_solve with t = J + 1, w = W_bar, r = 2 e R."""
    yield from counts()
    yield from weighted_means()
    yield identity("the weighted sum of W_i (2 e N i k_i / W_i) is 2 e N R",
                   sympy.summation(TWO_E * N * i * W, (i, 1, J)) + TWO_E * N * (J + 1),
                   TWO_E * N * R.expression)  # fmt: skip
    yield identity("one factor 2 a layer", sympy.summation(1, (i, 1, J)) + 1, J + 1)
    yield written_as("so 2^N <= 2^(J+1) (N r / W_bar)^W_bar with r = 2 e R, and log_solve gives the bound",
                     claim.expression, solution(TWO_E * R, W_bar, J + 1))  # fmt: skip
    yield nonnegative("R >= 3 for two hidden units in one layer", R.expression.subs(J, 1).subs(W, W + 1) - 3)
    yield nonnegative("R >= 3 for two hidden layers and more", R.expression.subs(J, 2 + beyond_first) - 3)
    yield decided("6 e >= 16, so r >= 16", bool(6 * arb.const_e() >= 16))
    yield nonnegative("W_bar >= J + 1", both_depths(W_bar - J - 1)[1])
    yield from above_the_exponent()  # for N < W_bar there is nothing to show


of_vc_from_growth = derives(
    "vc",
    vc_from_growth,
    assuming=("growth", "classical.log_solve:upper"),
    scope="the steps from the product over the layers to classical.log_solve",
)
