"""log C(E, k) <= k log(e E / k): the price of naming k of E experts."""

from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement

from sympy import Sum, binomial, exp, expand_log, factorial, ff, log, oo

from boundkit.evidence import certified, decided, derives, fails_without, identity, instances, nonnegative, too_strong
from boundkit.measures.covering import log_of
from boundkit.statements import UPPER, Claim, Theorem, cite, given, natural, quantity

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Selections:
    """Ways to pick experts, each a tuple of indices in increasing order."""

    sets: tuple

    def witness(self):
        return [list(chosen) for chosen in self.sets]


E = natural("E", "experts per layer")
k = natural("k", "active experts per token", at_most=E)
entropy = quantity("logC", "logarithm of the number of selections", measure=lambda thing: log_of(len(set(thing.sets))))

# hypotheses -------------------------------------------------------------------------------------------------------


def distinct_experts(selections):
    return all(len(set(chosen)) == len(chosen) for chosen in selections.sets)


distinct = given(distinct_experts, "no expert is picked twice")

# objects ----------------------------------------------------------------------------------------------------------


def subsets(E, k):
    return Selections(tuple(combinations(range(E), k)))


def multisets(E, k):
    """Selections that may repeat an expert: C(E + k - 1, k) of them."""
    return Selections(tuple(combinations_with_replacement(range(E), k)))


# derivations ------------------------------------------------------------------------------------------------------


def one_term_of_the_exponential():
    """C(E, k) = E (E - 1) .. (E - k + 1) / k! <= E^k / k!, and k^k / k! is one term of the series of e^k."""
    j = natural("j", "place in a product or a sum", least=0)
    yield identity("C(E, k) k! = E (E - 1) .. (E - k + 1)", binomial(E, k) * factorial(k), ff(E, k))
    yield nonnegative("each of the k factors E - j is at most E", E - (E - j))
    yield identity("e^k is the sum of k^j / j! over j >= 0", Sum(k**j / factorial(j), (j, 0, oo)).doit(), exp(k))
    yield decided("every term of that sum is positive, so that the term j = k is at most e^k",
                  (k**j / factorial(j)).is_positive)  # fmt: skip
    yield identity("E^k / k! = (E/k)^k times that term", E**k / factorial(k), (E / k) ** k * k**k / factorial(k))
    yield identity("k (1 + log(E/k)) is the logarithm of (E/k)^k e^k",
                   expand_log(k * (1 + log(E / k))), expand_log(log((E / k) ** k * exp(k))))  # fmt: skip


def every_choice(claim):
    yield certified("C(E, k) <= (e E / k)^k for all E >= k >= 1", binomial(E, k) <= exp(claim.expression))


THEOREM = Theorem(
    id="classical.binomial_entropy",
    title="log C(E, k) <= k log(e E / k)",
    source=cite("cormen2009", "Appendix C, (C.5)", "memory"),
    given=(distinct,),
    claims=(
        Claim("upper", UPPER, entropy <= k * (1 + log(E / k)),
              proof="C(E, k) <= E^k / k!, and k! >= (k/e)^k since k^k / k! is one term of the series of e^k."),
    ),
    evidence=(
        derives("upper", one_term_of_the_exponential),
        derives("upper", every_choice),
        instances("upper", subsets, E=range(1, 13), k=range(1, 13), only=lambda E, k: k <= E,
                  full={"E": range(1, 19), "k": range(1, 19)}),
        too_strong("upper", entropy <= k * log(E / k), subsets, E=range(2, 5), k=(2,)),
        fails_without(distinct, "upper", multisets, E=(5, 6), k=(5, 6), only=lambda E, k: k <= E),
    ),
)  # fmt: skip
