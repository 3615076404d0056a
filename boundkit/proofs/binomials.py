"""Facts about sums of binomials that proofs of several results use, made by the rules of the kernel."""

from __future__ import annotations

from typing import Any

from sympy import S, Sum, Symbol, binomial, exp

from boundkit.formulas.symbols import natural, real
from boundkit.proofs.kernel import Fact, add, algebra, apply, assume, chain, induction, substitute, times, unfold
from boundkit.proofs.relations import eq, le
from boundkit.proofs.terms import HOLE

n = natural("n", "things", least=0)
e = natural("e", "most that are chosen", least=0)
x = real("x", "weight of each thing that is chosen", least=0)
z = real("z", "what a weight is the inverse of", least=1)


def weighted(n: Any, e: Any, x: Any = S.One) -> Sum:
    """C(n, 0) + C(n, 1) x + .. + C(n, e) x^e."""
    j = Symbol("j", integer=True, nonnegative=True)
    return Sum(binomial(n, j) * x**j, (j, 0, e))


def without_last(n: Any, e: Any, x: Any = S.One) -> Fact:
    """The sum up to e is that up to e - 1, and its last term."""
    return unfold(weighted(n, e, x), "last")


def first_alone(n: Any, x: Any = S.One) -> Fact:
    """The sum up to 0 is C(n, 0) = 1.

    >>> str(first_alone(n))
    'Sum(binomial(n, j), (j, 0, 0)) = 1'
    """
    return chain(without_last(n, S.Zero, x), apply(HOLE + 1, unfold(weighted(n, -1, x), "empty")))


def of_nothing() -> Fact:
    """Of nothing there is one choice: C(0, 0) + .. + C(0, e) x^e = 1."""
    claim = eq(weighted(S.Zero, e, x), 1)
    step = chain(without_last(S.Zero, e + 1, x), apply(HOLE + binomial(0, e + 1) * x ** (e + 1), assume(claim)))
    return induction(e, claim, first_alone(S.Zero, x), step)


def pascal() -> Fact:
    """The sum of n + 1 things up to e + 1 is that of n up to e + 1, and x times that up to e."""
    claim = eq(weighted(n, e + 1, x) + x * weighted(n, e, x), weighted(n + 1, e + 1, x))
    ends = [chain(without_last(n, 1, x), apply(HOLE + n * x, first_alone(n, x))), apply(x * HOLE, first_alone(n, x))]
    after = chain(without_last(n + 1, 1, x), apply(HOLE + (n + 1) * x, first_alone(n + 1, x)))
    terms = algebra(eq(binomial(n, e + 2) + binomial(n, e + 1), binomial(n + 1, e + 2)))
    step = chain(
        add(without_last(n, e + 2, x), apply(x * HOLE, without_last(n, e + 1, x))),
        apply(HOLE + x ** (e + 2) * (binomial(n, e + 2) + binomial(n, e + 1)), assume(claim)),
        apply(weighted(n + 1, e + 1, x) + x ** (e + 2) * HOLE, terms),
        without_last(n + 1, e + 2, x),
    )
    return induction(e, claim, chain(add(*ends), after), step)


def below_power() -> Fact:
    """C(n, 0) + .. + C(n, e) x^e <= (1 + x)^n: the binomial theorem has more terms."""
    claim = weighted(n, e, x) <= (1 + x) ** n
    held = assume(claim, for_all=(e,))
    in_more = chain(pascal(), add(substitute(held, {e: e + 1}), apply(x * HOLE, held)))
    in_zero = chain(first_alone(n + 1, x), algebra((1 + x) ** (n + 1) >= 1))
    step = induction(e, weighted(n + 1, e, x) <= (1 + x) ** (n + 1), in_zero, in_more)
    return induction(n, claim, of_nothing(), step, for_all=(e,))


def whole_power() -> Fact:
    """(1 + x)^n <= C(n, 0) + .. + C(n, n) x^n."""
    claim = (1 + x) ** n <= weighted(n, n, x)
    more = times(algebra(le(0, binomial(n, n + 1))), x ** (n + 1))
    longer = chain(apply(HOLE + weighted(n, n, x), more), without_last(n, n + 1, x))
    step = chain(
        times(assume(claim), 1 + x),
        apply(HOLE + x * weighted(n, n, x), longer),
        substitute(pascal(), {e: n}),
    )
    return induction(n, claim, chain(algebra(eq(S.One, 1)), first_alone(S.Zero, x)), step)


def counted_from_one(index: Any) -> Fact:
    """C(n, 0) + .. + C(n, e - 1) x^(e - 1) as a sum over 1 .. e of the index."""

    def total(end: Any) -> Sum:
        return Sum(binomial(n, index - 1) * x ** (index - 1), (index, 1, end))

    claim = eq(total(e), weighted(n, e - 1, x))
    step = chain(
        unfold(total(e + 1), "last"), apply(HOLE + binomial(n, e) * x**e, assume(claim)), without_last(n, e, x)
    )
    base = chain(unfold(total(S.Zero), "empty"), unfold(weighted(n, -1, x), "empty"))
    return induction(e, claim, base, step)


def unweighted() -> Fact:
    """z^(-e) (C(n, 0) + .. + C(n, e)) <= C(n, 0) + .. + C(n, e) z^(-e) for z >= 1."""
    sums = weighted(n, e), weighted(n, e, 1 / z)
    claim = z ** (-e) * sums[0] <= sums[1]
    one = chain(first_alone(n), first_alone(n, 1 / z))
    term = binomial(n, e + 1) * z ** (-e - 1)
    smaller = times(algebra(1 / z <= 1), sums[1])
    step = chain(
        apply(z ** (-e - 1) * HOLE, without_last(n, e + 1)),
        apply(HOLE / z + term, assume(claim)),
        apply(HOLE + term, smaller),
        without_last(n, e + 1, 1 / z),
    )
    return induction(e, claim, one, step)


def below_exponential() -> Fact:
    """C(n, 0) + .. + C(n, e) <= z^e exp(n/z) for z >= 1; z = n/e gives (e n/e)^e."""
    power = substitute(below_power(), {x: 1 / z})
    growth = apply(HOLE**n, algebra(1 + 1 / z <= exp(1 / z)))
    return times(chain(unweighted(), power, growth), z**e)
