"""Proofs of sharper.convex_cells: caps of a paraboloid, volumes that add up to 1, and a convex function of volume."""

from boundkit.theorems.sharper.convex_cells import L1, STATEMENT, G, M, N, d, e, eps, kappa, m, sup, volume
from sympy import Eq, Integer, Lt, Rational, Sum, exp, pi

from boundkit.evidence import derives, identity, proof
from boundkit.formulas.symbols import natural, positive, real
from boundkit.proofs import (
    HOLE,
    Fact,
    add,
    algebra,
    apply,
    chain,
    lemma,
    other,
    premise,
    substitute,
    termwise,
    times,
    unknown,
)
from boundkit.proofs.powers import mean_of_powers
from boundkit.proofs.sums import equal_terms, summed
from boundkit.proofs.sums import n as terms
from boundkit.proofs.sums import t as term

i = natural("i", "a cell")
z = real("z", "any number")
a, x, g = positive("a", "an exponent"), positive("x", "a number"), positive("g", "a factor")
HALF = Rational(1, 2)


@proof("key_lemma")
def cap_of_a_paraboloid() -> Fact:
    Q = unknown("Q", "volume of the cap of height 2 eps of the paraboloid", at_least=0)
    Y = unknown("Y", "volume of the cylinder around it", at_least=0)
    inside = premise(
        "a half space holds the cell and none of the open convex set below its least value; over x' a slice of the "
        "cell is no longer than that of the cap", volume <= Q)  # fmt: skip
    part = premise("a cap of a paraboloid is 2/(d + 1) of the cylinder around it (Archimedes, for d = 3)",
                   Q <= 2 * Y / (d + 1))  # fmt: skip
    around = premise("the cylinder has the height 2 eps and a base of radius (2 eps)^(1/2)",
                     Y <= kappa * (2 * eps) ** ((d - 1) / 2) * 2 * eps)  # fmt: skip
    return chain(inside, part, times(around, 2 / (d + 1)))


@proof("sup_lower", assuming=("key_lemma",))
def volumes_add_up() -> Fact:
    v = unknown("v", "volume of cell i", of=(i,), at_least=0)
    l = unknown("l", "logarithm of twice the sup error")  # noqa: E741
    error = premise("beta is constant on no cell, so the error is positive", Eq(sup, exp(l) / 2))
    fill = premise("the cells fill the cube", Eq(Sum(v(i), (i, 1, m)), 1))
    cell = lemma(STATEMENT, "key_lemma", other("cell i, on which beta oscillates by twice the error at most", v(i)),
                 for_all=(i,), d=d, eps=exp(l) / 2)  # fmt: skip
    power = exp(l) ** ((d + 1) / 2)
    equal = substitute(equal_terms(), {terms: m, term: 2 / (d + 1) * kappa * power})
    whole = times(chain(fill, termwise(cell, i, 1, m), equal), (d + 1) / (2 * kappa * m))
    root = apply(HOLE ** (2 / (d + 1)), chain(whole, apply(HOLE * power, inverse_powers_of_pi())))
    return chain(times(chain(root, substitute(root_of_a_power(), {z: l})), HALF), error)


def inverse_powers_of_pi() -> Fact:
    return algebra(Eq(pi ** (HALF - d / 2) * pi ** (d / 2 - HALF), 1, evaluate=False))


def root_of_a_power() -> Fact:
    return algebra(Eq((exp(z) ** ((d + 1) / 2)) ** (2 / (d + 1)), exp(z), evaluate=False))


