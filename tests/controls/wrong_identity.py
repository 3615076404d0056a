"""False: the sum of the first n integers is n^2/2. (It is n (n + 1)/2.)"""

import sympy

from boundkit.evidence import derives, identity, nonnegative
from boundkit.statements import EXACT, Claim, Theorem, cite, natural, quantity

n = natural("n", "terms")
total = quantity("total", "sum of 1, .., n", measure=lambda count: count * (count + 1) // 2)


def by_gauss():
    k = sympy.Symbol("k", integer=True, positive=True)
    yield identity("pairing the ends", sympy.summation(k, (k, 1, n)), n**2 / 2)


def by_induction():
    yield nonnegative("the step n^2/2 + (n + 1) <= (n + 1)^2/2", (n + 1) ** 2 / 2 - n**2 / 2 - (n + 1))


THEOREM = Theorem(
    id="control.wrong_identity",
    title="1 + .. + n = n^2/2",
    source=cite("control", "false on purpose"),
    claims=(Claim("closed_form", EXACT, sympy.Eq(total, n**2 / 2)),),
    evidence=(derives("closed_form", by_gauss), derives("closed_form", by_induction)),
)
