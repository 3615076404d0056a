"""Covering numbers: active parameters plus routing overhead.  (mayaki2026, Theorem 3.2; all constants are ours)

For a fixed routing pattern the network is an ordinary one with S active parameters, and a grid of them covers it; the
patterns, C(E, k) for every layer and token, add the logarithm of their number. This speaks of patterns that do not
depend on the input. Where the input chooses the expert, even by a fixed partition, all E experts count; where the
partition is learned, no finite cover exists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from math import log2, prod
from random import Random
from typing import Any

import numpy as np
import sympy
from flint import fmpq
from sympy import Eq, binomial, ceiling, expand_log, factorial, log, oo

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.constructions.digits import equal_parts_gate
from boundkit.constructions.splines import spline
from boundkit.evidence import (
    Case,
    at_least,
    attained,
    decided,
    derives,
    estimate,
    fails_without,
    identity,
    instances,
    limit_is,
    nonnegative,
    simulates,
    too_strong,
)
from boundkit.measures.covering import (
    affine_covering,
    box_centres,
    box_covering,
    box_separated,
    greedy_packing,
    log_of,
    network_of,
    parameter_count,
    sparse_covering,
    sup_distance,
    sup_distances,
    threshold,
)
from boundkit.networks import Affine, LinearGate, stack
from boundkit.routing import routing_graph
from boundkit.statements import (
    ASYMPTOTIC,
    EXACT,
    UPPER,
    Claim,
    Reading,
    Theorem,
    cite,
    define,
    given,
    natural,
    positive,
    quantity,
    real,
    soft_o,
)
from boundkit.verdict import Verdict

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FunctionClass:
    """Functions named by a routing pattern and expert parameters in [-B, B].

    ``realise(pattern, parameters)`` builds one of them exactly, ``samples`` lists some, and ``covering(delta)`` is the
    covering number at a radius: a number, or an enclosure. ``Lambda`` bounds sup distance by parameter distance.
    """

    realise: Callable
    samples: tuple
    covering: Callable
    delta: Any
    B: Any = 1
    Lambda: Any = 1
    box: tuple = (0, 1)

    @cached_property
    def members(self):
        return [self.realise(*sample) for sample in self.samples]

    def witness(self):
        return {"delta": str(self.delta), "some members (pattern, parameters)": [str(s) for s in self.samples[:40]]}


@dataclass(frozen=True)
class TokenBatch:
    """T tokens through L layers; every token adds up the ``serving`` best-scored of E affine experts of a layer."""

    layers: tuple  # (gate, experts) pairs
    tokens: tuple
    k: int
    serving: int

    @cached_property
    def pattern(self):
        """For every layer and token the set of experts that it uses, exactly."""
        states, used = list(self.tokens), []
        for gate, experts in self.layers:
            chosen = []
            for place, token in enumerate(states):
                scores = gate.scores(token)
                best = sorted(range(len(experts)), key=lambda i, s=scores: -s[i])[: self.serving]
                chosen.append(frozenset(best))
                outputs = [experts[i](token) for i in best]
                states[place] = [sum(values, fmpq(0)) for values in zip(*outputs, strict=True)]
            used.append(chosen)
        return used

    def witness(self):
        return {"pattern": [[sorted(experts) for experts in layer] for layer in self.pattern]}


def covering_count(thing):
    return thing.covering(thing.delta)


def separated_size(thing):
    """The members of a greedy choice at pairwise sup distance above 2 delta, counted."""
    return len(greedy_packing(sup_distances(thing.members, thing.box), 2 * rational(thing.delta)))


def degree_of_covering(thing):
    """The degree of the polynomial n -> N(B/n), from its differences at n = 1, .., 12 (the box classes have one)."""
    values = [int(thing.covering(rational(thing.B) / n)) for n in range(1, 13)]
    degree = -1
    while any(values):
        values, degree = [b - a for a, b in pairwise(values)], degree + 1
    return degree


def active_parameters(batch):
    """Router weights of every layer, and the parameters of every expert that some token uses."""
    size = lambda affine: len(affine.entries)  # noqa: E731
    return sum(
        size(gate.scores) + sum(size(experts[i]) for i in frozenset().union(*used))
        for (gate, experts), used in zip(batch.layers, batch.pattern, strict=True)
    )


S = natural("S", "active parameters of one routing pattern")
S_total = natural("S_total", "parameters of all experts together")
S_shared = natural("S_shared", "parameters of a layer outside its experts: attention, norms and the router", least=0)
P = natural("P", "parameters of one expert")
L = natural("L", "MoE layers")
T = natural("T", "tokens per input")
E = natural("E", "experts per layer")
k = natural("k", "active experts per token", at_most=E)
B = positive("B", "bound on the absolute value of a parameter")
Lambda = positive("Lambda", "Lipschitz constant from parameters (maximum norm) to functions (sup norm)")
delta = positive("delta", "covering radius")
A = define("A", "active capacity", S * log(ceiling(B * Lambda / delta)))
R = define("R", "routing overhead, the logarithm of the number of patterns", L * T * log(binomial(E, k)))

number = quantity("N", "covering number in the sup norm, centres in the class", measure=covering_count)
entropy = quantity("logN", "logarithm of that covering number", measure=lambda thing: log_of(covering_count(thing)))
packing = quantity("logM", "logarithm of the size of a set in the class at pairwise sup distance above 2 delta",
                   measure=lambda thing: log_of(separated_size(thing)))  # fmt: skip
dim = quantity("dim", "upper limit of log N(delta) / log(1/delta) as delta tends to 0", measure=degree_of_covering)
S_pi = quantity("S_pi", "active parameters of a realised pattern: each layer's union over the tokens",
                measure=active_parameters)  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


def fixed_pattern(thing):
    return all(_routes(member, thing.box) == 1 for member in thing.members)


def fixed_gate(thing):
    return len({tuple(layer.gate.scores for layer in member.layers) for member in thing.members}) == 1


def bounded_parameters(thing):
    return all(abs(rational(value)) <= rational(thing.B) for _, parameters in thing.samples for value in parameters)


def lipschitz_parameters(thing):
    same = [(s, t) for s, t in pairwise(thing.samples) if s[0] == t[0]]
    return all(
        sup_distance(thing.realise(*s), thing.realise(*t), thing.box)
        <= rational(thing.Lambda) * max(abs(rational(a) - rational(b)) for a, b in zip(s[1], t[1], strict=True))
        for s, t in same
    )


def constant_experts(thing):
    return all(
        not expert.widths and not any(expert.layers[0].weight.entries())
        for member in thing.members
        for layer in member.layers
        for expert in layer.experts
    )


def every_expert_serves(thing):
    return all(_routes(member, thing.box) == member.layers[0].gate.experts for member in thing.members)


def k_experts_per_token(batch):
    return all(len(used) == batch.k for layer in batch.pattern for used in layer)


def shared_pattern(batch):
    return all(len(set(layer)) == 1 for layer in batch.pattern)


def _routes(mixture, box):
    graph = routing_graph(mixture, box)
    return sum(1 for route in graph if graph.out_degree(route) == 0)


one_pattern = given(fixed_pattern, "one routing pattern serves every input; it may differ between functions")
one_gate = given(fixed_gate, "all functions of the class share one gate, which may send inputs to different experts")
bounded = given(bounded_parameters, "all parameters lie in [-B, B]")
lipschitz = given(lipschitz_parameters, "for one pattern, sup distance is at most Lambda times parameter distance")
constant = given(constant_experts, "experts are constants")
serving = given(every_expert_serves, "every expert serves an open set of inputs")
top_k = given(k_experts_per_token, "a token uses k experts in every layer")
shared = given(shared_pattern, "all tokens of a layer use the same experts")

FIXED = (one_pattern, bounded, lipschitz)
PARTITION = (one_gate, constant, bounded, serving)

# objects ----------------------------------------------------------------------------------------------------------


def everywhere(experts, chosen):
    """A mixture whose gate ignores the input and always picks one expert."""
    return stack((LinearGate([[0]] * len(experts), [int(i == chosen) for i in range(len(experts))]), experts))


def case(thing, S, E, k=1, **values):
    sizes = {"S": S, "E": E, "k": k, "L": 1, "T": 1}
    return Case(thing, sizes | {"B": thing.B, "delta": thing.delta, "Lambda": thing.Lambda} | values)


def constants(E, B, delta):
    """Class 1: one of E constant experts serves every input; the E sets of functions coincide."""
    samples = tuple((i, (sign * rational(B),)) for i in sorted({0, E // 2, E - 1}) for sign in (-1, 1))
    return case(FunctionClass(_constant(E), samples, lambda r: box_covering([B], r), delta, B), S=1, E=E)


def _constant(E):
    return lambda chosen, values: everywhere([Affine([[0]], values if i == chosen else [0]) for i in range(E)], chosen)


def separated_constants(E, B, delta):
    """Class 1 with as many members at pairwise distance above 2 delta as there are."""
    found = constants(E, B, delta).object
    samples = tuple((E - 1, point) for point in box_separated([B], 2 * rational(delta)))
    return case(FunctionClass(found.realise, samples, found.covering, delta, B), S=1, E=E)


def affine_experts(by, E, B, delta, Lambda=None):
    """Affine experts, one for every input, by their values at the ends of [0, 1], or by slope and intercept."""
    symmetric = by == "slope on [-1, 1]"
    experts = {"ends": lambda u, v: Affine([[v - u]], [u])}.get(by, lambda a, b: Affine([[a]], [b]))
    corners = [tuple(rational(B) * sign for sign in signs) for signs in ((1, 1), (-1, 1), (0, 0), (1, -1), (-1, -1))]

    def realise(chosen, values):
        return everywhere([experts(*values) if i == chosen else Affine([[0]], [0]) for i in range(E)], chosen)

    def covering(r):
        if by == "ends":
            return box_covering([B, B], r)
        ends = affine_covering(B, r, symmetric=symmetric)
        return int(ends.lower) if ends.exact else ends

    samples = tuple((chosen, corner) for chosen in (0, E - 1) for corner in corners)
    slope = Lambda or (1 if by == "ends" else 2)
    return case(FunctionClass(realise, samples, covering, delta, B, slope, (-1 if symmetric else 0, 1)), S=2, E=E)


def bumps(E, k, B, delta, samples=None):
    """Adding k of E fixed bumps with disjoint supports: the vectors in [-B, B]^E with at most k nonzero entries."""
    sets = list(combinations(range(E), k))

    def realise(chosen, values):
        heights = dict(zip(sets[chosen], values, strict=True))
        network = spline([0, *(height for i in range(E) for height in (heights.get(i, 0), 0))])
        return everywhere([network if i == chosen else Affine([[0]], [0]) for i in range(len(sets))], chosen)

    ends = tuple((i, tuple(sign * rational(B) for _ in range(k))) for i in range(len(sets)) for sign in (-1, 1))
    thing = FunctionClass(realise, samples or ends, lambda r: sparse_covering(E, k, B, r), delta, B)
    return case(thing, S=k, E=E, k=k)


def separated_bumps(E, k, B, delta):
    """All vectors of entries 0 and +-B with at most k nonzero ones, as functions."""
    values = {point: None for chosen in combinations(range(E), k) for point in _signs(chosen, rational(B))}
    sets = list(combinations(range(E), k))
    samples = []
    for point in values:
        filled = dict(point)
        chosen = next(s for s in sets if set(filled) <= set(s))
        samples.append((sets.index(chosen), tuple(filled.get(i, fmpq(0)) for i in chosen)))
    return bumps(E, k, B, delta, tuple(samples))


def _signs(chosen, B):
    if not chosen:
        yield ()
        return
    for rest in _signs(chosen[1:], B):
        yield rest
        yield from (((chosen[0], sign * B), *rest) for sign in (-1, 1))


def relu_experts(widths, delta, count, seed=0):
    """ReLU experts on [0, 1] with parameters in halves, B = 1, and Lambda of classical.parameter_lipschitz."""
    draw = Random(f"{widths} {seed}")
    size = parameter_count(widths)
    halves = [fmpq(i, 2) for i in range(-2, 3)]
    samples = tuple((i % 2, tuple(draw.choice(halves) for _ in range(size))) for i in range(count))
    J = len(widths) - 2
    Lambda = (J + 1) * prod(width + 1 for width in widths[:-1])
    realise = lambda chosen, values: everywhere([network_of(widths, values)] * 2, chosen)  # noqa: E731
    thing = FunctionClass(realise, samples, lambda r: at_least(1), delta, 1, Lambda)
    return case(thing, S=size, E=2)


def constants_on_cells(E, B, delta):
    """Class 2: E equal cells, a constant on each; the sup norm is the maximum norm of the E values."""
    samples = tuple((0, tuple(sign**i * rational(B) for i in range(E))) for sign in (1, -1))
    thing = FunctionClass(_on_cells(E), samples, lambda r: box_covering([B] * E, r), delta, B)
    return case(thing, S=1, E=E, S_total=E)


def _on_cells(E):
    return lambda _, values: stack((equal_parts_gate(E), [Affine([[0]], [value]) for value in values]))


def built_on_cells(E, B, delta):
    """Class 2, its covering number enclosed by functions that are built far apart and by the centres of a cover."""

    def covering(r):
        return Enclosure(fmpq(separated_size(thing)), _cover_size(E, B, r))

    far = tuple((0, point) for point in box_separated([B] * E, 2 * rational(delta)))
    thing = FunctionClass(_on_cells(E), far, covering, delta, B)
    return case(thing, S=1, E=E, S_total=E)


def _cover_size(E, B, delta):
    """The number of centres, after a look at every axis: no gap is wider than 2 delta, no end farther than delta."""
    centres, half, radius = box_centres([B] * E, delta), rational(B), rational(delta)
    values = [-half - radius, *sorted({centre[0] for centre in centres}), half + radius]
    covers = len(centres) == (len(values) - 2) ** E and all(b - a <= 2 * radius for a, b in pairwise(values))
    return fmpq(len(centres)) if covers else None


def affine_on_cells(E, B, delta):
    """E equal cells, on each a slope and an intercept in the cell's own coordinate."""

    def realise(_, values):
        pairs = enumerate(zip(values[::2], values[1::2], strict=True))
        experts = [Affine([[a * E]], [b - a * i]) for i, (a, b) in pairs]
        return stack((equal_parts_gate(E), experts))

    def covering(r):
        ends = affine_covering(B, r)
        return int(ends.lower) ** E if ends.exact else at_least(ends.lower**E)

    samples = tuple((0, tuple(sign**i * rational(B) for i in range(2 * E))) for sign in (1, -1))
    return case(FunctionClass(realise, samples, covering, delta, B, 2), S=2, E=E, S_total=2 * E)


