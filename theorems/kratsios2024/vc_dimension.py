"""The VC dimension of mixtures of ReLU experts under nearest-prototype routing.  (kratsios2024; the constants are ours)

The abstract, which alone was read, has the order soft-O(E max(D E, J W)) and leaves open whether W is the width of an
expert or its number of parameters. Read as width it is refuted: E translated copies of points that bumps shatter give
2 D E floor(W/3). Read as parameters it follows from an explicit bound, in which the routing costs D E parameters and
every expert W_1 + .. + W_(J+1). The paper writes L for the number of experts.
"""

from dataclasses import replace
from itertools import product

import sympy
from boundkit.theorems.classical import network_growth, zaslavsky
from boundkit.theorems.classical.log_solve import above_the_exponent, log2, solution
from boundkit.theorems.classical.network_growth import (
    TWO_E,
    D,
    J,
    N,
    R,
    W,
    W_bar,
    beyond_first,
    both_depths,
    growth,
    i,
    log2_growth,
    parameters_up_to,
    written_as,
)
from boundkit.theorems.classical.sign_patterns import patterns
from flint import arb
from sympy import Eq, Integer, LessThan, Max, Min, Product, exp, floor, log

from boundkit.arithmetic.ball import enclosure
from boundkit.arithmetic.enclosure import enclose, precedes
from boundkit.arithmetic.nodes import GreatestInteger
from boundkit.calculus.inequalities.steps import Step
from boundkit.evidence import (
    Case,
    along,
    attained,
    certified,
    consistent_with,
    decided,
    derives,
    fails_without,
    identity,
    implied_by,
    instances,
    limit_is,
    nonnegative,
    refuted_by,
    too_small,
    too_strong,
)
from boundkit.evidence.witness import describe
from boundkit.formulas.evaluation import expand
from boundkit.measures.mixture_classes import FreelyRouted, Mixtures, SineMixtures
from boundkit.statements import (
    ASYMPTOTIC,
    EXACT,
    LOWER,
    UPPER,
    Claim,
    Reading,
    Theorem,
    cite,
    define,
    hypothesis,
    natural,
    quantity,
    real,
    soft_o,
)
from boundkit.statements.shape import k
from boundkit.verdict import Verdict

# symbols ----------------------------------------------------------------------------------------------------------

E = natural("E", "experts")
v = natural("v", "points that the experts shatter", least=0)
n = natural("n", "points")
P = natural("P", "parameters of one expert")

w = define("w", "parameters of the prototypes, and parameter counts W_1 + .. + W_(J+1) of all experts", E * (D + W_bar))
r = define("r", "factor in the base", TWO_E * E * (R + E - 1))
comparisons = N * E * (E - 1) / 2
routings = patterns(comparisons, 2, D * E)
by_polynomials = 1 + D * E * log2(TWO_E * N * (E - 1) / D)
rho = define("rho", "binary logarithm of the routings of N points: the smaller of two bounds",
             Min(by_polynomials, log2(zaslavsky.all_regions(comparisons, (D + 1) * (E - 1)))))  # fmt: skip
g = define("g", "sign patterns of one expert on N points, at most", growth(N))
gamma = define("gamma", "binary logarithm of the growth function of one expert", log2_growth(N))

longest = Max(D * E, J * P)
order = E * Max(D * E, J * W)
order_in_parameters = E * longest
closed = solution(r, w, 1 + E * (J + 1))
solved = GreatestInteger(rho + E * gamma, N, closed)
bumps = 2 * D * E * floor(W / 3)
simplices = E * (D + 1)

vc = quantity("V", "VC dimension of the mixtures", measure=lambda mixtures: mixtures.vc_dimension())
shattered = quantity("s", "points, out of n, that the mixtures shatter", measure=lambda mixtures: mixtures.shattered())
signs = quantity("G", "sign patterns of the mixtures on N points", measure=lambda mixtures: mixtures.sign_patterns())

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("the input goes to the expert of its nearest prototype", shape=(Eq(k, 1),))
def nearest(mixtures):
    return not isinstance(mixtures, FreelyRouted)


@hypothesis("experts are ReLU networks, or PReLU networks of a fixed slope other than 1")
def relu(mixtures):
    return not isinstance(mixtures, SineMixtures)


