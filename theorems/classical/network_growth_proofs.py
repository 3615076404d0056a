"""Proof of the growth bound of classical.network_growth, layer by layer."""

from boundkit.theorems.classical.montufar_upper_proofs import l, product_of_layers, q
from boundkit.theorems.classical.network_growth import TWO_E, J, N, W, W_last, factor, parameters_up_to, signs
from sympy import Eq, Product

from boundkit.evidence import proof
from boundkit.proofs import HOLE, Fact, apply, chain, premise, times, unknown


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