def thresholds(E, B, delta):
    """Class 3: more functions 1[x > t] than the bound for class 2, at pairwise sup distance 1."""
    count = box_covering([B] * E, delta) + 1
    samples = tuple((fmpq(j, count + 1), (0, 1)) for j in range(1, count + 1))
    thing = FunctionClass(lambda t, _: threshold(t, E), samples, lambda r: at_least(separated_size(thing)), delta, B)
    return case(thing, S=2, E=E, S_total=E)


def idle_expert(E, B, delta):
    """Class 2 with one more expert, which never serves."""
    found = constants_on_cells(E - 1, B, delta).object

    def realise(_, values):
        gate = equal_parts_gate(E - 1).scores
        rows = LinearGate([*gate.weight.tolist(), [0]], [*gate.bias.entries(), -E])
        return stack((rows, [Affine([[0]], [value]) for value in values]))

    samples = tuple((0, (*values, 0)) for _, values in found.samples)
    return case(FunctionClass(realise, samples, found.covering, delta, B), S=1, E=E, S_total=E)


def unbounded_constants(E, B, delta):
    """Class 1 without a bound: more constants at distance 3 delta than the bound allows."""
    count = E * box_covering([B], delta) + 1
    samples = tuple((0, (3 * rational(delta) * j,)) for j in range(count))
    thing = FunctionClass(_constant(E), samples, lambda r: at_least(separated_size(thing)), delta, B)
    return case(thing, S=1, E=E)


