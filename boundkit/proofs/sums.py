"""Facts about sums that proofs of several results use, made by the rules of the kernel."""

from __future__ import annotations

from sympy import Eq, Sum, Symbol

from boundkit.formulas.symbols import natural, real
from boundkit.proofs.kernel import Fact, apply, assume, chain, induction, unfold
from boundkit.proofs.terms import HOLE

n = natural("n", "terms", least=0)
t = real("t", "a term")


def equal_terms() -> Fact:
    """t + .. + t = n t, n terms, for all n >= 0 and all t.

    >>> str(equal_terms())
    'Sum(t, (i, 1, n)) = n*t'
    """
    i = Symbol("i", integer=True)

    def sum_to(last: object) -> Sum:
        return Sum(t, (i, 1, last))

    claim = Eq(sum_to(n), n * t)
    step = chain(unfold(sum_to(n + 1), "last"), apply(HOLE + t, assume(claim)))
    return induction(n, claim, unfold(sum_to(0), "empty"), step)
