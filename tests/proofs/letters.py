"""Symbols and shorthands that the tests of the kernel share."""

import sympy

from boundkit.formulas.symbols import natural, positive, quantity, real
from boundkit.proofs import algebra, content, eq, le  # noqa: F401
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis

n = natural("n", "a number", least=0)
i, j = natural("i", "an index", least=0), natural("j", "another index")
x, y, z = real("x", "a real number"), real("y", "another"), real("z", "a third")
u, h = positive("u", "a positive number"), positive("h", "a small number")
below_x = real("q", "of [0, x], where x may be negative", least=0, at_most=x)
E, L, W = natural("E", "experts"), natural("L", "layers"), natural("W", "width")
N = quantity("N", "pieces", measure=lambda made: made)


def lt(small, large):
    return sympy.Lt(small, large, evaluate=False)


def leaf(small, large):
    return algebra(le(small, large))


def said(fact):
    return str(content(fact).relation)


def conditions(fact):
    return sorted(map(str, content(fact).conditions))


def is_small(made):
    return made < 10


def theorem(*claims, id="mine.pieces", given_=()):
    made = claims or (Claim("upper", UPPER, N <= E**L),)
    return Theorem(id=id, title="Pieces", source=cite("mine", "here"), given=given_, claims=made)


small = hypothesis("the object is small")(is_small)
