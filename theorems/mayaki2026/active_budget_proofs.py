"""Proofs of mayaki2026.active_budget: the experts in use, layer by layer."""

from boundkit.theorems.mayaki2026.active_budget import E, L, P, S_pi, S_shared, T, k
from sympy import Min, Sum

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural
from boundkit.proofs import HOLE, Fact, apply, chain, content, premise, substitute, termwise, unknown
from boundkit.proofs.sums import equal_terms, n, t

l = natural("l", "layer")  # noqa: E741


def experts_in_use(batch, layer):
    return len(frozenset().union(*batch.pattern[int(layer) - 1]))


u = unknown("u", "experts of layer l that some token uses", of=(l,), at_least=0, whole=True, measure=experts_in_use)


def summed(used: Fact) -> Fact:
    """S_pi <= L (S_shared + b P) from u(l) <= b."""
    parameters = premise(
        "active are the parameters of every layer outside its experts and P for each of its experts in use",
        S_pi <= Sum(S_shared + u(l) * P, (l, 1, L)),
    )
    of_layers = termwise(apply(S_shared + HOLE * P, used), l, 1, L)
    return chain(
        parameters, of_layers, substitute(equal_terms(), {n: L, t: S_shared + content(used).relation.large * P})
    )


@proof("active_budget")
def union_of_tokens() -> Fact:
    experts = premise("a layer has E experts", u(l) <= E, for_all=(l,))
    tokens = premise("T tokens with k experts each use at most k T together", u(l) <= k * T, for_all=(l,))
    return summed(chain(apply(Min(u(l), HOLE), tokens), apply(Min(HOLE, k * T), experts)))


@proof("active_budget_shared")
def one_union() -> Fact:
    return summed(premise("tokens that all use the same k experts use k together", u(l) <= k, for_all=(l,)))
