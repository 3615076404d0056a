"""The VC dimension of mixtures of ReLU experts under nearest-prototype routing.  (kratsios2024; the constants are ours)

The abstract, which alone was read, has the order soft-O(E max(D E, J W)) and leaves open whether W is the width of an
expert or its number of parameters. Read as width it is refuted: E translated copies of points that bumps shatter give
2 D E floor(W/3). Read as parameters it follows from an explicit bound, in which the routing costs D E parameters and
every expert W_1 + .. + W_(J+1). The paper writes L for the number of experts.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import sympy
from boundkit.theorems.classical import bump_shattering, network_growth, zaslavsky
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
from flint import arb, fmpq
from sympy import Eq, Integer, LessThan, Max, Min, Product, exp, floor, log

from boundkit.arithmetic.ball import enclosure
from boundkit.arithmetic.enclosure import Enclosure, enclose, precedes
from boundkit.arithmetic.nodes import GreatestInteger
from boundkit.arithmetic.rational import rational
from boundkit.calculus.inequalities.steps import Step
from boundkit.constructions.bumps import Bumps, Shattering, TranslatedCopies, one_point, simplex
from boundkit.evidence import (
    Case,
    along,
    at_least,
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
from boundkit.measures.growth import (
    affine_dichotomies,
    fewest_intervals,
    labellings,
    labellings_on_line,
    realises,
    served_apart,
    unrealised,
    vc_dimension_on_line,
)
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
    given,
    natural,
    quantity,
    real,
    soft_o,
)
from boundkit.statements.shape import k
from boundkit.verdict import Verdict

# notation ---------------------------------------------------------------------------------------------------------

EXHAUSTED = 12  # points up to which every labelling is tried, in bounds from above


@dataclass(frozen=True)
class Mixtures:
    """All mixtures of E experts on R^D that are constant, affine, or ReLU networks with one hidden layer of W units.

    The input goes to the expert of the nearest prototype. ``N`` points on a line are held against the growth bound.
    """

    D: int
    E: int
    W: int = 0
    constant: bool = False
    N: int = 0

    @cached_property
    def bumps(self):
        return Bumps(self.D, self.W)

    @cached_property
    def copies(self):
        """Points that are shattered, and a mixture for every labelling of them."""
        one_expert = one_point(self.D) if self.constant else simplex(self.D)
        return TranslatedCopies(self.bumps.shattering if self.hidden_layers else one_expert, self.E)

    @property
    def hidden_layers(self):
        return int(self.W > 0)

    @property
    def changes(self):
        """How often the sign of one expert changes along a line, at most: it is affine on W + 1 intervals."""
        return 0 if self.constant else self.W + 1

    def shattered(self):
        """How many points the copies shatter, every labelling of them verified exactly.

        A point is nearest to the prototype of its own copy alone, so that expert e alone answers for copy e, and it is
        enough that expert e realises every labelling of copy e.
        """
        groups = self.copies.groups
        realised = served_apart(self.copies.gate, groups) and all(
            unrealised(group, lambda labels, e=e: self.expert(e, labels)) is None for e, group in enumerate(groups)
        )
        return len(self.copies.points) if realised else 0

    def expert(self, index, labels):
        network = self.copies.expert(index, labels)
        assert network.widths == (self.W,) * self.hidden_layers
        return network

    def greatest(self):
        """On a line the prototypes cut E intervals: no labelling with more changes is realised, whatever the points."""
        most = self.E * (self.changes + 1)
        if most < EXHAUSTED:
            return vc_dimension_on_line(self.E, self.changes)
        alternating = [place % 2 for place in range(most + 1)]
        assert fewest_intervals(alternating, self.changes) > self.E
        return most

    def vc_dimension(self):
        return Enclosure(rational(self.shattered()), rational(self.greatest()) if self.D == 1 else None)

    def sign_patterns(self):
        """Of N points on a line: at least those of far-apart groups, at most the labellings with few enough changes."""
        most = labellings_on_line(self.N, self.E, self.changes)
        return Enclosure(rational(self.patterns_of_groups()), rational(most))

    def patterns_of_groups(self):
        """Patterns on E groups, one for each expert: of N / E points for affine experts, else of the shattered ones."""
        if self.hidden_layers:
            return 2 ** self.shattered() if self.W >= 3 and len(self.copies.points) <= self.N else 1
        group = tuple((fmpq(t),) for t in range(self.N // self.E))
        copies = TranslatedCopies(Shattering(group, simplex(1).member), self.E)
        return affine_dichotomies(group) ** self.E if served_apart(copies.gate, copies.groups) else 1

    def witness(self):
        points = len(self.copies.points)
        return {
            "prototypes": self.copies.prototypes,
            "groups of points": self.copies.groups,
            "labellings": f"2^{points}, from 2^{points // self.E} in each group",
            "networks": self.networks() if self.hidden_layers else "affine maps with values +-1",
        }

    def networks(self):
        """For every labelling of the first group its hyperplanes (a, b) and delta; other groups translate them."""
        return {
            "rule": "the smaller class has the sign of the sum of max(0, delta - |<a, x> + b|) / delta, less 1/2",
            **{
                "".join("+" if label else "-" for label in labels): " ".join(
                    f"({', '.join(map(str, plane))}; {delta})" for plane, delta in self.bumps.hyperplanes(labels)
                )
                for labels in labellings(len(self.bumps.points))
            },
        }


@dataclass(frozen=True)
class SineMixtures:
    """Mixtures of E experts sin(pi f x) on R, f = first + a sum of some of 2^1, .., 2^n; the points 2^-1, .., 2^-n."""

    E: int
    n: int
    first: int = 1
    D = 1
    hidden_layers = 1

    @property
    def points(self):
        return [[fmpq(1, 2**j)] for j in range(1, self.n + 1)]

    @property
    def summands(self):
        return [2**j for j in range(1, self.n + 1)]

    def member(self, labels):
        """sin(pi f x), where f has the summand of every point labelled False."""
        frequency = self.first + sum(f for f, label in zip(self.summands, labels, strict=True) if not label)
        return lambda point: [arb.sin_pi_fmpq(frequency * point[0])]

    def shattered(self):
        """How many of the points are shattered: all, by their phases and in balls; not those where every f x is whole.

        In balls every labelling is tried up to 12 points, beyond that only labellings with few changes or most.
        """
        by_phases = all(map(self.turned_by_own_label, range(self.n)))
        few = None if self.n <= EXHAUSTED else extreme_labellings(self.n)
        realised = by_phases and unrealised(self.points, self.member, few) is None
        zeros = sum(all((f * x).q == 1 for f in (self.first, *self.summands)) for (x,) in self.points)
        return Enclosure(rational(self.n if realised else 0), rational(self.n - zeros))

    def turned_by_own_label(self, j):
        """Whether f x at point j is even + (1 if j is labelled False) + a phase in (0, 1) that other labels decide."""
        (x,), summands = self.points[j], self.summands
        low, high = self.first * x, (self.first + sum(summands[:j])) * x
        return low > 0 and high < 1 and summands[j] * x == 1 and all((f * x / 2).q == 1 for f in summands[j + 1 :])

    def vc_dimension(self):
        return at_least(self.shattered())

    def witness(self):
        rule = f"pi ({self.first} + sum of 2^j over labels False)"
        return {"points": f"2^-j for j = 1, .., {self.n}", "frequency": rule}


def extreme_labellings(count):
    """One label for all, alternating labels, and all but one point alike."""
    for first in (False, True):
        yield (first,) * count
        yield tuple((place % 2 == 0) is first for place in range(count))
        for odd_one in range(count):
            yield tuple((place == odd_one) is first for place in range(count))


@dataclass(frozen=True)
class FreelyRouted:
    """Two constant experts on R and any routing whatever: each of n points goes to the expert that has its label."""

    n: int
    E = 2
    D = 1
    hidden_layers = 0
    constant = True

    def vc_dimension(self):
        experts = {label: one_point(1).member((label,)) for label in (False, True)}
        labelled = product(range(self.n), experts.items())
        return at_least(self.n if all(realises(expert, [[t]], (label,)) for t, (label, expert) in labelled) else 0)


E = natural("E", "experts")
v = natural("v", "points that the experts shatter")
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


def routes_to_nearest_prototype(mixtures):
    return not isinstance(mixtures, FreelyRouted)


def has_piecewise_linear_experts(mixtures):
    return not isinstance(mixtures, SineMixtures)


def has_several_experts(mixtures):
    return mixtures.E >= 2


def has_one_hidden_layer(mixtures):
    return mixtures.hidden_layers == 1


def has_affine_experts(mixtures):
    return mixtures.hidden_layers == 0 and not mixtures.constant


def has_constant_experts_on_a_line(mixtures):
    return mixtures.hidden_layers == 0 and mixtures.constant and mixtures.D == 1


def has_sine_experts(mixtures):
    return isinstance(mixtures, SineMixtures)


def has_odd_frequencies(mixtures):
    return mixtures.first == 1


def has_experts_that_shatter(mixtures, at):
    return precedes(enclose(at["v"]), replace(mixtures, E=1).vc_dimension())


nearest = given(routes_to_nearest_prototype, "the input goes to the expert of its nearest prototype",
                shape=(Eq(k, 1),))  # fmt: skip
relu = given(has_piecewise_linear_experts, "experts are ReLU networks, or PReLU networks of a fixed slope other than 1")
several = given(has_several_experts, "there are at least two experts", shape=(E >= 2,))
shallow = given(has_one_hidden_layer, "experts have one hidden layer, J = 1", shape=(Eq(J, 1),))
affine = given(has_affine_experts, "experts are all affine maps, J = 0", shape=(Eq(J, 0),))
constant = given(has_constant_experts_on_a_line, "inputs are numbers and experts constants",
                 shape=(Eq(D, 1), Eq(J, 0)))  # fmt: skip
sine = given(has_sine_experts, "inputs are numbers and experts are sin(pi f x)", shape=(Eq(D, 1),))
odd = given(has_odd_frequencies, "the frequencies f are 1 + sums of 2^j")
shatter = given(has_experts_that_shatter, "the experts shatter some v points")

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


# derivations ------------------------------------------------------------------------------------------------------


def routing_by_polynomials():
    """Which prototype is nearest is decided by N C(E, 2) polynomials of degree 2 in the D E prototype coordinates."""
    more, e = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "pe")
    yield identity("N C(E, 2) comparisons", comparisons, N * sympy.binomial(E, 2).expand(func=True))
    yield identity("2 e m q / p = 2 e N (E - 1) / D for m = N C(E, 2), q = 2, p = D E",
                   routings, 2 * (TWO_E * N * (E - 1) / D) ** (D * E))  # fmt: skip
    yield nonnegative("m >= p for N = 2 D + p, E = 2 + e", (comparisons - D * E).subs({N: 2 * D + more, E: 2 + e}))


def routing_and_experts(claim):
    """The experts see at most N points each, and their signs are independent given the routing."""
    yield from routing_by_polynomials()
    yield written_as("routings times the growth of E experts", claim.expression,
                     patterns(comparisons, 2, D * E) * growth(N) ** E)  # fmt: skip


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
    yield written_as("the growth bound is a product of factors 2 b^p", THEOREM.claim("growth").expression,
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
    above, free = THEOREM.claim("upper_closed"), (D + 1) * (E - 1)
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


def far_apart(claim):
    """Copy e moved by e (2 u + 1) along one axis, u the width: its points are nearest to its own prototype."""
    u = sympy.Symbol("u", nonnegative=True)
    k = sympy.Symbol("k", integer=True, positive=True)
    x, z, s, a, b = sympy.symbols("x z s a b", real=True)
    yield identity("the prototype k copies away is farther by (z + k s)^2 - z^2 = k s (k s + 2 z)",
                   (z + k * s) ** 2 - z**2, k * s * (k * s + 2 * z))  # fmt: skip
    yield nonnegative("k s + 2 z >= k s - 2 u >= 1 for |z| <= u, s = 2 u + 1", k * (2 * u + 1) - 2 * u - 1)
    yield identity("an expert moves with its copy: the biases of its first layer take up the shift",
                   a * (x - s) + b, a * x + (b - a * s))  # fmt: skip
    yield identity("each of E copies is labelled in 2^v ways, whatever the others are", (2**v) ** E,
                   2**claim.expression)  # fmt: skip


def translated_copies():
    return THEOREM.claim("lower_translate").expression


def copies_of_bumps(claim):
    shattered = bump_shattering.STATEMENT.claim("lower").bound(D=D, W=W)
    yield identity("v = 2 D floor(W/3)", translated_copies().subs(v, shattered), claim.expression)
    yield from bumps_of_prelu()


def bumps_of_prelu():
    """PReLU of slope a is max(t, 0) + a min(t, 0)."""
    t, q, a, h, delta = sympy.symbols("t q a h delta", real=True)
    yield identity("PReLU(t) = (1 - a) max(t, 0) + a t where t >= 0", t, (1 - a) * t + a * t)
    yield identity("and where t <= 0", a * t, (1 - a) * 0 + a * t)
    yield identity("the linear parts of a bump's three units cancel", a * (h + delta) - 2 * a * h + a * (h - delta), 0)
    yield identity("and for a other than 1 the output weights divide by 1 - a", (1 - a) * q / (1 - a), q)


def copies_of_simplices(claim):
    first, other = sympy.symbols("y_0 y_i", real=True)
    yield identity("y_0 + (y_i - y_0) x_i is y_i at e_i, so v = D + 1", first + (other - first) * 1, other)
    yield identity("E v", translated_copies().subs(v, D + 1), claim.expression)


def too_many_changes(claim):
    """One constant shatters a point, v = 1; E cells are intervals, so the label changes E - 1 times at most."""
    yield nonnegative("so many points are shattered", translated_copies().subs(v, 1) - claim.expression)
    yield nonnegative("one more, of alternating labels, change as often as the claim says: more than E - 1 times",
                      claim.expression - (E - 1) - 1)  # fmt: skip


def sines_shatter(claim):
    """f 2^-j = sum over i of 2^(i-j), i labelled False, + 2^-j."""
    i, j, k = (sympy.Symbol(name, integer=True, positive=True) for name in "ijk")
    yield identity("labels i = j + k add multiples of 2: 2^(i-j) = 2 2^(k-1)", 2 ** (j + k - j), 2 * 2 ** (k - 1))
    yield identity("label j itself adds 1, which turns the sign", 2 ** (j - j), 1)
    yield identity("labels i < j and 2^-j add at most 1 - 2^-j < 1",
                   sympy.summation(2**i, (i, 1, j - 1)) / 2**j + 2**-j, 1 - 2**-j)  # fmt: skip
    yield decided("and at least 2^-j > 0, where sin(pi t) > 0 for t in (0, 1), however many points",
                  (2**-j).is_positive)  # fmt: skip
    yield identity("so all n points", sympy.summation(1, (j, 1, n)), claim.expression)


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
    yield written_as("upper_closed", THEOREM.claim("upper_closed").expression, solution(r, w, 1 + E * (J + 1)))
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


def without_routing(claim):
    yield identity("the routing factor would be 0 for E = 1", routings.subs(E, 1), 0)
    yield written_as("one expert is one network", claim.expression, network_growth.THEOREM.claim("vc").expression)


affine_experts = {J: 0, P: network_growth.W_last}
one_layer = {J: 1, P: network_growth.W_last}
full_bumps = {**one_layer, W: 3 * v}
by_width = Reading("width", "W is the width of an expert, J its depth")
by_parameters = Reading("parameters", "W is the number of parameters of an expert; written P here")

THEOREM = Theorem(
    id="kratsios2024.vc_dimension",
    title="VC dimension of a mixture of E experts",
    source=cite("kratsios2024", "order of the VC dimension", "abstract"),
    notes="The paper's L, the number of experts, is E here. The VC dimension is that of the classifiers f(x) > 0. "
          "Experts have J hidden layers of W units; for J = 0 they are affine and W plays no part.",
    given=(nearest, relu, several, shatter, shallow, affine, constant, sine, odd),
    readings=(by_width, by_parameters),
    claims=(
        Claim("published_width", ASYMPTOTIC, soft_o(vc, order), status="published", reading=by_width,
              given=(nearest, relu)),
        Claim("published_parameters", ASYMPTOTIC, soft_o(vc, order_in_parameters), status="published",
              reading=by_parameters, given=(nearest, relu)),
        Claim("growth", UPPER, signs <= routings * g**E, where=(W_bar <= N, 2 * D <= N),
              given=(nearest, relu, several),
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
    evidence=(
        derives("published_width", width_is_not_enough, shows=Verdict.REFUTED,
                assuming=("lower_bumps",), scope="a ray of growing D, and 16 points"),
        refuted_by("published_width", "lower_bumps", along(D, tied={W: D * E, J: 1})),
        derives("published_parameters", parameters_are_enough, assuming=("upper_closed",)),
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
        derives("growth", routing_and_experts,
                assuming=("classical.sign_patterns:upper", "classical.network_growth:growth")),
        instances("growth", labelled_affine_mixtures, E=(2, 3, 4), N=(4, 16, 256), full={"N": range(4, 257, 7)}),
        instances("growth", labelled_shallow_mixtures, E=(2, 3), W=(1, 3), N=(20, 1000),
                  full={"W": (1, 2, 3, 6), "N": range(20, 1021, 50)}),
        too_strong("growth", signs <= routings, labelled_shallow_mixtures, name="too strong: no experts",
                   E=2, W=15, N=76),
        too_strong("growth", signs <= g, labelled_affine_mixtures, name="too strong: one expert and no routing",
                   E=3, N=60),
        fails_without(several, "growth", labelled_affine_mixtures, E=1, N=(2, 3)),
        derives("upper_closed", closed_form,
                assuming=("growth", "classical.log_solve:upper")),
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
                          "classical.zaslavsky:upper", "classical.log_solve:upper")),
        derives("upper_solved", solved_above_lower_bounds, scope="above lower_bumps and lower_affine, on a grid"),
        derives("upper_solved", closed_above_solved, scope="never above upper_closed, on a grid"),
        derives("upper_solved", solved_is_monotone, scope="monotone in D, E, J, W, on a grid"),
        instances("upper_solved", constants_on_line, name="constants on a line", E=(2, 3, 4)),
        instances("upper_solved", affine_mixtures, name="affine experts on a line", D=1, E=(2, 3, 4)),
        instances("upper_solved", shallow_mixtures, name="one hidden layer on a line", D=1, E=(2, 3), W=(3, 6)),
        too_strong("upper_solved", vc <= order, shallow_mixtures, name="too strong: the order read as width", D=2, E=2,
                   W=6),
        derives("single_expert", without_routing, assuming=("classical.network_growth:vc",)),
        instances("single_expert", shallow_mixtures, name="one expert on a line", D=1, E=1, W=(3, 6, 9)),
        too_strong("single_expert", vc <= D + J + 1, shallow_mixtures, D=1, E=1, W=6),
        derives("lower_translate", far_apart),
        instances("lower_translate", affine_mixtures, name="copies of simplices", D=(1, 2, 3), E=(1, 2, 3)),
        instances("lower_translate", shallow_mixtures, name="copies of bumps", D=(1, 2), E=(1, 2), W=(3, 6)),
        too_strong("lower_translate", vc >= E * v + 1, constants_on_line, E=(1, 2)),
        fails_without(shatter, "lower_translate", too_many_points, D=1, E=(1, 2)),
        derives("lower_bumps", copies_of_bumps,
                assuming=("lower_translate", "classical.bump_shattering:lower")),
        instances("lower_bumps", shallow_mixtures, name="shattering certificates", D=(1, 2, 3), E=(1, 2, 3),
                  W=(3, 5, 6),
                  only=lambda D, E, W: 2 * D * (W // 3) <= 8,
                  full={"D": range(1, 7), "E": range(1, 6), "W": range(3, 13)}),
        instances("lower_bumps", shallow_mixtures, name="12 and 16 points, every labelling", D=3, E=1, W=6,
                  full={"D": (2, 4), "W": (6, 12)}, only=lambda D, E, W: D * (W // 3) in (6, 8)),
        too_strong("lower_bumps", vc >= 2 * D * E * W, shallow_mixtures, D=1, E=(1, 2), W=3),
        derives("lower_affine", copies_of_simplices, assuming=("lower_translate",)),
        instances("lower_affine", affine_mixtures, D=range(1, 7), E=range(1, 5), name="shattered simplices",
                  full={"D": range(1, 12), "E": range(1, 8)}),
        attained("lower_affine", affine_mixtures, D=1, E=range(1, 5)),
        too_strong("lower_affine", vc >= simplices + 1, affine_mixtures, D=1, E=(1, 2)),
        derives("exact_constant_1d", too_many_changes,
                assuming=("lower_translate", "classical.convex_routing_cells:upper")),
        instances("exact_constant_1d", constants_on_line, name="exhausted labellings", E=range(1, 5),
                  full={"E": range(1, 12)}),
        too_strong("exact_constant_1d", Eq(vc, E + 1), constants_on_line, E=(1, 2)),
        derives("sine_experts", sines_shatter),
        instances("sine_experts", sine_mixtures, name="12 points, every labelling in ball arithmetic", E=1,
                  n=range(1, 13)),
        instances("sine_experts", sine_mixtures, name="phases of many points", E=1, n=(40, 160)),
        fails_without(odd, "sine_experts", even_sine_mixtures, E=1, n=(1, 2, 20)),
    ),
)  # fmt: skip