def batch(layers, tokens, k, serving=None):
    gate, experts = layers[0]
    values = {"E": gate.experts, "k": k, "L": len(layers), "T": len(tokens),
              "P": len(experts[0].entries), "S_shared": len(gate.scores.entries)}  # fmt: skip
    return Case(TokenBatch(tuple(layers), tuple(tokens), k, serving or k), values)


def random_batch(E, k, L, T, seed, serving=None):
    """Integer tokens, gates and experts drawn with a seed, two coordinates."""
    draw = Random(f"{E} {k} {L} {T} {seed}")
    row = lambda size: [draw.randint(-9, 9) for _ in range(size)]  # noqa: E731
    layers = [
        (LinearGate([row(2) for _ in range(E)], row(E)), [Affine([row(2), row(2)], row(2)) for _ in range(E)])
        for _ in range(L)
    ]
    return batch(layers, [row(2) for _ in range(T)], k, serving)


def disjoint_tokens(E, k, L, T):
    """Token t is the t-th unit vector and uses the experts t k, .., t k + k - 1 (mod E); experts are multiples of x."""
    owners = [{(t * k + i) % E for i in range(k)} for t in range(T)]
    gate = LinearGate([[int(i in owned) for owned in owners] for i in range(E)], [0] * E)
    scale = Affine([[int(a == b) for b in range(T)] for a in range(T)], [0] * T)
    return batch([(gate, [scale] * E)] * L, [[int(a == t) for a in range(T)] for t in range(T)], k)


