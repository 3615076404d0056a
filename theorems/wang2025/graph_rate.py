"""Mixtures on graphs: every point has one chart, its first coordinates.  (ours, beside wang2025, Theorem 4.8)

The graph of a function g of the cube is a manifold that its first d coordinates map onto the cube, so that a linear
gate cuts it into E^d equal cells, and an expert that interpolates the target along the chart with N cells an axis errs
like 1/(E N)^2. How the graph bends enters through the derivatives of g.
"""

import sympy
from sympy import Lambda, Rational, cos, exp, sin

from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, fails_without, instances, too_strong
from boundkit.measures.graphs import GraphMixture, graph_constants
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, positive, quantity

# symbols ----------------------------------------------------------------------------------------------------------

E = natural("E", "experts an axis, E^d in all")
N = natural("N", "cells an axis of an expert")
d = natural("d", "dimension of the graph")
M1 = positive("M1", "bound of the gradient of the target on the graph")
M2 = positive("M2", "bound of the spectral norm of its Hessian there")
G1 = positive("G1", "bound of the gradient of the height")
G2 = positive("G2", "bound of the spectral norm of its Hessian")
error = quantity("error", "sup norm of target - mixture on the graph", measure=lambda thing: thing.error)

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("M1 and M2 bound gradient and Hessian of the target on the graph, G1 and G2 those of the height")
def smooth(thing):
    known = graph_constants(thing.target, thing.height)
    said = {name: rational(thing.constants[name]) for name in known}
    if any(size.lower > said[name] for name, size in known.items()):
        return False
    return all(size.upper is not None and size.upper <= said[name] for name, size in known.items()) or None


@hypothesis("the manifold is the graph of a function of the cube [0, 1]^d, cut into E^d equal cells by a linear gate")
def graph(thing, at):
    return (thing.d, thing.E, thing.N) == (at["d"], at["E"], at["N"])


STATEMENT = Theorem(
    id="wang2025.graph_rate",
    title="Mixtures on graphs: every point has one chart",
    source=cite("boundkit", "own proof, beside wang2025, Theorem 4.8"),
    notes="A manifold of the kind that wang2025.manifold_rate is about: its atlas has linear charts (Corollary 4.9).",
    given=(smooth, graph),
    claims=(
        Claim("upper", UPPER, error <= d / (8 * E**2 * N**2) * (M2 * (1 + G1**2) + M1 * G2), given=(smooth, graph),
              on="E^d experts, Kuhn cells",
              proof="The second derivative of f(x, g(x)) is at most the bracket; interpolation at mesh 1/(E N)."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------

x, y, z = sympy.symbols("x y z", real=True)
WAVE, PRODUCT = Lambda((x, y), sin(5 * x) + cos(3 * y)), Lambda((x, y, z), x * y + z**2)
CURVES = (Lambda(x, x**2), Lambda(x, sin(3 * x) / 2), Lambda(x, exp(x) / 3))
SURFACE = Lambda((x, y), x * y / 2)


def on_graph(f, g, E, N, constants=None):
    """An expert for each of E^d cells of the graph of g, with N cells an axis; constants as they are known."""
    known = constants or {name: size.upper for name, size in graph_constants(f, g).items()}
    thing = GraphMixture(f, g, E, N, known)
    return Case(thing, {"d": thing.d, **known})


def said_to_be_flat(f, g, E, N):
    """Bounds of 1/100 for derivatives of the height that are larger."""
    known = {name: size.upper for name, size in graph_constants(f, g).items()}
    return on_graph(f, g, E, N, {**known, "G1": Rational(1, 100), "G2": Rational(1, 100)})


def fewer_cells(f, g, E, N):
    """One expert instead of E."""
    case = on_graph(f, g, 1, N)
    return Case(case.object, {**case.values, "E": E})


BRACKET = M2 * (1 + G1**2) + M1 * G2

THEOREM = STATEMENT.supported_by(
    instances("upper", on_graph, name="curves", f=WAVE, g=CURVES[:2], E=(1, 3), N=2,
              full={"g": CURVES, "E": (1, 3, 4, 8), "N": (1, 4, 16, 64)}),
    instances("upper", on_graph, name="a surface", f=PRODUCT, g=SURFACE, E=1, N=1,
              full={"E": (1, 2, 3), "N": (1, 2, 4)}),
    too_strong("upper", error <= d / (200 * E**2 * N**2) * BRACKET, on_graph, f=WAVE, g=CURVES[0], E=2, N=2),
    too_strong("upper", error <= d / (8 * E**3 * N**3) * BRACKET, on_graph, f=WAVE, g=CURVES[0], E=2, N=8),
    too_strong("upper", error <= d / (8 * E**2 * N**2) * M1, on_graph, f=WAVE, g=CURVES[0], E=1, N=1),
    fails_without(smooth, "upper", said_to_be_flat, f=WAVE, g=Lambda(x, sin(9 * x)), E=3, N=4),
    fails_without(graph, "upper", fewer_cells, name="one expert for all cells", f=WAVE, g=CURVES[0], E=8, N=2),
)  # fmt: skip
