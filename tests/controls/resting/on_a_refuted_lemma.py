"""A claim that rests on a lemma of its own theorem, which an object refutes."""

from boundkit.evidence import instances, proof
from boundkit.proofs import lemma
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

n = natural("n", "size")
square = quantity("q", "the square of the size", measure=lambda size: size**2)


def size(n):
    return n


STATEMENT = Theorem(
    id="control.on_a_refuted_lemma",
    title="Squares are below their roots",
    source=cite("control", "false on purpose"),
    claims=(Claim("main", UPPER, square <= n), Claim("false_lemma", UPPER, square <= n, status="derived")),
)


@proof("main", assuming=("false_lemma",))
def from_the_lemma():
    return lemma(STATEMENT, "false_lemma")


THEOREM = STATEMENT.supported_by(instances("false_lemma", size, n=(1, 2, 3)))