@proof("mse_lower", assuming=("key_lemma",))
def convex_in_the_volume() -> Fact:
    v = unknown("v", "volume of cell i", of=(i,), at_least=0)
    s = unknown("s", "variance of beta on cell i", of=(i,), at_least=0)
    y = unknown("y", "where psi has its mean; beta is its least value on cell i and psi(y), y of density d y^(d - 1)",
                of=(i,), at_least=0)  # fmt: skip
    l = unknown("l", "logarithm of psi(y(i))", of=(i,))  # noqa: E741
    power, rest = 4 / (d + 1), d / ((d + 2) * (d + 1) ** 2)
    factor = (d + 1) / (2 * kappa)
    fill = premise("the cells fill the cube", Eq(Sum(v(i), (i, 1, m)), 1))
    some = premise("every cell has a volume", Lt(0, v(i)), for_all=(i,))
    errors = premise("the squared error is the mean of the variances", Sum(v(i) * s(i), (i, 1, m)) <= e)
    line = premise("psi is convex (Brunn-Minkowski) and psi(0) = 0, so it is psi(y(i)) |y/y(i) - 1| or more away from "
                   "its mean psi(y(i))", (exp(l(i)) / y(i)) ** 2 * rest <= s(i), for_all=(i,))  # fmt: skip
    jensen = premise("the mean of a convex psi is at least its value at the mean d/(d + 1) of y",
                     d / (d + 1) <= y(i), for_all=(i,))  # fmt: skip
    part = lemma(STATEMENT, "key_lemma", other("the part of cell i where beta is below its mean", y(i) ** d * v(i)),
                 for_all=(i,), d=d, eps=exp(l(i)) / 2)  # fmt: skip
    inside = chain(algebra(Lt(0, d / (d + 1), evaluate=False)), jensen)
    height = exp(l(i)) ** ((d + 1) / 2)
    steep = apply(HOLE ** (2 / (d + 1)), chain(times(part, factor), apply(HOLE * height, inverse_powers_of_pi())))
    slope = times(chain(steep, substitute(root_of_a_power(), {z: l(i)})), 1 / y(i), by=(inside,))
    shape = algebra(Eq(g ** (2 / (d + 1)) * x ** (2 / (d + 1)) * a ** ((d - 1) / (d + 1)),
                       (a**d * x * g) ** (2 / (d + 1)) / a, evaluate=False))  # fmt: skip
    known = substitute(shape, {a: y(i), x: v(i), g: factor}, by=(inside, some))
    at_mean = apply(factor ** (2 / (d + 1)) * v(i) ** (2 / (d + 1)) * HOLE ** ((d - 1) / (d + 1)), jensen)
    weight = (d / (d + 1)) ** (2 * (d - 1) / (d + 1)) * factor**power * rest
    apart = substitute(algebra(Eq(x ** (1 + power), x * x**power, evaluate=False)), {x: v(i)}, by=(some,))
    own = times(chain(apply(HOLE**2 * rest, chain(at_mean, known, slope)), line), v(i))
    each = chain(apply(weight * HOLE, apart), own)
    means = times(mean_of_powers(fill, v(i), i, m, power, by=(some,)), weight)
    closed = substitute(algebra(Eq((g / m) ** power, g**power * m**-power, evaluate=False)), {g: factor})
    return chain(
        apply(HOLE * (d / (d + 1)) ** (2 * (d - 1) / (d + 1)) * rest, closed),
        chain(means, summed(each, i, m), errors),
    )


def on_the_line():
    """At d = 1 both bounds are what equal slabs have."""
    for name, known in (("sup_lower", 1 / (2 * m)), ("mse_lower", 1 / (12 * m**2))):
        expression = STATEMENT.claim(name).expression.xreplace({d: Integer(1)})
        yield identity(f"{name} at d = 1 is the error of m equal slabs", expression, known)


of_the_line = derives("mse_lower", on_the_line, scope="d = 1, where equal slabs attain it")


@proof("sup_upper")
def width_and_bend_of_a_slab() -> Fact:
    w = unknown(
        "w",
        "width of the widest slab in x_1 + 2 c' x'",
        at_least=0,
        measure=lambda cells: getattr(cells, "width", None),
    )
    q = unknown("q", "largest |x' - c'|^2 in a prism", at_least=0, measure=lambda cells: getattr(cells, "bend", None))
    both = premise("on a cell beta is a constant, the number that the slab bounds, and |x' - c'|^2",
                   sup <= (w + q) / 2)  # fmt: skip
    wide = premise("x_1 + 2 c' x' runs through at most 1 + 2 (d - 1)/G on a prism, and N slabs share it",
                   w <= (1 + 2 * (d - 1) / G) / N)  # fmt: skip
    bend = premise("x' is at most half a side 1/G from the centre along each axis", q <= (d - 1) / (4 * G**2))
    return chain(both, times(add(wide, bend), HALF))


@proof("smooth_upper")
def slabs_across_a_gradient() -> Fact:
    w = unknown("w", "width of the widest slab, in grad (x - x_i)", at_least=0)
    q = unknown("q", "largest remainder |beta - beta(x_i) - grad (x - x_i)|", at_least=0)
    both = premise("the constant in the middle of a slab errs by half its width and a remainder at most",
                   sup <= w / 2 + q)  # fmt: skip
    wide = premise("grad (x - x_i) runs through at most L1/G on a cube of side 1/G, and N slabs share it",
                   w <= L1 / (G * N))  # fmt: skip
    bend = premise("a remainder is at most M |x - x_i|^2/2 (Taylor), and |x - x_i|^2 at most d/(4 G^2)",
                   q <= M * d / (8 * G**2))  # fmt: skip
    return chain(both, add(times(wide, HALF), bend))