def equal_tokens(E, k, L, T, seed):
    """The same token T times: one pattern for all."""
    found = random_batch(E, k, L, 1, seed).object
    return batch(found.layers, found.tokens * T, k)


def dense_routing(E, k, L, T, seed):
    """Every token uses every expert."""
    return random_batch(E, k, L, T, seed, serving=E)


# experiments ------------------------------------------------------------------------------------------------------


def packing_slope(thing, seed):
    """Slope of log greedy packing size in log(1/delta), from random parameters: mean and 99% t-interval of 8 runs."""
    widths = [layer.inputs for layer in thing.members[0].layers[0].experts[0].layers] + [1]
    draws, slopes, x = np.random.default_rng(seed), [], np.linspace(0, 1, 33)
    radii = [2.0**-j for j in range(1, 6)]
    for _ in range(8):
        values = _forward(widths, draws.uniform(-1, 1, size=(400, parameter_count(widths))), x)
        sizes = [_packing_size(values, 2 * radius) for radius in radii]
        slopes.append(float(np.polyfit([-log2(radius) for radius in radii], np.log2(sizes), 1)[0]))
    return estimate(float(np.mean(slopes)), 3.499 * float(np.std(slopes, ddof=1)) / 8**0.5)


def _forward(widths, parameters, x):
    values = np.broadcast_to(x[None, None, :], (len(parameters), 1, len(x)))
    for layer, (inputs, outputs) in enumerate(pairwise(widths)):
        weights = parameters[:, : inputs * outputs].reshape(-1, outputs, inputs)
        values = weights @ (values if layer == 0 else np.maximum(values, 0))
        values = values + parameters[:, inputs * outputs : (inputs + 1) * outputs, None]
        parameters = parameters[:, (inputs + 1) * outputs :]
    return values[:, 0, :]


