"""Covering numbers: active parameters plus routing overhead.  (mayaki2026, as its abstract has it)

For a fixed routing pattern the network is an ordinary one with S active parameters, and a grid of them covers it; the
patterns, C(E, k) for every layer and token, add the logarithm of their number. All constants are ours. The paper
conditions on patterns that do not depend on the input. For experts that the input chooses, which it does not claim, it
is false: on a fixed partition all E experts count; where the partition is learned, no finite cover exists.
"""

from math import comb

from sympy import Eq, binomial, ceiling, log, sqrt

from boundkit.arithmetic.rational import rational
from boundkit.evidence import (Case, along, attained, fails_without, implied_by, instances, refuted_by, too_small,
                               too_strong)  # fmt: skip
from boundkit.measures import function_classes as classes
from boundkit.measures.covering import log_of
from boundkit.statements import (ASYMPTOTIC, EXACT, UPPER, Claim, Reading, Theorem, cite, define, hypothesis, natural,
                                 positive, quantity, soft_o)  # fmt: skip
from boundkit.statements.shape import J

# symbols ----------------------------------------------------------------------------------------------------------

S = natural("S", "active parameters of one routing pattern")
S_total = natural("S_total", "parameters of all experts together")
L, T = natural("L", "MoE layers"), natural("T", "tokens per input")
E = natural("E", "experts per layer")
k = natural("k", "active experts per token", at_most=E)
B, delta = positive("B", "bound on the absolute value of a parameter"), positive("delta", "covering radius")
Lambda = positive("Lambda", "Lipschitz constant from parameters (maximum norm) to functions (sup norm)")
A = define("A", "active capacity", S * log(ceiling(B * Lambda / delta)))
R = define("R", "routing overhead, the logarithm of the number of patterns", L * T * log(binomial(E, k)))

number = quantity("N", "covering number in the sup norm, centres in the class", measure=lambda thing: thing.covering,
                  certificate=lambda thing: thing.certificate())  # fmt: skip
entropy = quantity("logN", "logarithm of that covering number", measure=lambda thing: log_of(thing.covering),
                   certificate=lambda thing: thing.certificate(log=True))  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("one routing pattern with S parameters serves every input of a function", of_inputs=True,
            clashes={"input_dependent_routing": "take mayaki2026.covering_number:fixed_partition_total"})  # fmt: skip
def one_pattern(thing, at):
    few = len(thing.patterns) <= comb(at["E"], at["k"]) ** (at["L"] * at["T"])
    sizes = {(len(member.layers), thing.size) for member in thing.members}
    return few and sizes == {(at["L"], at["S"])} and all(len(routing) == 1 for routing in thing.routings)


@hypothesis("all functions of the class send an input to the same experts", of_inputs=True)
def one_partition(thing, at):
    return len(set(thing.routings)) == 1 and thing.size == at["S_total"]


@hypothesis("for every pattern, all parameter vectors with entries in [-B, B] belong to the class")
def box(thing, at):
    return not thing.finite and rational(thing.half) >= rational(at["B"])


@hypothesis("all parameters lie in [-B, B]")
def bounded(thing, at):
    return thing.largest_parameter <= rational(at["B"])


@hypothesis("for one routing, sup distance is at most Lambda times parameter distance")
def lipschitz(thing, at):
    return thing.stretches_at_most(at["Lambda"])


@hypothesis("one layer of E constant experts", shape=(Eq(L, 1), Eq(J, 0)))
def constant(thing, at):
    layers = [layer for member in thing.members for layer in member.layers]
    flat = all(not e.widths and not any(e.layers[0].weight.entries()) for layer in layers for e in layer.experts)
    return flat and len(layers) == len(thing.members) and {layer.gate.experts for layer in layers} == {at["E"]}


@hypothesis("every expert serves an open set of inputs")
def serving(thing, at):
    return all(len({route for _, route in routing}) == at["E"] for routing in thing.routings)


PUBLISHED = soft_o(entropy, S + R, logarithms=(B * Lambda / delta,))
FIXED = (one_pattern, box, bounded, lipschitz)
PARTITION = (one_partition, box, bounded, constant, serving)
FIXED_READING = Reading("fixed_patterns", "each function has one routing pattern, the same for all inputs")
INPUT_READING = Reading("input_dependent", "a reader's: the gate sends different inputs to different experts")

