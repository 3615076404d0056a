"""Mixtures drawn at random, most of them degenerate: ties, copies, parallel rows, zero gates, nested mixtures."""

from random import Random

import numpy as np
from flint import fmpq

from boundkit.networks import Affine, Fork, LinearGate, MixtureLayer, Program, Rectifier, TreeGate, nearest_prototype
from boundkit.networks.program import residual

KINDS = ("integers", "quarters", "fractions", "signs", "tiny", "floats")


def drawn_affine(draw, outputs, inputs, kind):
    """An affine map whose entries are of one kind."""
    entry = {
        "integers": lambda bias: draw.randint(-2, 2),
        "quarters": lambda bias: fmpq(draw.randint(-6, 6), 4) if bias else draw.randint(-3, 3),
        "fractions": lambda bias: fmpq(draw.randint(-9, 9), draw.choice([3, 7, 11])),
        "signs": lambda bias: 0 if bias else draw.choice([0, 0, 1, -1]),
        "tiny": lambda bias: draw.randint(-2, 2) + fmpq(draw.randint(-1, 1), 10**20),
        "floats": lambda bias: draw.gauss(0, 0.5 if bias else 1),
    }[kind]
    weight = [[entry(False) for _ in range(inputs)] for _ in range(outputs)]
    bias = [entry(True) for _ in range(outputs)]
    return Affine(np.array(weight), np.array(bias)) if kind == "floats" else Affine(weight, bias)


def drawn_network(draw, inputs, outputs, kind, hidden):
    """A network of which every third layer has a unit twice, or its negative; every third one leaky units."""
    steps = []
    for units in hidden:
        layer = drawn_affine(draw, units, inputs, kind)
        if units > 1 and draw.random() < 0.3:
            rows, biases, factor = layer.weight.tolist(), layer.bias.entries(), draw.choice([1, -1, 2])
            layer = Affine([*rows[:-1], [factor * x for x in rows[0]]], [*biases[:-1], factor * biases[0]])
        slopes = [draw.choice([0, 0, 0, 1, fmpq(1, 10), fmpq(-1, 2)]) for _ in range(units)]
        steps += [layer, Rectifier.of(slopes if draw.random() < 0.3 else [0] * units)]
        inputs = units
    return Program((*steps, drawn_affine(draw, outputs, inputs, kind)))


def drawn_gate(draw, inputs, experts, top, kind):
    """A tree, prototypes on a grid, or a linear gate with copied, parallel or arbitrary rows."""
    shape = draw.random()
    if shape < 0.15 and top == 1 < experts:
        return TreeGate(_drawn_tree(draw, draw.sample(range(experts), experts), inputs, kind))
    if shape < 0.3:
        return nearest_prototype([[draw.randint(-2, 2) for _ in range(inputs)] for _ in range(experts)], top)
    scores = drawn_affine(draw, experts, inputs, kind)
    rows, biases = scores.weight.tolist(), scores.bias.entries()
    if shape < 0.45:
        one, other = draw.randrange(experts), draw.randrange(experts)
        rows[one] = rows[other]
        biases[one] = biases[other] if draw.random() < 0.6 else biases[one]
    elif shape > 0.9:
        rows = [[number * x for x in rows[0]] for number in range(experts)]
    return LinearGate(rows, biases, top)


def _drawn_tree(draw, leaves, inputs, kind):
    if len(leaves) == 1:
        return leaves[0]
    cut = draw.randint(1, len(leaves) - 1)
    parts = [_drawn_tree(draw, own, inputs, kind) for own in (leaves[:cut], leaves[cut:])]
    return Fork(drawn_affine(draw, 1, inputs, kind), *parts)


def _drawn_expert(draw, inputs, outputs, top, kind, units):
    hidden = [] if draw.random() < 0.4 else [draw.randint(1, units)]
    if draw.random() > 0.15:
        return drawn_network(draw, inputs, outputs, kind, hidden)
    if top == 1:
        gate = drawn_gate(draw, 2, 2, 1, kind)
    else:
        gate = LinearGate(drawn_affine(draw, 2, 2, kind).weight, drawn_affine(draw, 2, 2, kind).bias)
    inner = [drawn_network(draw, 2, outputs, kind, own) for own in ([], [1])]
    layer = MixtureLayer(gate, tuple(inner), fmpq(1) if top == 1 else fmpq(1, 3))
    return Program((*drawn_network(draw, inputs, 2, kind, hidden).steps, layer))


def drawn_mixture(seed, kind=None):
    """A mixture with one or two layers on R^d, d <= 3, and a box."""
    draw = Random(seed)
    inputs = size = draw.choice([1, 1, 2, 2, 2, 3])
    kind, layers = kind or KINDS[seed % len(KINDS)], []
    for rest in reversed(range(draw.choice([1, 1, 2]))):
        experts = draw.randint(1, 5 if inputs < 3 else 4)
        top = draw.randint(1, min(experts, 3)) if draw.random() < 0.5 else 1
        outputs = draw.choice([1, inputs, 2] if rest else [1, inputs])
        own = [_drawn_expert(draw, size, outputs, top, kind, 3 if inputs < 3 else 2) for _ in range(experts)]
        if experts > 1 and draw.random() < 0.2:
            own[-1] = own[0]
        weight = draw.choice([fmpq(1), fmpq(1), fmpq(1, 3), fmpq(-2)])
        layers.append(MixtureLayer(drawn_gate(draw, size, experts, top, kind), tuple(own), weight))
        size = outputs
    before = (drawn_affine(draw, inputs, inputs, kind),) if draw.random() < 0.2 else ()
    program = Program((*before, *layers))
    plain = all(isinstance(step.gate, LinearGate) and step.gate.top == 1 for step in layers)
    if plain and program.inputs == program.outputs and _only_linear(program) and draw.random() < 0.5:
        program = residual(program)
    return program, draw.choice([(-1, 1), (-1, 1), (0, 1), (fmpq(-1, 3), 1)])


def _only_linear(program):
    """Whether all gates, inner ones too, are linear with one expert, as a residual block needs."""
    layers = [step for step in program.steps if isinstance(step, MixtureLayer)]
    return all(
        isinstance(layer.gate, LinearGate) and layer.gate.top == 1 and all(map(_only_linear, layer.experts))
        for layer in layers
    )
