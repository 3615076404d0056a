"""Proof of classical.log_solve: the logarithm lies below its tangent at the bound."""

import sympy
from boundkit.theorems.classical.log_solve import m, r, t, w
from sympy import Le, log

from boundkit.evidence import proof
from boundkit.proofs import HOLE, Fact, add, algebra, apply, assume, chain, cut, eq, premise, substitute, times
from boundkit.statements import log2, positive, real

a = positive("a", "a solution")
s = real("s", "factor in the base", least=16)
v = real("v", "the bound, divided by the exponent", least=7)
p, f = real("p", "exponent", least=1), real("f", "exponent of two", least=0)
b, c = positive("b", "where a logarithm is taken"), positive("c", "where its tangent is")


def below_the_tangent() -> Fact:
    """log b <= log c + b/c - 1."""
    return algebra(log(b) <= log(c) + b / c - 1)


def of_a_linear_inequality() -> Fact:
    """a <= p v where a log 2 <= p v log 2 + a/v - p, since log 2 > 1/v."""
    rate = log(2) - 1 / v
    moved = apply(HOLE - a / v, assume(a * log(2) <= p * v * log(2) + a / v - p))
    divided = times(moved, 1 / rate)
    left = algebra(eq(a, (a * log(2) - a / v) / rate))
    right = algebra(eq((p * v * log(2) - p) / rate, p * v))
    return chain(left, divided, right)


def at_the_bound() -> tuple[sympy.Expr, Fact, Fact]:
    """v = f/p + y for y = log2(2 s log2 s): log(v s) <= y log 2 where f <= p, and v >= 7."""
    y = log2(2 * s * log2(s))
    offset = apply(log((HOLE / p + y) * s), assume(f <= p))
    least = add(algebra(y >= 7), algebra(Le(0, f / p, evaluate=False)))
    return f / p + y, chain(offset, algebra(log((1 + y) * s) <= y * log(2))), least


def solved() -> Fact:
    """a <= f + p log2(2 s log2 s) where 2^a <= 2^f (a s/p)^p and f <= p, for real numbers."""
    logarithms = apply(log(HOLE), assume(2**a <= 2**f * (a * s / p) ** p))
    tangent = substitute(below_the_tangent(), {b: a * s / p, c: v * s})
    at_v = assume(f * log(2) + p * log(v * s) <= p * v * log(2))
    linear = chain(logarithms, apply(f * log(2) + p * HOLE, tangent), apply(HOLE + a / v - p, at_v))
    share, bound, seven = at_the_bound()
    below = substitute(cut(of_a_linear_inequality(), linear), {v: share}, by=[seven])
    written = algebra(eq(p * share, sympy.expand_mul(p * share)))
    return chain(cut(below, apply(f * log(2) + p * HOLE, bound)), written)


def above_the_exponent() -> Fact:
    """p <= f + p log2(2 s log2 s)."""
    y = log2(2 * s * log2(s))
    return chain(algebra(Le(p, f + 7 * p, evaluate=False)), apply(f + p * HOLE, algebra(y >= 7)))


@proof("upper")
def tangent_at_the_bound() -> Fact:
    solves = premise("m satisfies the inequality", 2**m <= 2**t * (m * r / w) ** w)
    least = premise("m is at least w", m >= w)
    return cut(substitute(solved(), {a: m, s: r, p: w, f: t}, by=[least]), solves)
