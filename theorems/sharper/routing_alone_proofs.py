"""Proof of sharper.routing_alone: one cluster after the other, each with a prototype of its own."""

from dataclasses import replace

from boundkit.theorems.sharper.routing_alone import D, E, vc
from sympy import Eq

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural
from boundkit.proofs import HOLE, Fact, apply, assume, chain, induction, premise, substitute, unknown

e = natural("e", "clusters so far", least=0)


def with_clusters(mixtures, number):
    """Points that mixtures with so many clusters and one expert more shatter, by trial; None where there are many."""
    return replace(mixtures, E=int(number) + 1).vc_dimension().lower if mixtures.D * number <= 4 else None


@proof("lower")
def cluster_by_cluster() -> Fact:
    s = unknown("s", "points that the origin and e clusters near the sphere have, all labellings of which mixtures of "
                "e + 1 constants realise", of=(e,), at_least=0, whole=True, measure=with_clusters)  # fmt: skip
    origin = premise("one constant labels the origin", Eq(s(0), 1))
    cluster = premise("of D more points in general position on the tangent plane of the sphere at a new place, a half "
                      "space cuts off any ones and nothing else, and reflects the origin in the prototype that serves "
                      "them", s(e) + D <= s(e + 1), for_all=(e,))  # fmt: skip
    mixtures = premise("the mixtures have E experts", s(E - 1) <= vc)
    claim = e * D + 1 <= s(e)
    step = chain(apply(HOLE + D, assume(claim)), cluster)
    return chain(substitute(induction(e, claim, origin, step), {e: E - 1}), mixtures)
