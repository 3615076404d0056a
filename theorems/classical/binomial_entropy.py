"""log C(E, k) <= k log(e E / k): the price of naming k of E experts."""

from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement

from sympy import binomial, exp, log

from boundkit.evidence import fails_without, instances, proof, too_strong
from boundkit.measures.covering import log_of
from boundkit.proofs import HOLE, Fact, algebra, apply, chain, premise, unknown
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, quantity


@dataclass(frozen=True)
class Selections:
    """Ways to pick experts, each a tuple of indices in increasing order."""

    sets: tuple

    def number(self):
        return len(set(self.sets))

    def witness(self):
        return [list(chosen) for chosen in self.sets]


E = natural("E", "experts per layer")
k = natural("k", "active experts per token", at_most=E)
entropy = quantity("logC", "logarithm of the number of selections", measure=lambda thing: log_of(thing.number()))


@hypothesis("no expert is picked twice")
def distinct(selections):
    return all(len(set(chosen)) == len(chosen) for chosen in selections.sets)


STATEMENT = Theorem(
    id="classical.binomial_entropy",
    title="log C(E, k) <= k log(e E / k)",
    source=cite("cormen2009", "Appendix C, (C.5)", "memory"),
    given=(distinct,),
    claims=(
        Claim("upper", UPPER, entropy <= k * (1 + log(E / k)),
              proof="C(E, k) <= E^k / k!, and k! >= (k/e)^k since k^k / k! is one term of the series of e^k."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def subsets(E, k):
    return Selections(tuple(combinations(range(E), k)))


def multisets(E, k):
    """Selections that may repeat an expert: C(E + k - 1, k) of them."""
    return Selections(tuple(combinations_with_replacement(range(E), k)))


# evidence ---------------------------------------------------------------------------------------------------------


@proof("upper")
def every_choice() -> Fact:
    number = unknown("C", "selections", whole=True, at_least=1, measure=Selections.number)
    entropy_of = premise("logC is the logarithm of the number of selections", entropy <= log(number))
    sets = premise("a selection is one of the sets of k experts", number <= binomial(E, k))
    few = algebra(binomial(E, k) <= exp(k * (1 + log(E / k))))
    return chain(entropy_of, apply(log(HOLE), chain(sets, few)))


THEOREM = STATEMENT.supported_by(
    instances("upper", subsets, E=range(1, 13), k=range(1, 13), only=lambda E, k: k <= E,
              full={"E": range(1, 19), "k": range(1, 19)}),
    too_strong("upper", entropy <= k * log(E / k), subsets, E=range(2, 5), k=2),
    fails_without(distinct, "upper", multisets, E=(5, 6), k=(5, 6), only=lambda E, k: k <= E),
)  # fmt: skip
