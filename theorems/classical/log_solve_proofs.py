"""Proof of classical.log_solve: the logarithm lies below its tangent at the bound."""

import sympy
from boundkit.theorems.classical.log_solve import m, r, t, w
from sympy import Eq, Le, log

from boundkit.evidence import proof
from boundkit.proofs import HOLE, Fact, add, algebra, apply, assume, chain, cut, premise, substitute, times
from boundkit.statements import log2, positive, real

a = positive("a", "a solution")
s = real("s", "factor in the base", least=16)
v = real("v", "the bound, divided by w", least=7)
b, c = positive("b", "where a logarithm is taken"), positive("c", "where its tangent is")


def equal(left, right):
    return Eq(left, right, evaluate=False)


def below_the_tangent() -> Fact:
    """log b <= log c + b/c - 1."""
    return algebra(log(b) <= log(c) + b / c - 1)


def of_a_linear_inequality() -> Fact:
    """a <= w v where a log 2 <= w v log 2 + a/v - w, since log 2 > 1/v."""
    rate = log(2) - 1 / v
    moved = apply(HOLE - a / v, assume(a * log(2) <= w * v * log(2) + a / v - w))
    divided = times(moved, 1 / rate)
    left = algebra(equal(a, (a * log(2) - a / v) / rate))
    right = algebra(equal((w * v * log(2) - w) / rate, w * v))
    return chain(left, divided, right)


def at_the_bound() -> tuple[sympy.Expr, Fact, Fact]:
    """v = t/w + y for y = log2(2 s log2 s): log(v s) <= y log 2 where t <= w, and v >= 7."""
    y = log2(2 * s * log2(s))
    offset = apply(log((HOLE / w + y) * s), assume(t <= w))
    least = add(algebra(y >= 7), algebra(Le(0, t / w, evaluate=False)))
    return t / w + y, chain(offset, algebra(log((1 + y) * s) <= y * log(2))), least


@proof("upper")
def tangent_at_the_bound() -> Fact:
    solves = premise("m satisfies the inequality", 2**m <= 2**t * (m * r / w) ** w)
    least = premise("m is at least w", m >= w)
    logarithms = apply(log(HOLE), assume(2**a <= 2**t * (a * s / w) ** w))
    tangent = substitute(below_the_tangent(), {b: a * s / w, c: v * s})
    at_v = assume(t * log(2) + w * log(v * s) <= w * v * log(2))
    linear = chain(logarithms, apply(t * log(2) + w * HOLE, tangent), apply(HOLE + a / v - w, at_v))
    share, bound, seven = at_the_bound()
    solved = substitute(cut(of_a_linear_inequality(), linear), {v: share}, by=[seven])
    written = algebra(equal(w * share, sympy.expand_mul(w * share)))
    solved = chain(cut(solved, apply(t * log(2) + w * HOLE, bound)), written)
    return cut(substitute(solved, {a: m, s: r}, by=[least]), solves)
