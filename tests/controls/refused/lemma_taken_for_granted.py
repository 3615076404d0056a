"""The lemma that is refuted is taken for granted in words."""

from boundkit.evidence import decided, derives, instances
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

n = natural("n", "size")
square = quantity("q", "the square of the size", measure=lambda size: size**2)


def size(n):
    return n


def from_the_lemmas():
    yield decided("both lemmas together give the claim", True)


def monotone():
    yield decided("squares of whole numbers are squares", True)


THEOREM = Theorem(
    id="control.lemma_taken_for_granted",
    title="Squares are below their roots",
    source=cite("control", "false on purpose"),
    claims=(
        Claim("main", UPPER, square <= n),
        Claim("helper", UPPER, square <= n**2),
        Claim("false_lemma", UPPER, square <= n, status="derived"),
    ),
    evidence=(
        derives("main", from_the_lemmas, stated=("the claims helper, false_lemma",)),
        derives("helper", monotone),
        derives("false_lemma", monotone, name="a proof of what is false"),
        instances("false_lemma", size, n=(1, 2, 3)),
    ),
)
