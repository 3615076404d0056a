"""False: a mixture has at most E - 1 pieces. Each of two files proves it by the other."""

from boundkit.evidence import proof
from boundkit.proofs import lemma, other
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

E = natural("E", "experts")
N = quantity("N", "pieces", measure=lambda made: made)
SOURCE = cite("control", "false on purpose")
CLAIM = Claim("upper", UPPER, N <= E - 1)
THEOREM = Theorem(id="control.circle_two", title="At most E - 1 pieces", source=SOURCE, claims=(CLAIM,))
OTHER = Theorem(id="control.circle_one", title="At most E - 1 pieces", source=SOURCE, claims=(CLAIM,))


@proof("upper", assuming=("control.circle_one:upper",))
def by_the_other():
    return lemma(OTHER, "upper", other("the same mixture", N), E=E)
