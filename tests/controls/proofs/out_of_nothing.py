"""False: there are at most 5 pieces. Proofs from next to nothing, by steps that would give 0 <= -1 or the like."""

from sympy import (
    Eq,
    Function,
    Integer,
    Integral,
    Lt,
    Max,
    Min,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    binomial,
    ceiling,
    exp,
    floor,
    loggamma,
)

from boundkit.arithmetic.nodes import LowerLambertW
from boundkit.evidence import proof
from boundkit.formulas.domain import Domain
from boundkit.formulas.symbols import Variable, function, positive, real
from boundkit.proofs import (
    HOLE,
    Fact,
    algebra,
    apply,
    assume,
    chain,
    cut,
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
k = natural("k", "a number that is no greater", least=0, at_most=n)
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


@proof("upper", name="a function of which more is assumed than is declared")
def undeclared_sign():
    "F(1) is of the kind F, which no proof can hold"
    declared = {"meaning": "what is left of 5", "places": (n,), "domain": Domain(), "measure": None, "is_unknown": True}
    left = Function("F", positive=True, **declared)(1)
    taken = premise("5 less the pieces is F(1)", eq(left, 5 - N))
    return apply(5 - HOLE, chain(substitute(algebra(le(0, z)), {z: left}, by=[taken]), taken))


@proof("upper", name="a name that a search gives to what it adds")
def borrowed_name():
    "'part of ceiling(x)' is no name of a symbol of an inequality"
    part = positive("part of ceiling(x)", "as large as you like")
    fact = algebra(le(ceiling(x) - x + part, 10**9))
    return five(apply(HOLE - 2 * 10**9, substitute(fact, {part: 2 * 10**9, x: 0})), Rational(1, 10**9))


@proof("upper", name="the symbol by which the kernel calls an index")
def borrowed_index():
    "Sum(i - 5, (i, 1, n)) >= 0 is not known"
    i = Symbol("i", integer=True)
    each = Variable("i of a range", "an index of a range", Domain(True, Integer(1), False, n))
    held = times(algebra(le(0, 1)), Sum(i - 5, (i, 1, n)), by=[assume(le(0, each - 5))])
    last = cut(substitute(substitute(held, {each: n}), {n: 5}), algebra(le(0, 0)), algebra(le(1, 5)))
    return five(chain(last, algebra(le(Sum(i - 5, (i, 1, 5)), -5))), Rational(1, 5))


@proof("upper", name="a domain that begins where sympy misjudges it")
def misjudged_end():
    "misjudges the sign of Sum(i, (i, -3, 2))"
    i, j = Symbol("i", integer=True, positive=True), Symbol("j", integer=True)
    low = real("low", "at least -3, which sympy takes for positive", least=Sum(i, (i, -3, 2)))
    below_zero = substitute(times(algebra(le(0, 1)), low), {low: -2})
    return five(cut(below_zero, algebra(le(Sum(j, (j, -3, 2)), -2))), Rational(1, 2))


@proof("upper", name="a generic end of the domain of a fixed symbol")
def generic_end():
    "what k may be depends on n; it is not for all values of these"
    few = premise("the number k of the object is no smaller than that of its pieces", N <= k, for_all=(n,))
    return chain(substitute(chain(few, algebra(le(k, n))), {n: 1}), algebra(le(1, 5)))


@proof("upper", name="an even number above an odd one")
def even_above_odd():
    "6**m/3 - 2 may be 0"
    gap = 6**m / 3 - 2
    one = times(assume(eq(gap, 0)), 1 / gap)
    return five(apply(-HOLE, cut(substitute(one, {m: 1}), algebra(eq(0, 0)))), 1)


def is_two(number: object) -> Piecewise:
    return Piecewise((1, Eq(number, 2)), (0, True))


@proof("upper", name="a fraction to a power that may be whole")
def fraction_to_a_power():
    "the proof shows Piecewise((1, (9/4)**y = 2), (0, True))"
    return substitute(apply(is_two(HOLE), assume(eq(y, 2))), {y: Rational(9, 4) ** y})


@proof("upper", name="a least value from what stands inside")
def least_of_numbers_inside():
    "Min(3, Max(2, x), Max(z, Min(1, x))) <= Max(2, x), the claim upper says"
    below = algebra(le(Min(3, y, Max(z, Min(1, x))), y))
    return substitute(below, {y: Max(2, x)})


@proof("upper", name="an integral that jumps over 0")
def integral_over_a_jump():
    "Integral(ceiling(2*t) - 3/2, (t, 0, 1)) = 0), (0, True)) = 1, the claim upper says"
    t = Symbol("t", real=True)
    halves = premise("the halves cancel", eq(Integral(ceiling(2 * t) - Rational(3, 2), (t, 0, 1)), 0))
    return apply(is_two(HOLE + 2), halves)


def needle(place: Symbol, middle: object) -> Sum:
    """A term that is far below 0 at one place and 1 everywhere else."""
    return 1 - 2000 * exp(-(10**8) * (place - middle) ** 2)


@proof("upper", name="a sum that is estimated at some of its places")
def needle_in_a_sum():
    "do not meet"
    i = Symbol("i", integer=True)
    total = Sum(needle(i, 500), (i, 1, 1000))
    return five(chain(substitute(algebra(le(0, Max(x, 0))), {x: total}), algebra(le(total, -1))), 1)


@proof("upper", name="a sum that is rounded by an estimate")
def needle_in_a_rounded_sum():
    "floor(Sum("
    i = Symbol("i", integer=True)
    total = Sum(needle(i, 500), (i, 1, 1000)) / 1000
    return chain(substitute(algebra(le(floor(x), x)), {x: total}), algebra(le(total, -Rational(1, 2))))


@proof("upper", name="an integral that is estimated at some of its places")
def needle_in_an_integral():
    "do not meet"
    t = Symbol("t", real=True)
    whole = Integral(1000 * needle(t, Rational(1, 3)), (t, 0, 1))
    value = premise("far below 0 near 1/3", le(whole, -1))
    return five(chain(substitute(algebra(le(0, Max(x, 0))), {x: whole}, by=[value]), value), 1)


@proof("upper", name="a logarithm of gamma at a number that is rounded to 1")
def near_a_zero_of_loggamma():
    "Max(-1/10000000000000000000000000000000000000000, loggamma("
    near, low = loggamma(1 + Rational(1, 10**30)), -Rational(1, 10**40)
    above = substitute(algebra(le(low, Max(x, low))), {x: near})
    return five(chain(apply(HOLE - low, above), algebra(le(near - low, -Rational(1, 10**35)))), 10**35)


@proof("upper", name="a branch of Lambert's W near its end")
def near_the_end_of_a_branch():
    "the claim upper says"
    near, low = LowerLambertW(Rational(1, 10**30) - exp(-1)), -1 - Rational(1, 10**12)
    return chain(algebra(le(low / 2 + Rational(-1, 2), near)), substitute(algebra(le(x, Max(x, low))), {x: near}))


THEOREM = Theorem(
    id="control.out_of_nothing",
    title="At most 5 pieces",
    source=cite("control", "false on purpose"),
    claims=(Claim("upper", UPPER, N <= 5), Claim("named", UPPER, N <= k)),
)