def _packing_size(values, separation):
    chosen = values[:1]
    for row in values[1:]:
        if np.abs(chosen - row).max(axis=1).min() > separation:
            chosen = np.vstack([chosen, row])
    return len(chosen)


# derivations ------------------------------------------------------------------------------------------------------


def grid_of_parameters():
    """n = ceil(B Lambda / delta) midpoints an axis cover [-B, B] at radius delta / Lambda; then all patterns."""
    slack = real("s", "n - B Lambda / delta", least=0)
    j, left = natural("j", "place", least=0), natural("q", "n - 1 - j", least=0)
    n = B * Lambda / delta + slack
    yield nonnegative("half a part, B/n, is at most delta/Lambda", delta / Lambda - B / n)
    midpoint = lambda place, parts: -B + (2 * place + 1) * B / parts  # noqa: E731
    yield identity("midpoints are 2 B/n apart", midpoint(j + 1, n) - midpoint(j, n), 2 * B / n)
    yield identity("the first is B/n from -B", midpoint(0, n) + B, B / n)
    yield identity("the last is B/n from B", B - midpoint(n - 1, n), B / n)
    yield nonnegative("midpoint j < n is in the box: at least -B", midpoint(j, j + 1 + left) + B)
    yield nonnegative("and at most B", B - midpoint(j, j + 1 + left))
    parts, patterns = sympy.Symbol("n", integer=True, positive=True), sympy.Symbol("c", integer=True, positive=True)
    yield identity("c = C(E, k) choices for each of L T places, n^S grid points for each: c^(L T) n^S in all",
                   (patterns**T) ** L * parts**S, patterns ** (L * T) * parts**S)  # fmt: skip


def logarithm_of_the_count():
    parts, patterns = sympy.Symbol("n", integer=True, positive=True), sympy.Symbol("c", integer=True, positive=True)
    yield identity("log(c^(L T) n^S) = S log n + L T log c",
                   expand_log(log(patterns ** (L * T) * parts**S)), S * log(parts) + L * T * log(patterns))  # fmt: skip
    yield identity("the routing overhead does not depend on delta", sympy.diff(R.expression, delta), 0)


def overhead_of_k_experts():
    gap = real("g", "k log(e E/k) - log C(E, k), not negative by classical.binomial_entropy", least=0)
    yield nonnegative("L T log C(E, k) <= L T k log(e E / k)", L * T * gap)


def a_ball_holds_one():
    yield identity("two functions in one ball of radius delta are at most 2 delta apart: each is delta from its centre",
                   delta + delta, 2 * delta)  # fmt: skip


def box_is_exact():
    """n = ceil(B/delta) values an axis, E axes: as many points lie far apart as balls are needed."""
    steps, share = natural("m", "n - 1"), positive("f", "B/delta - (n - 1), in (0, 1]")
    spacing = (2 * B / steps).subs(B, delta * (steps + share))
    yield identity("n points spread over [-B, B] are 2 B/(n - 1) apart, which exceeds 2 delta by 2 delta f/(n - 1)",
                   spacing - 2 * delta, 2 * delta * share / steps)  # fmt: skip
    yield decided("that excess is positive, so a ball of radius delta holds at most one of them",
                  (2 * delta * share / steps).is_positive)  # fmt: skip
    yield nonnegative("n midpoints cover [-B, B]: B/n <= delta, as n delta - B = delta (1 - f) >= 0",
                      delta * real("u", "1 - f", least=0))  # fmt: skip
    parts = sympy.Symbol("n", integer=True, positive=True)
    yield identity("E values: n^E points far apart, n^E balls; log n^E = E log n",
                   expand_log(log(parts**E)), E * log(parts))  # fmt: skip


def layers_add_up():
    members, layer = natural("u", "experts in the union of a layer"), sympy.Symbol("l", integer=True)
    budget = S_shared + members * P
    yield identity("L layers whose unions have u experts cost L (S_shared + u P)",
                   sympy.Sum(budget, (layer, 1, L)).doit(), L * budget)  # fmt: skip


def active_parameters_by_union():
    """A union of T sets of k among E experts has at most k T and at most E members."""
    members, missing = natural("u", "experts in the union of a layer"), natural("r", "min(E, k T) - u", least=0)
    yield nonnegative("a smaller union costs no more", (S_shared + (members + missing) * P) - (S_shared + members * P))
    yield from layers_add_up()