@hypothesis("experts have one hidden layer, J = 1", shape=(Eq(J, 1),))
def shallow(mixtures):
    return mixtures.hidden_layers == 1


@hypothesis("experts are all affine maps, J = 0", shape=(Eq(J, 0),))
def affine(mixtures):
    return mixtures.hidden_layers == 0 and not mixtures.constant


@hypothesis("inputs are numbers and experts constants", shape=(Eq(D, 1), Eq(J, 0)))
def constant(mixtures):
    return mixtures.hidden_layers == 0 and mixtures.constant and mixtures.D == 1


@hypothesis("inputs are numbers and experts are sin(pi f x)", shape=(Eq(D, 1),))
def sine(mixtures):
    return isinstance(mixtures, SineMixtures)


@hypothesis("the frequencies f are 1 + sums of 2^j")
def odd(mixtures):
    return mixtures.first == 1


@hypothesis("the experts shatter some v points")
def shatter(mixtures, at):
    return precedes(enclose(at["v"]), replace(mixtures, E=1).vc_dimension())


by_width = Reading("width", "W is the width of an expert, J its depth")
by_parameters = Reading("parameters", "W is the number of parameters of an expert; written P here")

STATEMENT = Theorem(
    id="kratsios2024.vc_dimension",
    title="VC dimension of a mixture of E experts",
    source=cite("kratsios2024", "order of the VC dimension", "abstract"),
    notes="The paper's L, the number of experts, is E here. The VC dimension is that of the classifiers f(x) > 0. "
          "Experts have J hidden layers of W units; for J = 0 they are affine and W plays no part.",
    given=(nearest, relu, shatter, shallow, affine, constant, sine, odd),
    readings=(by_width, by_parameters),
    claims=(
        Claim("published_width", ASYMPTOTIC, soft_o(vc, order), status="published", reading=by_width,
              given=(nearest, relu)),
        Claim("published_parameters", ASYMPTOTIC, soft_o(vc, order_in_parameters), status="published",
              reading=by_parameters, given=(nearest, relu)),
        Claim("growth", UPPER, signs <= routings * g**E, where=(E >= 2, W_bar <= N, 2 * D <= N),
              given=(nearest, relu),
              proof="The routing is decided by N C(E, 2) polynomials of degree 2 in D E variables; given the routing, "
                    "each expert sees at most N points."),
        Claim("upper_closed", UPPER, vc <= closed, where=(E >= 2,), given=(nearest, relu),
              proof="Weighted AM-GM turns the growth bound into 2^(1 + E (J + 1)) (N r / w)^w; solve 2^N <= that."),
        Claim("upper_solved", UPPER, vc <= solved, where=(E >= 2,), given=(nearest, relu),
              proof="A shattered set of N points has 2^N sign patterns; the routing factor is the smaller of the bound "
                    "by polynomials and the regions of N C(E, 2) hyperplanes in (D + 1)(E - 1) dimensions."),
        Claim("single_expert", UPPER, vc <= network_growth.vc_bound, where=(Eq(E, 1), J * W >= 2),
              given=(nearest, relu),
              proof="There is nothing to route: the class is that of one network."),
        Claim("lower_translate", LOWER, vc >= E * v, given=(nearest, relu, shatter),
              proof="E far-apart copies of a shattered set, a prototype at each, experts translated with their copy."),
        Claim("lower_bumps", LOWER, vc >= bumps, given=(nearest, relu, shallow),
              proof="Translated copies of the 2 D floor(W/3) points that bumps shatter."),
        Claim("lower_affine", LOWER, vc >= simplices, given=(nearest, relu, affine),
              proof="Translated copies of a simplex, whose D + 1 corners affine maps shatter."),
        Claim("exact_constant_1d", EXACT, Eq(vc, E), given=(nearest, relu, constant),
              proof="E cells on a line realise at most E - 1 changes of sign."),
        Claim("sine_experts", LOWER, shattered >= n, given=(nearest, sine, odd),
              proof="sin(pi f x) with f = 1 + sum of 2^j over the labels False has the wanted signs at x = 2^-j."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def constants_on_line(E):
    return Case(Mixtures(1, E, constant=True), {"D": 1, "J": 0, "W": 1, "v": 1})


def affine_mixtures(D, E):
    return Case(Mixtures(D, E), {"J": 0, "W": 1, "v": D + 1})


def shallow_mixtures(D, E, W):
    return Case(Mixtures(D, E, W), {"J": 1, "v": 2 * D * (W // 3)})


def labelled_affine_mixtures(E, N):
    return Case(Mixtures(1, E, N=N), {"D": 1, "J": 0, "W": 1})


def labelled_shallow_mixtures(E, W, N):
    return Case(Mixtures(1, E, W, N=N), {"D": 1, "J": 1})


def sine_mixtures(E, n):
    return Case(SineMixtures(E, n), {"D": 1, "J": 1, "W": 1})


def even_sine_mixtures(E, n):
    return SineMixtures(E, n, first=0)


def too_many_points(D, E):
    """One point more than affine maps shatter."""
    return Case(Mixtures(D, E), {"v": D + 2})


def freely_routed(n):
    return Case(FreelyRouted(n), {"D": 1, "E": 2, "J": 0, "W": 1})


# steps of bounds, checked one by one ----------------------------------------------------------------------------------


def routing_by_polynomials():
    """Which prototype is nearest is decided by N C(E, 2) polynomials of degree 2 in the D E prototype coordinates."""
    more, e = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "pe")
    yield identity("N C(E, 2) comparisons", comparisons, N * sympy.binomial(E, 2).expand(func=True))
    yield identity("2 e m q / p = 2 e N (E - 1) / D for m = N C(E, 2), q = 2, p = D E",
                   routings, 2 * (TWO_E * N * (E - 1) / D) ** (D * E))  # fmt: skip
    yield nonnegative("m >= p for N = 2 D + p, E = 2 + e", (comparisons - D * E).subs({N: 2 * D + more, E: 2 + e}))


def routing_by_hyperplanes(free):
    """The same comparisons are affine in the score parameters, of which those of one expert may be set to zero."""
    x, a, b = sympy.symbols("x a b", real=True)
    least = sympy.Symbol("least", positive=True)
    other = sympy.Symbol("u", nonnegative=True)
    yield identity("each coordinate: (x - a)^2 - (x - b)^2 = (2 b x - b^2) - (2 a x - a^2), affine in the scores",
                   (x - a) ** 2 - (x - b) ** 2, (2 * b * x - b**2) - (2 * a * x - a**2))  # fmt: skip
    yield identity("of E (D + 1) score parameters those of one expert are gone", (D + 1) * E - (D + 1), free)
    yield nonnegative("ties: at one parameter point for each vector (1[P > 0]) take half of the least P > 0 from all; "
                      "P > 0 stays so", (least + other) - least / 2 - least / 2)  # fmt: skip
    yield nonnegative("and P <= 0 falls below 0, so that every vector has an open region",
                      -least / 2 - (-other - least / 2))  # fmt: skip


def conditions():
    """What classical.log_solve asks for, and that N below the thresholds of the growth bound is below the bound."""
    two = 2 + sympy.Symbol("e", integer=True, nonnegative=True)
    base, weight = expand(r).subs(E, two), expand(w).subs(E, two)
    for number, depth in enumerate(("J = 0", "J >= 1")):
        for text, small, large in (("r >= 16", Integer(16), base), ("w >= 1 + E (J + 1)", 1 + two * (J + 1), weight)):
            sides = (both_depths(side)[number] for side in (small, large))
            yield certified(f"{text} for E >= 2, {depth}", LessThan(*sides, evaluate=False))
        yield nonnegative(f"w >= W_bar, {depth}", both_depths(weight - W_bar)[number])
        yield nonnegative(f"w >= 2 D, {depth}", both_depths(weight - 2 * D)[number])
    yield from above_the_exponent()


def closed_form(claim):
    """2^N <= routings times the growth of E experts; weighted AM-GM; classical.log_solve."""
    routing, of_routing = TWO_E * N * (E - 1) / D, D * E
    hidden, of_hidden = TWO_E * N * i * W / parameters_up_to(i), parameters_up_to(i)
    output, of_output = TWO_E * N * (J + 1) / network_growth.W_last, network_growth.W_last
    experts = Product(2 * hidden**of_hidden, (i, 1, J)) * 2 * output**of_output
    yield written_as("the growth bound is a product of factors 2 b^p", STATEMENT.claim("growth").expression,
                     2 * routing**of_routing * experts**E)  # fmt: skip
    yield identity("there are 1 + E (J + 1) factors", 1 + E * (sympy.summation(1, (i, 1, J)) + 1), 1 + E * (J + 1))
    yield from network_growth.counts()
    yield identity("the exponents add up to w, as W_1 + .. + W_(J+1) = W_bar", of_routing + E * W_bar, w)
    each = sympy.simplify(hidden * of_hidden), sympy.simplify(output * of_output)
    yield identity("and the sum of p b is N r",
                   routing * of_routing + E * (sympy.summation(each[0], (i, 1, J)) + each[1]), N * r)  # fmt: skip
    yield from network_growth.weighted_means()
    yield from conditions()
    yield written_as("2^N <= 2^(1 + E (J + 1)) (N r / w)^w, solved for N", claim.expression,
                     solution(r, w, 1 + E * (J + 1)))  # fmt: skip


def below_the_solution(claim):
    """N shattered points have N <= rho + E gamma if N >= W_bar, 2 D; fewer are below the solution."""
    two = 2 + sympy.Symbol("e", integer=True, nonnegative=True)
    m, k = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "mk")
    above, free = STATEMENT.claim("upper_closed"), (D + 1) * (E - 1)
    yield from closed_form(above)
    yield from routing_by_polynomials()
    yield from routing_by_hyperplanes(free)
    yield from network_growth.logarithm()
    yield identity("log2 of the bound by polynomials, written out",
                   *(sympy.expand_log(part, force=True) for part in (log2(routings), by_polynomials)))  # fmt: skip
    yield written_as("the greatest N with N <= rho + E gamma, from the closed form, which is no less", claim.expression,
                     GreatestInteger(Min(by_polynomials, log2(zaslavsky.all_regions(comparisons, free)))
                                     + E * log2_growth(N), N, above.expression))  # fmt: skip
    yield identity("at N = 2 D: 2 e N (E - 1) / D = 4 e (E - 1)", (TWO_E * N * (E - 1) / D).subs(N, 2 * D),
                   2 * TWO_E * (E - 1))  # fmt: skip
    yield nonnegative("which is above 1, and there is a region: rho >= 0", 4 * (two - 1) - 1)
    yield decided("2 e >= 4: as W_i <= W_bar <= N, each term W_i log2(2 e N i k_i / W_i) of gamma is at least 2 W_i",
                  bool(2 * arb.const_e() >= 4))  # fmt: skip
    yield nonnegative("so that rho + E gamma >= 2 E W_bar >= 4 W_bar at N = max(W_bar, 2 D)", 2 * two - 4)
    for number, depth in enumerate(("J = 0", "J >= 1")):
        yield nonnegative(f"4 W_bar >= 2 D, {depth}: the solution is no less than that N",
                          both_depths(4 * W_bar - 2 * D)[number])  # fmt: skip
    yield identity("rho and gamma grow with N: C(m+1, k+1) = C(m, k+1) + C(m, k)", sympy.binomial(m + 1, k + 1),
                   sympy.binomial(m, k + 1) + sympy.binomial(m, k))  # fmt: skip


def grid():
    """Parameters at which figures are compared; the width says nothing for J = 0."""
    for values in product((1, 2, 3, 8), (2, 3, 8), (0, 1, 2, 5), (1, 3, 32)):
        point = dict(zip("DEJW", values, strict=True))
        if point["J"] or point["W"] == 1:
            yield point
    yield {"D": 64, "E": 64, "J": 4, "W": 256}
    yield {"D": 4096, "E": 128, "J": 2, "W": 14336}


def figure(expression, point):
    return enclosure(expand(expression), point)


def closed_above_solved():
    """The iteration from four times the closed form ends below it, and where the one from the closed form ends."""
    from_above = GreatestInteger(rho + E * gamma, N, 4 * closed)
    for point in grid():
        value, other = figure(solved, point), figure(from_above, point)
        yield decided("the greatest N with N <= rho + E gamma is at most the closed form",
                      precedes(other, figure(closed, point)) and value == other, **point, solved=other)  # fmt: skip


def closed_above_lower_bounds():
    """The closed form is t + w log2(2 r log2 r) >= w, and w is above what bumps and simplices shatter."""
    yield from conditions()
    yield nonnegative("w >= 2 D E W / 3 >= 2 D E floor(W/3) for J = 1",
                      both_depths(w - bumps.xreplace({floor(W / 3): W / 3}))[1].subs(beyond_first, 0))  # fmt: skip
    yield nonnegative("w >= E (D + 1) for J = 0", both_depths(w - simplices)[0])


def solved_above_lower_bounds():
    for point in grid():
        if point["J"] <= 1:
            lower = bumps if point["J"] else simplices
            yield decided("solved bound >= lower bound", precedes(figure(lower, point), figure(solved, point)), **point)


def closed_is_monotone():
    """w, r and 1 + E (J + 1) grow with each of D, E, J, W, and the closed form with each of them."""
    for name, expression in (("w", w), ("r", r / TWO_E)):
        flat, deep = both_depths(expression)
        yield nonnegative(f"{name} from J = 0 to J = 1", deep.subs(beyond_first, 0) - flat)
        yield nonnegative(f"{name} from J to J + 1", deep.subs(beyond_first, beyond_first + 1) - deep)
        for symbol in (D, E, W):
            yield nonnegative(f"{name} from {symbol} to {symbol} + 1, J = 0", flat.subs(symbol, symbol + 1) - flat)
            yield nonnegative(f"{name} from {symbol} to {symbol} + 1, J >= 1", deep.subs(symbol, symbol + 1) - deep)


def solved_is_monotone():
    for point in grid():
        for name in point:
            more = point | {name: point[name] + 1}
            yield decided(f"from {name} to {name} + 1", precedes(figure(solved, point), figure(solved, more)), **point)


def bumps_of_prelu():
    """PReLU of slope a is max(t, 0) + a min(t, 0)."""
    t, q, a, h, delta = sympy.symbols("t q a h delta", real=True)
    yield identity("PReLU(t) = (1 - a) max(t, 0) + a t where t >= 0", t, (1 - a) * t + a * t)
    yield identity("and where t <= 0", a * t, (1 - a) * 0 + a * t)
    yield identity("the linear parts of a bump's three units cancel", a * (h + delta) - 2 * a * h + a * (h - delta), 0)
    yield identity("and for a other than 1 the output weights divide by 1 - a", (1 - a) * q / (1 - a), q)


def width_is_not_enough(claim):
    """E fixed, J = 1, W = D E, D growing: 2 D E floor(W/3) grows like D^2, E max(D E, J W) polylog like D."""
    q = sympy.Symbol("q", integer=True, nonnegative=True)
    power = sympy.Symbol("c", positive=True)
    ray = {J: Integer(1), W: D * E}
    for remainder in range(3):
        width = 3 * q + remainder
        yield identity(f"floor(W/3) = q for W = 3 q + {remainder}", floor(width / 3), q)
        yield nonnegative("and q >= (W - 2)/3", q - (width - 2) / 3)
    smaller, published = bumps.xreplace({floor(W / 3): (W - 2) / 3}).subs(ray), claim.expression.subs(ray)
    yield identity("the claimed order on this ray is D E^2", published, D * E**2)
    yield limit_is("log(2 D E (W - 2)/3 / order) / log D", log(smaller / published) / log(D), D, 1)
    yield limit_is("log of log(D E J W)^c, over log D", power * log(log(D * E * J * W).subs(ray)) / log(D), D, 0)
    mixtures = Mixtures(D=2, E=2, W=6)
    claimed = claim.expression.subs({D: 2, E: 2, J: 1, W: 6})
    yield Step(f"16 points in the plane, all 2^16 labellings by two experts of width 6; E max(D E, J W) = {claimed}",
               mixtures.shattered() == 16 and bool(claimed < 16), describe(mixtures.witness()))  # fmt: skip


def parameters_are_enough(claim):
    """w <= 3 order, r <= 6 e order and 1 + E (J + 1) <= w: the closed form is of the order, up to logarithms."""
    by_mean = claim.expression.xreplace({longest: (D * E + 2 * J * P) / 3})
    flat, deep = (both_depths(bound.subs(P, network_growth.W_last))[number]
                  for number, bound in enumerate((claim.expression, by_mean)))  # fmt: skip
    yield written_as("upper_closed", STATEMENT.claim("upper_closed").expression, solution(r, w, 1 + E * (J + 1)))
    for text, multiple, part in (("w <= 3 order", 3, w), ("r <= 6 e order", 6, r / exp(1))):
        yield nonnegative(f"{text}, J = 0", multiple * flat - both_depths(part)[0])
        yield nonnegative(f"{text}, J >= 1, as max(D E, J P) >= (D E + 2 J P) / 3",
                          multiple * deep - both_depths(part)[1])  # fmt: skip
    yield from conditions()
    base = real("r", "factor in the base", least=16)
    yield certified("log2(2 r log2 r) <= log2(2 r^2), a logarithm of the order",
                    LessThan(log2(2 * base * log2(base)), log2(2 * base**2), evaluate=False))  # fmt: skip
    one, two = claim.expression.subs(E, 1), claim.expression.subs(E, 2)
    for text, of_one, of_two in (("2 D", D, 2 * D), ("J P", J * P, J * P)):
        yield nonnegative(f"one expert twice is two experts; their order is at most 4 times as large, also for {text}",
                          4 * one.xreplace({Max(D, J * P): of_one})
                          - two.xreplace({Max(2 * D, J * P): of_two}))  # fmt: skip


def consistent_with_bumps(claim):
    """Reading W as parameters, the bumps stay below the order: 2 D E floor(W/3) <= E P."""
    one_layer = both_depths(network_growth.W_last)[1].subs(beyond_first, 0)
    below = claim.expression.xreplace({longest: J * P}).subs({J: 1, P: one_layer})
    yield identity("P = (D + 2) W + 1 for J = 1", one_layer, (D + 2) * W + 1)
    yield nonnegative("E P >= 2 D E W / 3", below - bumps.xreplace({floor(W / 3): W / 3}))


# evidence ---------------------------------------------------------------------------------------------------------

affine_experts = {J: 0, P: network_growth.W_last}
one_layer = {J: 1, P: network_growth.W_last}
full_bumps = {**one_layer, W: 3 * natural("q", "a third of the width")}

THEOREM = STATEMENT.supported_by(
    derives("published_width", width_is_not_enough, shows=Verdict.REFUTED,
            assuming=("lower_bumps",), scope="a ray of growing D, and 16 points"),
    refuted_by("published_width", "lower_bumps", along(D, tied={W: D * E, J: 1})),
    derives("published_parameters", parameters_are_enough, assuming=("upper_closed",),
            scope="w, r and 1 + E (J + 1) are of the order"),
    derives("published_parameters", consistent_with_bumps, scope="the order is above lower_bumps"),
    implied_by("published_parameters", "upper_closed", along(D, tied=affine_experts), along(D, tied=one_layer),
               along(E, tied=one_layer), along(W, tied=one_layer), along(J, tied={P: network_growth.W_last}),
               along(D, E, W, J, tied={P: network_growth.W_last})),
    consistent_with("published_parameters", "lower_bumps", along(D, tied=full_bumps), along(E, tied=full_bumps),
                    along(W, tied=one_layer), along(D, E, W, tied=one_layer)),
    too_small("published_parameters", soft_o(vc, longest), "lower_bumps", along(D, E, W, tied=one_layer)),
    too_small("published_parameters", soft_o(vc, E * sympy.sqrt(longest)), "lower_bumps", along(W, tied=one_layer)),
    too_small("published_parameters", soft_o(vc, E * Max(D, P)), "upper_closed",
              along(J, tied={P: network_growth.W_last})),
    instances("growth", labelled_affine_mixtures, E=(2, 3, 4), N=(4, 16, 256), full={"N": range(4, 257, 7)}),
    instances("growth", labelled_shallow_mixtures, E=(2, 3), W=(1, 3), N=(20, 1000),
              full={"W": (1, 2, 3, 6), "N": range(20, 1021, 50)}),
    too_strong("growth", signs <= routings, labelled_shallow_mixtures, name="too strong: no experts",
               E=2, W=15, N=76),
    too_strong("growth", signs <= g, labelled_affine_mixtures, name="too strong: one expert and no routing",
               E=3, N=60),
    derives("upper_closed", closed_form, assuming=("growth", "classical.log_solve:upper"),
            scope="its steps, one by one"),
    derives("upper_closed", closed_is_monotone, scope="monotone in D, E, J, W"),
    derives("upper_closed", closed_above_lower_bounds, scope="above lower_bumps and lower_affine"),
    instances("upper_closed", constants_on_line, E=(2, 3, 4)),
    instances("upper_closed", affine_mixtures, D=1, E=(2, 3, 4)),
    instances("upper_closed", shallow_mixtures, D=1, E=(2, 3, 4), W=(3, 6), full={"W": range(3, 13)}),
    too_strong("upper_closed", vc <= order, shallow_mixtures, D=2, E=2, W=6),
    fails_without(relu, "upper_closed", sine_mixtures, E=2, n=(12, 160)),
    fails_without(nearest, "upper_closed", freely_routed, n=(12, 160)),
    derives("upper_solved", below_the_solution,
            assuming=("growth", "upper_closed", "classical.network_growth:growth",
                      "classical.zaslavsky:upper", "classical.log_solve:upper"), scope="its steps, one by one"),
    derives("upper_solved", solved_above_lower_bounds, scope="above lower_bumps and lower_affine, on a grid"),
    derives("upper_solved", closed_above_solved, scope="never above upper_closed, on a grid"),
    derives("upper_solved", solved_is_monotone, scope="monotone in D, E, J, W, on a grid"),
    instances("upper_solved", constants_on_line, name="constants on a line", E=(2, 3, 4)),
    instances("upper_solved", affine_mixtures, name="affine experts on a line", D=1, E=(2, 3, 4)),
    instances("upper_solved", shallow_mixtures, name="one hidden layer on a line", D=1, E=(2, 3), W=(3, 6)),
    too_strong("upper_solved", vc <= order, shallow_mixtures, name="too strong: the order read as width", D=2, E=2,
               W=6),
    instances("single_expert", shallow_mixtures, name="one expert on a line", D=1, E=1, W=(3, 6, 9)),
    too_strong("single_expert", vc <= D + J + 1, shallow_mixtures, D=1, E=1, W=6),
    instances("lower_translate", affine_mixtures, name="copies of simplices", D=(1, 2, 3), E=(1, 2, 3)),
    instances("lower_translate", shallow_mixtures, name="copies of bumps", D=(1, 2), E=(1, 2), W=(3, 6)),
    too_strong("lower_translate", vc >= E * v + 1, constants_on_line, E=(1, 2)),
    fails_without(shatter, "lower_translate", too_many_points, D=1, E=(1, 2)),
    derives("lower_bumps", bumps_of_prelu, scope="bumps of PReLU units"),
    instances("lower_bumps", shallow_mixtures, name="shattering certificates", D=(1, 2, 3), E=(1, 2, 3),
              W=(3, 5, 6),
              only=lambda D, E, W: 2 * D * (W // 3) <= 8,
              full={"D": range(1, 7), "E": range(1, 6), "W": range(3, 13)}),
    instances("lower_bumps", shallow_mixtures, name="12 and 16 points, every labelling", D=3, E=1, W=6,
              full={"D": (2, 4), "W": (6, 12)}, only=lambda D, E, W: D * (W // 3) in (6, 8)),
    too_strong("lower_bumps", vc >= 2 * D * E * W, shallow_mixtures, D=1, E=(1, 2), W=3),
    instances("lower_affine", affine_mixtures, D=range(1, 7), E=range(1, 5), name="shattered simplices",
              full={"D": range(1, 12), "E": range(1, 8)}),
    attained("lower_affine", affine_mixtures, D=1, E=range(1, 5)),
    too_strong("lower_affine", vc >= simplices + 1, affine_mixtures, D=1, E=(1, 2)),
    instances("exact_constant_1d", constants_on_line, name="exhausted labellings", E=range(1, 5),
              full={"E": range(1, 12)}),
    too_strong("exact_constant_1d", Eq(vc, E + 1), constants_on_line, E=(1, 2)),
    instances("sine_experts", sine_mixtures, name="12 points, every labelling in ball arithmetic", E=1,
              n=range(1, 13)),
    instances("sine_experts", sine_mixtures, name="phases of many points", E=1, n=(40, 160)),
    fails_without(odd, "sine_experts", even_sine_mixtures, E=1, n=(1, 2, 20)),
)  # fmt: skip
