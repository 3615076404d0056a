"""False: sums of m terms are at most m - 1. Lemmas of other objects, out of their domains, or caught by an index."""

from sympy import Integer, Sum, binomial

from boundkit.evidence import proof
from boundkit.proofs import lemma, other, substitute
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

m = natural("m", "terms")
k = natural("k", "terms that count", at_most=m)
i = natural("i", "a term", least=0)
N = quantity("N", "what they sum to", measure=lambda made: made)


CLAIMS = (
    Claim("upper", UPPER, N <= m - 1),
    Claim("few", UPPER, N <= m - 1, where=(k < m,)),
    Claim("mean", UPPER, N <= m - 1, on="the mean"),
    Claim("choices", UPPER, N <= Sum(binomial(m, i), (i, 0, 3))),
)
STATEMENT = Theorem(
    id="control.beyond_a_lemma",
    title="At most m - 1",
    source=cite("control", "false on purpose"),
    claims=CLAIMS,
)


@proof("upper", name="where it is not claimed")
def without_its_condition():
    "the proof holds only where k < m"
    return lemma(STATEMENT, "few")


@proof("upper", name="another k", assuming=("few",))
def another_k():
    "k belongs to the object"
    return substitute(lemma(STATEMENT, "few", other("the same", N), m=m), {k: 1})


@proof("upper", name="of the mean")
def of_the_mean():
    "is about another object than control.beyond_a_lemma:upper"
    return lemma(STATEMENT, "mean")


@proof("upper", name="no whole number of terms")
def half_a_term():
    "1/2 is not known to be a whole number, as m is"
    return lemma(STATEMENT, "mean", other("half", N), m=Integer(1) / 2)


@proof("upper", name="no term")
def no_term():
    "the proof shows N <= -1, the claim upper says N <= m - 1"
    return lemma(STATEMENT, "mean", other("nothing", N), m=0)


@proof("upper", name="caught by the index")
def caught():
    "i is an index"
    return lemma(STATEMENT, "choices", other("i terms", N), m=i, for_all=(i,))


@proof("upper", name="a lemma that is not named")
def not_named():
    "the proof uses 'control.beyond_a_lemma:mean'; name it in @proof"
    return lemma(STATEMENT, "mean", other("the mean of it", N), m=m)


THEOREM = STATEMENT
