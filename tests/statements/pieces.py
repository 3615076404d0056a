"""Symbols and a theorem about pieces, for the tests of statements."""

from boundkit.statements import UPPER, Claim, Theorem, cite, define, natural, quantity, real

E = natural("E", "experts per layer")
L = natural("L", "layers")
n = natural("n", "samples")
pieces = quantity("N", "pieces", measure=len)
w = define("w", "parameters", E * (L + 1))
x = real("x", "position", least=0, at_most=1)
SOURCE = cite("someone2025", "Theorem 1", "read")


def theorem(**changes):
    parts = {
        "id": "paper.result",
        "title": "A result",
        "source": SOURCE,
        "claims": (Claim("upper", UPPER, pieces <= E**L),),
    }
    return Theorem(**(parts | changes))
