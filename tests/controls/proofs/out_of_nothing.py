"""False: there are at most 5 pieces. Proofs from next to nothing, by steps that would give 0 <= -1 or the like."""

from sympy import Integer, Integral, Lt, Max, Rational, Sum, Symbol, binomial

from boundkit.evidence import proof
from boundkit.formulas.symbols import function, positive, real
from boundkit.proofs import (
    HOLE,
    Fact,
    algebra,
    apply,
    assume,
    chain,
    eq,
    induction,
    le,
    premise,
    substitute,
    times,
    unfold,
)
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

m, n = natural("m", "a number"), natural("n", "another", least=0)
x, y, z = real("x", "a number"), positive("y", "a positive number"), real("z", "one that is not negative", least=0)
N = quantity("N", "pieces", measure=lambda made: made)


def no_fewer_than_none() -> Fact:
    return premise("there is no negative number of pieces", N >= 0)


def five(below_zero: Fact, times_it: int) -> Fact:
    """N <= 5 from 0 <= -1/times_it."""
    none = apply(HOLE + N, times(below_zero, times_it * N, by=[no_fewer_than_none()]), by=[no_fewer_than_none()])
    return chain(none, algebra(le(0, 5)))


@proof("upper", name="a hypothesis for all n")
def leaking_induction():
    "what is assumed for all n is no hypothesis of an induction on n"
    claim = le(n, 5)
    step = substitute(assume(claim, for_all=(n,)), {n: n + 1})
    six = substitute(induction(n, claim, algebra(le(0, 5)), step, for_all=(n,)), {n: 6})
    return five(apply(HOLE - 6, six), 1)


@proof("upper", name="a sign that sympy deduces")
def small_quotient():
    "the proof holds only where 0 < -1/4"
    k = natural("k", "a third")
    above_a_half = substitute(algebra(Lt(0, y, evaluate=False)), {y: 1 / (m * k) - Rational(1, 2)})
    return five(substitute(above_a_half, {m: 2, k: 2}), 4)


@proof("upper", name="a sign of counts")
def odd_count():
    "misjudges the sign of binomial(-m, 2*k + 1)"
    k = Symbol("k", integer=True)
    at_least_one = substitute(algebra(le(1, m)), {m: -binomial(-m, 2 * k + 1)})
    return five(apply(HOLE - 1, substitute(at_least_one, {k: -1})), 1)


@proof("upper", name="a count of half a thing")
def half_a_thing():
    "binomial(y, 2) may have no value"
    return five(substitute(algebra(le(0, binomial(y, 2))), {y: Rational(1, 2)}), 8)


@proof("upper", name="an index that is declared not to be 0")
def past_zero():
    "misjudges the sign of Sum(z**(k**2), (k, -1, 1))"
    k = Symbol("k", integer=True, nonzero=True)

    def total(last: int) -> Sum:
        return Sum(z ** (k**2), (k, -1, last))

    last_two = chain(unfold(total(1), "last"), apply(z + HOLE, unfold(total(0), "last")))
    none = algebra(eq(0, total(1).xreplace({z: Integer(0)}))), algebra(eq(total(-1).xreplace({z: Integer(0)}), 0))
    return five(apply(-HOLE, chain(none[0], substitute(last_two, {z: 0}), apply(HOLE + 1, none[1]))), 1)


@proof("upper", name="a variable that is declared to be positive")
def past_the_end():
    "misjudges the sign of Integral(Max(0, x*y), (y, -1, 1))"
    above = premise("half of |x|", eq(Integral(Max(x * y, 0), (y, -1, 1)), abs(x) / 2), for_all=(x,))
    none = premise("the halves cancel", eq(Integral(y, (y, -1, 1)), 0))
    return five(apply(-HOLE, chain(substitute(above, {x: 1}), none)), 2)


@proof("upper", name="a function whose least value nothing says")
def least_value():
    "F(1) is of no function of a claim"
    left = function("F", "what is left of 5 when the pieces are taken away", of=m, least=1).func(1)
    taken = premise("5 less the pieces is F(1)", eq(left, 5 - N))
    return apply(5 - HOLE, chain(substitute(algebra(le(0, z)), {z: left}, by=[taken]), taken))


THEOREM = Theorem(
    id="control.out_of_nothing",
    title="At most 5 pieces",
    source=cite("control", "false on purpose"),
    claims=(Claim("upper", UPPER, N <= 5),),
)