STATEMENT = Theorem(
    id="mayaki2026.covering_number",
    title="Sup-norm entropy: active parameters plus routing overhead",
    source=cite("mayaki2026", "sup-norm metric entropy under fixed routing patterns", "abstract"),
    notes="The abstract alone was read; it gives no constants. Its routing overhead is read as the logarithm of the "
          "number of patterns. S counts the experts of T tokens (mayaki2026.active_budget). A fixed gate is no fixed "
          "partition: in later layers it reads a state that moves with the parameters. Objects have one input.",
    given=(one_pattern, one_partition, box, bounded, lipschitz, constant, serving),
    readings=(FIXED_READING, INPUT_READING),
    claims=(
        Claim("published", ASYMPTOTIC, PUBLISHED, status="published", given=FIXED, reading=FIXED_READING,
              proof="The claim `fixed_pattern`, with log ceil(B Lambda/delta) hidden."),
        Claim("input_dependent", ASYMPTOTIC, PUBLISHED, status="over-reading",
              given=(one_partition, box, bounded), reading=INPUT_READING,
              proof="False, and not what the paper says, which conditions on fixed patterns: a fixed partition into E "
                    "cells with one active constant needs E log ceil(B/delta)."),
        Claim("fixed_pattern_count", UPPER,
              number <= binomial(E, k) ** (L * T) * ceiling(B * Lambda / delta) ** S, given=FIXED,
              proof="A grid of ceil(B Lambda/delta) midpoints for each of the S parameters, for every pattern."),
        Claim("fixed_pattern", UPPER, entropy <= A + R, given=FIXED,
              proof="The logarithm of `fixed_pattern_count`: active capacity plus routing overhead."),
        Claim("fixed_pattern_simplified", UPPER, entropy <= A + L * T * k * (1 + log(E / k)), given=FIXED,
              proof="C(E, k) <= (e E / k)^k."),
        Claim("fixed_partition_count", EXACT, Eq(number, ceiling(B / delta) ** E), given=PARTITION,
              on="E constants on a fixed partition",
              proof="The sup norm is the maximum norm of the E values; an axis holds ceil(B/delta) points far apart."),
        Claim("fixed_partition", EXACT, Eq(entropy, E * log(ceiling(B / delta))), given=PARTITION,
              on="E constants on a fixed partition", proof="The logarithm of `fixed_partition_count`."),
        Claim("fixed_partition_total", UPPER, entropy <= S_total * log(ceiling(B * Lambda / delta)),
              given=(one_partition, box, bounded, lipschitz),
              proof="The grid of all parameters: what holds where the partition does not move with them."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def case(thing, E, B, S=None, Lambda=1, **values):
    sizes = {"S": S or thing.size, "S_total": thing.size, "E": E, "k": 1, "L": 1, "T": 1}
    return Case(thing, sizes | {"B": B, "delta": thing.delta, "Lambda": Lambda} | values)


def constants(E, B, delta, reach=1):
    """Class 1: one of E constant experts serves every input. Its parameters go up to ``reach`` times B."""
    return case(classes.one_constant(E, reach * rational(B), delta), E, B)


def affine_experts(by, E, B, delta, Lambda=None):
    """Affine experts, one for every input, by their values at the ends of [0, 1], or by slope and intercept."""
    interval = (-1 if by == "slope on [-1, 1]" else 0, 1)
    found = classes.one_affine(E, B, delta, by_slope=by != "ends", box=interval)
    return case(found, E, B, Lambda=Lambda or (1 if by == "ends" else 2))


def bumps(E, k, B, delta):
    return case(classes.few_bumps(E, k, B, delta), E, B, k=k)


def relu_experts(E, W, B, delta):
    """Experts of one hidden layer, with the constant of their parameters on [0, 1] for Lambda."""
    return case(classes.one_relu_expert(E, W, B, delta, 6), E, B, Lambda=1 + 4 * rational(B) * W)


def constants_on_cells(E, B, delta, reach=1, ends_alone=False):
    """Class 2: E equal cells, a constant on each; one of the E parameters is active at an input."""
    return case(classes.constants_on_cells(E, reach * rational(B), delta, ends_alone=ends_alone), E, B, S=1)


def idle_expert(E, B, delta):
    return case(classes.constants_with_an_idle_one(E, B, delta), E, B, S=1)


def affine_on_cells(E, B, delta):
    return case(classes.affine_on_cells(E, B, delta), E, B, S=2, Lambda=2)


def thresholds(E, B, delta):
    """Class 3: the partition is learned."""
    return case(classes.constants_beside_thresholds(E, B, delta), E, B, S=2)


def moved_threshold(B, delta):
    return case(classes.moved_threshold(B, delta), 2, B, S=2, L=2)


# evidence ---------------------------------------------------------------------------------------------------------

q = natural("q", "a whole number")
radius, finer, top_one = {delta: B * Lambda / (1 + q)}, {delta: B / (1 + q)}, {k: 1, E: 1 + q}

THEOREM = STATEMENT.supported_by(
    implied_by("published", "fixed_pattern", along(S, tied=radius), along({delta: -1}), along(E),
               along(T, tied=top_one), along(L, tied=top_one), along(q, tied={E: 2 * q, k: q}),
               along(S, E, T, L, {delta: -1})),
    too_small("published", soft_o(entropy, sqrt(S) + R), "fixed_pattern", along(S, tied=radius)),
    too_small("published", soft_o(entropy, S), "fixed_pattern", along(T, tied=top_one)),
    refuted_by("input_dependent", "fixed_partition", along(E, tied={S: 1, L: 1, T: 1, k: 1, **finer}),
               objects="E constants on E equal cells, one token, one of them in use at an input, are such a class"),
    too_small("input_dependent", soft_o(entropy, sqrt(E)), "fixed_partition", along(E, tied=finer)),
    attained("fixed_pattern_count", constants, E=1, B=(1, "1/2"), delta=("1/10", "1/3", 2)),
    attained("fixed_pattern_count", affine_experts, by="ends", E=1, B=1, delta=("1/4", "2/7")),
    instances("fixed_pattern_count", affine_experts, name="slope and intercept: 20 and 40, not 16",
              by=("slope on [0, 1]", "slope on [-1, 1]"), E=(1, 2), B=1, delta=("1/4", "2/7"),
              full={"delta": ("1/32", "1/4", "2/7", 1, 3)}),
    instances("fixed_pattern_count", relu_experts, name="ReLU experts: members far apart, and a net", E=2, W=1,
              B=1, delta=("1/2", "1/4"), full={"E": (1, 2), "W": (1, 2), "delta": ("1/2", "1/4", "1/8")}),
    fails_without(box, "fixed_pattern_count", constants_on_cells, E=1, B=1, delta=1, ends_alone=True),
    too_strong("fixed_pattern_count", number <= binomial(E, k) ** (L * T) * ceiling(B * Lambda / (2 * delta)) ** S,
               constants, E=1, B=1, delta="1/4"),
    instances("fixed_pattern", constants, name="class 1: one constant expert for all inputs", E=(2, 4, 8), B=1,
              delta="1/10", full={"E": (2, 4, 64), "delta": ("1/10", "1/3")}),
    instances("fixed_pattern", affine_experts, name="affine experts",
              by=("ends", "slope on [0, 1]", "slope on [-1, 1]"), E=(2, 4), B=1, delta=("1/4", "1/8"),
              full={"E": (2, 8)}),
    instances("fixed_pattern", bumps, name="k of E bumps", E=range(2, 5), k=range(1, 4), B=1,
              delta=("1/3", "1/9"), full={"E": range(2, 6), "delta": ("1/3", "1/5", "1/9")},
              only=lambda E, k, B, delta: k < E),
    fails_without(one_pattern, "fixed_pattern", constants_on_cells, E=16, B=1, delta="1/10",
                  name="class 2: a fixed partition chooses the expert"),
    fails_without(bounded, "fixed_pattern", constants, E=2, B=1, delta="1/4", reach=3),
    fails_without(lipschitz, "fixed_pattern", affine_experts, name="slope and intercept taken with Lambda = 1",
                  by=("slope on [0, 1]", "slope on [-1, 1]"), E=1, B=1, delta="1/4", Lambda=1),
    too_strong("fixed_pattern", entropy <= A, bumps, name="too strong: no routing overhead", E=4, k=1, B=1,
               delta="1/3"),
    instances("fixed_pattern_simplified", bumps, name="k of E bumps, simplified", E=range(1, 4), k=range(1, 4), B=1,
              delta=("1/3", "1/10"), full={"E": range(1, 6)}, only=lambda E, k, B, delta: k <= E),
    too_strong("fixed_pattern_simplified", entropy <= A + L * T * k * log(E / k), bumps, E=5, k=3, B=1,
               delta="1/3"),
    instances("fixed_partition_count", constants_on_cells, name="class 2", E=(1, 2, 3), B=(1, "3/2"),
              delta=("1/10", "1/2", "2/7", 2), full={"E": (1, 2, 3, 8)}),
    instances("fixed_partition_count", constants_on_cells, name="class 2 of 16 experts or more", E=16, B=1,
              delta="1/10", full={"E": (16, 64)}),
    too_strong("fixed_partition_count", Eq(number, ceiling(B / delta) ** E - 1), constants_on_cells, E=3, B=1,
               delta="1/4"),
    fails_without(serving, "fixed_partition_count", idle_expert, E=(2, 4), B=1, delta="1/4"),
    fails_without(constant, "fixed_partition_count", affine_on_cells, E=(1, 2), B=1, delta="1/4"),
    fails_without(box, "fixed_partition_count", constants_on_cells, name="two members instead of 16", E=2, B=1,
                  delta="1/4", ends_alone=True),
    fails_without(bounded, "fixed_partition_count", constants_on_cells, E=2, B=1, delta="1/4", reach=2),
    fails_without(one_partition, "fixed_partition", thresholds, E=(2, 3), B=1, delta=("2/5", "1/4"),
                  only=lambda E, B, delta: (E, delta) != (3, "1/4"), name="class 3: a learned partition"),
    too_strong("fixed_partition", Eq(entropy, log(ceiling(B / delta)) + log(E)), constants_on_cells, E=8, B=1,
               delta="1/10", name="too strong: the active-parameter entropy of one constant"),
    instances("fixed_partition_total", affine_on_cells, E=(1, 2, 4), B=1, delta=("1/4", "1/8"),
              full={"E": (1, 2, 16)}),
    fails_without(one_partition, "fixed_partition_total", moved_threshold, B=1, delta="1/4",
                  name="a fixed gate after a layer that moves its input"),
    too_strong("fixed_partition_total", entropy <= S_total / 2 * log(ceiling(B * Lambda / delta)), affine_on_cells,
               E=2, B=1, delta="1/4"),
)  # fmt: skip
