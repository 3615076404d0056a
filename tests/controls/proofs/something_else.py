"""False: a mixture has at most E - 1 pieces. Proofs of something else, or of the same where that is not claimed."""

from sympy import Eq, Le

from boundkit.evidence import proof
from boundkit.formulas.symbols import positive
from boundkit.proofs import add, algebra, assume, cut, premise, substitute, times, unknown, vanish
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, quantity

E = natural("E", "experts")
L = natural("L", "layers")
h = positive("h", "a small number")
N = quantity("N", "pieces", measure=lambda made: made)


def is_one_layer(made):
    return made == 1


one_layer = hypothesis("there is one layer")(is_one_layer)


def at_most_a_power():
    return premise("a layer multiplies the pieces by at most E", N <= E**L)


@proof("upper", name="a true identity")
def identity():
    "the proof shows E = E, the claim upper says N <= E - 1"
    return algebra(Eq(E, E, evaluate=False))


@proof("upper", name="another claim")
def another():
    "the proof shows N <= E**L, the claim upper says N <= E - 1"
    return at_most_a_power()


@proof("upper", name="under a condition")
def narrower():
    "the proof holds only where N <= E - 1; the claim upper does not say so"
    return add(assume(N <= E - 1), times(at_most_a_power(), 0))


@proof("upper", name="under another hypothesis")
def more_hypotheses():
    "the proof uses the hypotheses is_one_layer, under which the claim upper is not made"
    return premise("one layer has few pieces", N <= E - 1, given=(one_layer,))


@proof("upper", name="two experts for all")
def two_experts():
    "E belongs to the object that N <= E**L speaks of"
    return substitute(at_most_a_power(), {E: 2})


@proof("upper", name="one for the unknown")
def no_unknown():
    "M is no symbol that values may be put in for"
    M = unknown("M", "pieces of a layer", at_least=1)
    return substitute(premise("all pieces are of one layer", N <= (E - 1) * M), {M: 1})


@proof("upper", name="the unknown stays")
def unknown_stays():
    "still speaks of M, which the claim does not know"
    return premise("there is a bound", N <= unknown("M", "a bound", at_least=1))


@proof("upper", name="a domain is no algebra")
def domain_as_algebra():
    "algebra cannot look into M"
    return algebra(Le(1, unknown("M", "pieces of a layer", at_least=1), evaluate=False))


@proof("upper", name="a limit at one value")
def at_one_value():
    "h belongs to the object that N <= E + h - 1 speaks of"
    return vanish(premise("up to a small number", N <= E - 1 + h), h)


@proof("upper", name="a condition that is not shown")
def not_shown():
    "is no condition of"
    return cut(assume(N <= E - 1), at_most_a_power())


@proof("upper", name="no fact")
def no_fact():
    "str is no fact of the kernel"
    return "N <= E - 1"


THEOREM = Theorem(
    id="control.something_else",
    title="At most E - 1 pieces",
    source=cite("control", "false on purpose"),
    given=(one_layer,),
    claims=(Claim("upper", UPPER, N <= E - 1, given=()), Claim("one", UPPER, N <= E, given=(one_layer,))),
)