def router_outweighs_the_names():
    """Naming a token's experts takes at most k log(e E/k) <= E nats; the router in S_shared has E (D + 1) weights."""
    y = positive("y", "E/k")
    gap = y - 1 - log(y)
    yield decided("y - 1 - log y is convex in y > 0", sympy.diff(gap, y, 2).is_positive)
    yield decided("and has its least value 0 at y = 1", gap.subs(y, 1) == 0 and sympy.diff(gap, y).subs(y, 1) == 0)
    yield identity("k (1 + log y) <= k + k (y - 1) = E at y = E/k", k + k * (E / k - 1), E)


def grid_of_all_parameters():
    parts = sympy.Symbol("n", integer=True, positive=True)
    yield identity("one gate, one grid of all S_total parameters: log n^S_total", expand_log(log(parts**S_total)),
                   S_total * log(parts))  # fmt: skip


def slope_of_the_bound():
    t, c, r0 = positive("t", "1/delta"), positive("c", "B Lambda"), positive("r", "routing overhead")
    yield nonnegative("ceil(c t) <= 1 + c t", (1 + c * t) - (c * t + 1))
    yield limit_is("log(1 + c t)/log t tends to 1", log(1 + c * t) / log(t), t, 1)
    yield limit_is("the routing overhead over log t tends to 0", r0 / log(t), t, 0)


def one_logarithm():
    """A + R <= (S + R)(1 + log n), n = ceil(B Lambda/delta): a power of one logarithm, which soft-O hides."""
    overhead, nats = real("R", "routing overhead", least=0), real("a", "log n", least=0)
    yield nonnegative("(S + R)(1 + log n) >= S log n + R", (S + overhead) * (1 + nats) - (S * nats + overhead))


def experts_outgrow_their_logarithm():
    """`fixed_partition` needs E c nats, c = log n; soft-O of 1 + log E allows a constant times (1 + c + log E)^p."""
    t, c, more = positive("t", "log E"), positive("c", "log n"), real("u", "t - 1 - c", least=0)
    power = natural("p", "power of the logarithm that soft-O hides")
    yield identity("E = e^t is the sum of t^j / j!, whose terms are positive, so E is at least the term j = p + 1",
                   sympy.Sum(t**power / factorial(power), (power, 0, oo)).doit(), sympy.exp(t))  # fmt: skip
    yield nonnegative("1 + c + t <= 2 t as soon as t = 1 + c + u", 2 * (1 + c + more) - (1 + c + (1 + c + more)))
    ratio = c * t / (factorial(power + 1) * 2**power)
    yield identity("c t^(p+1)/(p+1)! over (2 t)^p is t times a constant",
                   c * t ** (power + 1) / factorial(power + 1) / (2 * t) ** power, ratio)  # fmt: skip
    yield limit_is("which grows beyond every constant with E", ratio, t, oo)


FIXED_READING = Reading("fixed_patterns", "each function has one routing pattern, the same for all inputs")
INPUT_READING = Reading("input_dependent", "the gate sends different inputs to different experts")

