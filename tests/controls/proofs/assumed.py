"""False: a mixture has at most E - 1 pieces. Proofs that assume it, as it stands or in a disguise."""

from sympy import Eq, Le

from boundkit.evidence import proof
from boundkit.proofs import HOLE, algebra, apply, chain, premise, substitute, unknown
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

E = natural("E", "experts")
N = quantity("N", "pieces", measure=lambda made: made)
M = unknown("M", "pieces by another name", at_least=0)


@proof("upper", name="the claim")
def itself():
    "it assumes what it claims: there are fewer pieces than experts: N <= E - 1"
    return premise("there are fewer pieces than experts", N <= E - 1)


@proof("upper", name="more than the claim")
def more():
    "it assumes what it claims: there are far fewer: N <= E - 5"
    return chain(premise("there are far fewer", N <= E - 5), algebra(Le(E - 5, E - 1, evaluate=False)))


@proof("upper", name="twice the claim")
def twice():
    "it assumes what it claims: twice the pieces"
    return apply(HOLE / 2 - 1, premise("twice the pieces are fewer than twice the experts", 2 * N + 2 <= 2 * E))


@proof("upper", name="by another name")
def renamed():
    "it assumes what it claims: M are the pieces: N = M"
    same = premise("M are the pieces", Eq(N, M))
    return chain(same, premise("there are fewer of them than experts", M <= E - 1))


@proof("upper", name="another E")
def another_e():
    "E belongs to the object of the claim"
    other = natural("E", "experts of some mixture", least=2)
    return substitute(premise("there are at most 5 pieces for an expert", N <= 5 * other, for_all=(other,)), {other: E})


@proof("upper", name="another N")
def another_n():
    "have one name"
    other = unknown("N", "experts that are in use", at_least=1)
    in_use = premise("fewer experts than all are in use", other <= E - 1)
    return chain(premise("each has a piece", N <= other + 0 * E), in_use)


THEOREM = Theorem(
    id="control.assumed",
    title="At most E - 1 pieces",
    source=cite("control", "false on purpose"),
    claims=(Claim("upper", UPPER, N <= E - 1),),
)
