"""Proof of the bound of classical.convex_routing_cells, expert by expert."""

from boundkit.theorems.classical.convex_routing_cells import E, c

from boundkit.evidence import proof
from boundkit.formulas.symbols import natural
from boundkit.measures.cut_cells import connected_cells
from boundkit.proofs import HOLE, Fact, apply, assume, chain, induction, premise, substitute, unknown

i = natural("i", "experts so far", least=0)


@proof("upper")
def expert_by_expert() -> Fact:
    k = unknown("k", "connected cells that the first i experts serve", of=(i,), whole=True,
                measure=lambda cell, first: connected_cells(cell, int(first)))  # fmt: skip
    none = premise("no cell is served by no expert", k(0) <= 0)
    one = premise(
        "an expert serves an intersection of half-spaces with the cell; that is convex, so it is one cell at most",
        k(i + 1) <= k(i) + 1, for_all=(i,),
    )  # fmt: skip
    every = premise("every cell is served by one of the E experts", c <= k(E))
    claim = k(i) <= i
    return chain(every, substitute(induction(i, claim, none, chain(one, apply(HOLE + 1, assume(claim)))), {i: E}))