THEOREM = Theorem(
    id="mayaki2026.covering_number",
    title="Sup-norm entropy: active parameters plus routing overhead",
    source=cite("mayaki2026", "Theorem 3.2"),
    notes="The source gives no constants known to us. Its routing overhead is read as the logarithm of the number of "
          "patterns, the union bound that its abstract names. S counts the union of the experts that the T tokens use, "
          "and S_shared counts the router, E (D + 1) weights a layer: more than the k log(e E/k) that name k of E.",
    given=(one_pattern, one_gate, bounded, lipschitz, constant, serving, top_k, shared),
    readings=(FIXED_READING, INPUT_READING),
    claims=(
        Claim("published", ASYMPTOTIC, soft_o(entropy, S + L * T * log(binomial(E, k))), status="published",
              given=FIXED, reading=FIXED_READING,
              proof="The claim `fixed_pattern`, with log ceil(B Lambda/delta) hidden."),
        Claim("input_dependent", ASYMPTOTIC, soft_o(entropy, S + L * T * log(binomial(E, k))), status="published",
              given=(one_gate, bounded), reading=INPUT_READING,
              proof="False: a fixed partition into E cells with one active constant needs E log ceil(B/delta)."),
        Claim("fixed_pattern_count", UPPER,
              number <= binomial(E, k) ** (L * T) * ceiling(B * Lambda / delta) ** S, given=FIXED,
              proof="A grid of ceil(B Lambda/delta) midpoints for each of the S parameters, for every pattern."),
        Claim("fixed_pattern", UPPER, entropy <= A + R, given=FIXED,
              proof="The logarithm of `fixed_pattern_count`: active capacity plus routing overhead."),
        Claim("fixed_pattern_simplified", UPPER, entropy <= A + L * T * k * (1 + log(E / k)), given=FIXED,
              proof="C(E, k) <= (e E / k)^k."),
        Claim("separated_sets", UPPER, packing <= A + R, status="derived", given=FIXED,
              proof="A ball of radius delta holds at most one of them."),
        Claim("dimension", UPPER, dim <= S, status="derived", given=FIXED,
              proof="log ceil(c/delta) / log(1/delta) tends to 1, and the routing overhead does not grow."),
        Claim("fixed_partition_count", EXACT, Eq(number, ceiling(B / delta) ** E), given=PARTITION,
              on="E constants on a fixed partition",
              proof="The sup norm is the maximum norm of the E values; an axis holds ceil(B/delta) points far apart."),
        Claim("fixed_partition", EXACT, Eq(entropy, E * log(ceiling(B / delta))), given=PARTITION,
              on="E constants on a fixed partition", proof="The logarithm of `fixed_partition_count`."),
        Claim("fixed_gate_total", UPPER, entropy <= S_total * log(ceiling(B * Lambda / delta)),
              given=(one_gate, bounded, lipschitz), proof="The grid of all parameters: what holds for a fixed gate."),
        Claim("active_budget", UPPER, S_pi <= L * (S_shared + sympy.Min(E, k * T) * P), given=(top_k,),
              proof="T tokens with k experts each use at most min(E, k T) experts of a layer."),
        Claim("active_budget_shared", UPPER, S_pi <= L * (S_shared + k * P), given=(top_k, shared),
              proof="One pattern for all tokens of a layer uses k experts."),
    ),
    uses=("classical.binomial_entropy", "classical.parameter_lipschitz"),
    evidence=(
        derives("published", one_logarithm, assuming=("the claim fixed_pattern",)),
        derives("input_dependent", experts_outgrow_their_logarithm, shows=Verdict.REFUTED,
                assuming=("the claim fixed_partition",)),
        derives("fixed_pattern_count", grid_of_parameters),
        attained("fixed_pattern_count", constants, E=1, B=(1, "1/2"), delta=("1/10", "1/3", 2)),
        attained("fixed_pattern_count", affine_experts, by="ends", E=1, B=1, delta=("1/4", "2/7")),
        instances("fixed_pattern_count", affine_experts, name="slope and intercept: 20 and 40, not 16",
                  by=("slope on [0, 1]", "slope on [-1, 1]"), E=(1, 2), B=1, delta=("1/4", "2/7"),
                  full={"delta": ("1/32", "1/4", "2/7", 1, 3)}),
        too_strong("fixed_pattern_count", number <= binomial(E, k) ** (L * T) * ceiling(B * Lambda / (2 * delta)) ** S,
                   constants, E=1, B=1, delta="1/4"),
        derives("fixed_pattern", logarithm_of_the_count, assuming=("the claim fixed_pattern_count",)),
        instances("fixed_pattern", constants, name="class 1: one constant expert for all inputs", E=(2, 4, 64), B=1,
                  delta=("1/10", "1/3")),
        instances("fixed_pattern", affine_experts, name="affine experts",
                  by=("ends", "slope on [0, 1]", "slope on [-1, 1]"), E=(2, 8), B=1, delta=("1/4", "1/8")),
        instances("fixed_pattern", bumps, name="k of E bumps", E=range(2, 6), k=range(1, 4), B=1,
                  delta=("1/3", "1/5", "1/9"), only=lambda E, k, B, delta: k < E),
        fails_without(one_pattern, "fixed_pattern", constants_on_cells, E=64, B=1, delta="1/10",
                      name="class 2: a fixed partition chooses the expert"),
        fails_without(bounded, "fixed_pattern", unbounded_constants, E=2, B=1, delta="1/4"),
        fails_without(lipschitz, "fixed_pattern", affine_experts, name="slope and intercept taken with Lambda = 1",
                      by=("slope on [0, 1]", "slope on [-1, 1]"), E=1, B=1, delta="1/4", Lambda=1),
        too_strong("fixed_pattern", entropy <= A, bumps, name="too strong: no routing overhead", E=4, k=1, B=1,
                   delta="1/3"),
        derives("fixed_pattern_simplified", overhead_of_k_experts,
                assuming=("classical.binomial_entropy", "the claim fixed_pattern")),
        instances("fixed_pattern_simplified", bumps, name="k of E bumps, simplified", E=range(1, 6), k=range(1, 4), B=1,
                  delta=("1/3", "1/10"), only=lambda E, k, B, delta: k <= E),
        too_strong("fixed_pattern_simplified", entropy <= A + L * T * k * log(E / k), bumps, E=6, k=3, B=1,
                   delta="1/3"),
        derives("separated_sets", a_ball_holds_one, assuming=("the claim fixed_pattern",)),
        instances("separated_sets", relu_experts, widths=((1, 1, 1), (1, 2, 1), (1, 1, 1, 1)),
                  delta=(1, "1/2", "1/4", "1/8"), count=80, full={"count": (200,), "seed": range(3)}),
        instances("separated_sets", separated_bumps, E=(3, 4), k=(1, 2), B=1, delta=("1/3",)),
        too_strong("separated_sets", packing <= S * log(ceiling(B * Lambda / (2 * delta))) + R, separated_constants,
                   E=1, B=1, delta="1/10"),
        derives("dimension", slope_of_the_bound, assuming=("the claim fixed_pattern",)),
        instances("dimension", constants, name="class 1", E=(1, 3), B=1, delta="1/4"),
        instances("dimension", affine_experts, name="dimension of affine experts",
                  by=("ends", "slope on [0, 1]", "slope on [-1, 1]"), E=2, B=1, delta="1/4"),
        fails_without(one_pattern, "dimension", constants_on_cells, E=(2, 5), B=1, delta="1/4"),
        too_strong("dimension", dim <= S - 1, affine_experts, by="ends", E=2, B=1, delta="1/4"),
        simulates("dimension", relu_experts, packing_slope, name="slope of greedy packings of random ReLU experts",
                  widths=((1, 1, 1), (1, 2, 1)), delta="1/4", count=6, seed=2026),
        derives("fixed_partition_count", box_is_exact),
        instances("fixed_partition_count", constants_on_cells, name="class 2", E=(1, 2, 8, 64), B=(1, "3/2"),
                  delta=("1/10", "1/4", "2/7", 2)),
        instances("fixed_partition_count", built_on_cells, E=(1, 2, 3), B=1, delta=("1/2", "2/5", "1/3"),
                  full={"delta": ("1/2", "2/5", "1/3", "1/4")}),
        too_strong("fixed_partition_count", Eq(number, ceiling(B / delta) ** E - 1), constants_on_cells, E=3, B=1,
                   delta="1/4"),
        fails_without(serving, "fixed_partition_count", idle_expert, E=(2, 4), B=1, delta="1/4"),
        fails_without(constant, "fixed_partition_count", affine_on_cells, E=(1, 2), B=1, delta="1/4"),
        derives("fixed_partition", box_is_exact, name="box_is_exact, in logarithms"),
        fails_without(one_gate, "fixed_partition", thresholds, E=(2, 3), B=1, delta=("2/5", "1/4"),
                      only=lambda E, B, delta: (E, delta) != (3, "1/4"), name="class 3: a learned partition"),
        too_strong("fixed_partition", Eq(entropy, log(ceiling(B / delta)) + log(E)), constants_on_cells, E=64, B=1,
                   delta="1/10", name="too strong: the active-parameter entropy of one constant"),
        derives("fixed_gate_total", grid_of_all_parameters, assuming=("the grid of fixed_pattern_count",)),
        instances("fixed_gate_total", affine_on_cells, E=(1, 2, 16), B=1, delta=("1/4", "1/8")),
        fails_without(one_gate, "fixed_gate_total", thresholds, name="thresholds against all parameters", E=2, B=1,
                      delta=("2/5", "1/4")),
        too_strong("fixed_gate_total", entropy <= S_total / 2 * log(ceiling(B * Lambda / delta)), affine_on_cells,
                   E=2, B=1, delta="1/4"),
        derives("active_budget", active_parameters_by_union),
        derives("active_budget", router_outweighs_the_names, scope="the router's share"),
        instances("active_budget", random_batch, E=(2, 4, 8), k=(1, 2), L=(1, 2), T=(1, 2, 5), seed=range(3),
                  full={"seed": range(30)}),
        attained("active_budget", disjoint_tokens, E=(2, 5, 8), k=(1, 2), L=(1, 3), T=(1, 2, 3, 6)),
        fails_without(top_k, "active_budget", dense_routing, E=6, k=2, L=1, T=2, seed=0),
        too_strong("active_budget", S_pi <= L * (S_shared + k * P), disjoint_tokens, name="too strong: T dropped",
                   E=4, k=1, L=1, T=2),
        derives("active_budget_shared", layers_add_up),
        attained("active_budget_shared", equal_tokens, E=(2, 5), k=(1, 2), L=(1, 2), T=(1, 4), seed=range(2)),
        fails_without(shared, "active_budget_shared", disjoint_tokens, name="without a shared pattern",
                      E=4, k=1, L=1, T=2),
        too_strong("active_budget_shared", S_pi <= L * k * P, equal_tokens, name="too strong: no shared parameters",
                   E=2, k=1, L=1, T=4, seed=0),
    ),
)  # fmt: skip
