"""Regions of a deep ReLU network, by the least width so far.  (Montufar 2017; with D for d_l Raghu et al. 2017)

Layer l sees each region of the layers below through an affine map whose image has dimension at most
d_l = min(D, n_1, .., n_l), where its n_l hyperplanes cut it into at most C(n_l, 0) + .. + C(n_l, d_l) parts. "Regions"
are activation regions: nonempty open sets of inputs, one for every on/off pattern of all hidden units that occurs.
"""

from itertools import pairwise
from random import Random

import sympy
from flint import fmpq
from sympy import Min, Product, Sum, binomial

from boundkit.arithmetic.nodes import Least
from boundkit.constructions.folding import zigzag_network
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.measures.certificates import patterns
from boundkit.networks import Affine, Program, Rectifier, ReLUNetwork
from boundkit.regions import EVERYWHERE, count
from boundkit.statements import UPPER, Claim, Theorem, cite, function, hypothesis, natural, quantity


def activation_regions(program):
    """On/off patterns of all hidden units that occur on open sets of R^D, exactly."""
    return count(program, EVERYWHERE).activation_regions


D = natural("D", "inputs of the network")
J = natural("J", "hidden layers", least=0)
l = natural("l", "hidden layer")  # noqa: E741
n = function("n", "units of hidden layer l", of=l, least=1)
i, j = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "ij")
r = quantity("r", "activation regions of the network on R^D", measure=activation_regions, certificate=patterns)


def width(layer):
    """n(layer)."""
    return n.func(layer)


def parts(dimension):
    """C(n_l, 0) + .. + C(n_l, dimension)."""
    return Sum(binomial(n, j), (j, 0, dimension))


def by_least_width(D=D, J=J):
    """The product over the layers of C(n_l, 0) + .. + C(n_l, d_l), for results that use it."""
    return Product(parts(Min(D, Least(width(i), (i, 1, l)))), (l, 1, J))


@hypothesis("a layer sees nothing but the units of the layer below it: no connection skips a layer")
def dense(program, at):
    """Affine maps and rectifiers in turn; every unit of a hidden layer bends."""
    rectifiers = program.steps[1::2]
    bending = all(isinstance(step, Rectifier) and len(step.kinks) == step.inputs for step in rectifiers)
    return bending and isinstance(program.steps[-1], Affine) and program.inputs == at["D"]


@hypothesis("hidden layer l has n(l) units that bend once, l = 1, .., J")
def shaped(program, at):
    return tuple(len(step.kinks) for step in program.steps[1::2]) == tuple(at["n"])


STATEMENT = Theorem(
    id="classical.montufar_upper",
    title="Regions of a deep ReLU network, by the least width so far",
    source=cite("montufar2017", "upper bound for rectifier networks", "memory"),
    notes="The widths n may be listed, as in n=3,3. The bound counts activation regions, hence also linear regions, of "
          "which there are no more.",
    given=(dense, shaped),
    claims=(
        Claim("upper", UPPER, r <= by_least_width(), status="published",
              proof="Layer by layer: on a region of the layers below, layer l is affine with an image of dimension at "
                    "most d_l, which its hyperplanes cut into at most C(n_l, 0) + .. + C(n_l, d_l) parts."),
        Claim("by_inputs", UPPER, r <= Product(parts(D), (l, 1, J)), status="derived",
              source=cite("raghu2017", "Theorem 1", "memory"),
              proof="d_l <= D. Published as O(n^(D J)) for J layers of n units."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def random_weights(draw, rows, columns):
    return ([[fmpq(draw.randint(-9, 9), 3) for _ in range(columns)] for _ in range(rows)],
            [fmpq(draw.randint(-9, 9), 7) for _ in range(rows)])  # fmt: skip


def random_networks(D, n, seed):
    """Small rational weights drawn with a seed."""
    draw = Random(f"{D} {n} {seed}")
    sizes = [D, *n, 1]
    layers = [random_weights(draw, q, p) for p, q in pairwise(sizes)]
    return Case(ReLUNetwork(tuple(Affine(*layer) for layer in layers)), {"J": len(n)})


def one_layer_in_general_position(D, n):
    """The hyperplanes 1 + t x_1 + .. + t^D x_D = 0 for t = 1, .., n(1)."""
    (units,) = n
    rows = [[t**power for power in range(1, D + 1)] for t in range(1, units + 1)]
    return Case(ReLUNetwork.of([rows, [[1] * units]], [[1] * units, [0]]), {"J": 1})


def zigzags(n):
    """One input, as many regions as the layers can give."""
    return Case(zigzag_network(n), {"D": 1, "J": len(n)})


def skipping(n):
    """Both inputs pass by a first layer of one unit: the n(2) lines of the second lie in general position in R^2."""
    _, lines = n
    first = Affine([[1, 0], [0, 1], [1, 1]], [0, 0, -5])
    second = Affine([[t, t * t, 1] for t in range(1, lines + 1)], [1] * lines)
    last = Affine([[1] * lines], [0])
    return Case(Program((first, Rectifier.of([1, 1, 0]), second, Rectifier.relu(lines), last)), {"D": 2, "J": 2})


def hidden_layers_more(n):
    """A network with one hidden layer more than it is said to have."""
    return Case(zigzag_network((*n, 3)), {"D": 1, "J": len(n)})


# evidence ---------------------------------------------------------------------------------------------------------

SHAPES = ((1,), (3,), (1, 2), (2, 2), (3, 3), (4, 2), (2, 1, 3))

upper = (
    instances("upper", random_networks, D=(1, 2), n=SHAPES, seed=range(2),
              full={"D": (1, 2, 3), "n": (*SHAPES, (4, 4), (5, 3), (3, 3, 3)), "seed": range(12)}),
    attained("upper", one_layer_in_general_position, D=(1, 2, 3), n=((1,), (3,), (5,)),
             full={"D": (1, 2, 3, 4), "n": ((1,), (2,), (5,), (8,))}),
    attained("upper", zigzags, n=((4,), (3, 2), (4, 1), (3, 3, 3)), full={"n": ((3, 2), (5, 4, 3), (3, 3, 3, 3))}),
    too_strong("upper", r <= by_least_width() - 1, one_layer_in_general_position, D=2, n=((3,),)),
    fails_without(dense, "upper", skipping, n=((1, 3), (1, 4))),
    fails_without(shaped, "upper", hidden_layers_more, n=((3,), (3, 3))),
)  # fmt: skip

by_inputs = (
    instances("by_inputs", random_networks, name="random networks, by inputs", D=(1, 2), n=SHAPES, seed=(7,)),
    too_strong("by_inputs", r <= Product(parts(D), (l, 1, J)) - 1, one_layer_in_general_position, D=2, n=((3,),)),
)

THEOREM = STATEMENT.supported_by(*upper, *by_inputs)
