"""How far a ReLU network moves when its parameters do.

Widths p_0, .., p_(J+1), inputs in [-1, 1]^(p_0), parameters in [-B, B], B >= 1: two networks whose parameters differ
by at most Delta differ by at most (J + 1) B^J V Delta, where V is the product of p_l + 1 over l = 0, .., J.
"""

from dataclasses import dataclass
from itertools import product
from math import prod
from random import Random
from typing import Any

from flint import fmpq
from sympy import Eq

from boundkit.arithmetic.rational import rational
from boundkit.constructions.parametrised import difference, network_of, parameter_count
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.measures.certificates import distance
from boundkit.measures.distances import parameter_distance, sup_norm
from boundkit.networks import ReLUNetwork
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, positive, quantity, real

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Two networks of the same widths, the bound on their parameters, and the box of their inputs."""

    first: ReLUNetwork
    second: ReLUNetwork
    B: Any = 1
    box: tuple = (-1, 1)

    def witness(self):
        return {"first": self.first, "second": self.second, "inputs": [str(end) for end in self.box]}


def sup_of_difference(pair):
    """sup |first - second| over the box, exactly, from the regions of the difference."""
    return sup_norm(difference(pair.first, pair.second), pair.box)


J = natural("J", "hidden layers", least=0)
D = natural("D", "inputs")
W = natural("W", "hidden width")
V = natural("V", "product of p_l + 1 over the layers l = 0, .., J")
q = natural("q", "outputs")
B = real("B", "bound on the absolute value of a parameter", least=1)
Delta = positive("Delta", "largest difference of two corresponding parameters")
dist = quantity("dist", "sup distance of two networks of the same widths", measure=sup_of_difference,
                certificate=lambda pair: distance(pair.first, pair.second, [pair.box] * pair.first.inputs))  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("all parameters lie in [-B, B]")
def bounded(pair):
    return all(abs(v) <= rational(pair.B) for f in (pair.first, pair.second) for a in f.layers for v in a.entries)


@hypothesis("all inputs lie in [-1, 1]")
def unit_inputs(pair):
    return all(abs(rational(end)) <= 1 for end in pair.box)


STATEMENT = Theorem(
    id="classical.parameter_lipschitz",
    title="Sup distance of two networks from the distance of their parameters",
    source=cite("schmidthieber2020", "Lemma 5", "memory"),
    notes="As we remember it, the source has B = 1 and one more factor p_(J+1) + 1; biases of all layers, the last "
          "included, count here.",
    given=(bounded, unit_inputs),
    claims=(
        Claim("published", UPPER, dist <= (J + 1) * V * (q + 1) * Delta, status="published", where=(Eq(B, 1),),
              proof="It follows from the claim `general` at B = 1."),
        Claim("general", UPPER, dist <= (J + 1) * B**J * V * Delta,
              proof="Layer by layer: the values read stay within B^l V_l, the change within l B^(l-1) V_l Delta."),
        Claim("uniform", UPPER, dist <= (J + 1) * B**J * (D + 1) * (W + 1) ** J * Delta,
              proof="The claim `general` with p_0 = D and J hidden layers of width W."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def read_widths(widths):
    """V of the widths p_0, .., p_(J+1)."""
    return prod(width + 1 for width in widths[:-1])


def pair_of(widths, first, second, B=1, box=(-1, 1)):
    pair = Pair(network_of(widths, first), network_of(widths, second), B, box)
    values = {"B": B, "J": len(widths) - 2, "V": read_widths(widths), "q": widths[-1]}
    return Case(pair, values | {"Delta": parameter_distance(pair.first, pair.second)})


def random_pairs(widths, B, seed):
    """Parameters in eighths of B drawn with a seed; the second network is a few sixteenths of B away."""
    draw = Random(f"{widths} {B} {seed}")
    bound = rational(B)
    first = [bound * fmpq(draw.randint(-8, 8), 8) for _ in range(parameter_count(widths))]
    reach = draw.choice((1, 4, 16))
    moved = [value + bound * fmpq(draw.randint(-reach, reach), 16) for value in first]
    moved[0] = first[0] + bound * fmpq(1 if first[0] <= 0 else -1, 16)
    return pair_of(widths, first, [max(-bound, min(bound, value)) for value in moved], B)


def uniform_pairs(D, W, J, B, seed):
    """The same with J hidden layers of W units each."""
    return random_pairs((D, *[W] * J, 1), B, seed)


def all_apart(inputs, outputs, B, Delta):
    """Two affine maps, every parameter larger by Delta in one: at (1, .., 1) they differ by (p_0 + 1) Delta."""
    size = parameter_count((inputs, outputs))
    return pair_of((inputs, outputs), [B] * size, [B - rational(Delta)] * size, B)


def worst_corner(widths, Delta, moved):
    """The farthest pair with all parameters of the first at +-1, each of the second there or Delta inside.

    ``moved`` "all" moves every parameter, "any" tries all subsets.
    """
    size, step = parameter_count(widths), rational(Delta)
    masks = [(1,) * size] if moved == "all" else [mask for mask in product((0, 1), repeat=size) if any(mask)]
    cases = (
        pair_of(widths, signs, [sign * (1 - step * on) for sign, on in zip(signs, mask, strict=True)])
        for signs in product((-1, 1), repeat=size)
        for mask in masks
    )
    return max(cases, key=lambda case: sup_of_difference(case.object))


def uniform_corner(D, W, J, Delta):
    return worst_corner((D, *[W] * J, 1), Delta, "all")


def small_parameters(b, Delta):
    """Below B = 1 an output bias moves the network more than the bound with B^J allows."""
    bound = rational(b)
    return pair_of((1, 1, 1), [bound] * 4, [bound, bound, bound, bound - rational(Delta)], bound)


def large_parameters(weight):
    """The hidden weight and bias are beyond B = 1, so that the outer weight moves the network by more."""
    return pair_of((1, 1, 1), [weight, weight, 1, 0], [weight, weight, "1/2", 0])


def large_inputs(reach):
    """An affine map on [-reach, reach]."""
    return pair_of((1, 1), [1, 0], ["1/2", 0], box=(-reach, reach))


b = positive("b", "bound on the absolute value of a parameter, also below 1")

THEOREM = STATEMENT.supported_by(
    instances("published", random_pairs, name="random pairs at B = 1", widths=((1, 2, 1), (2, 2, 2)), B=1,
              seed=range(5)),
    too_strong("published", dist <= (J + 1) * V * (q + 1) * Delta / 3, all_apart, inputs=2, outputs=1, B=1,
               Delta="1/2"),
    instances("general", random_pairs, widths=((1, 3, 1), (1, 2, 3, 1), (1, 2, 2, 2, 1), (2, 3, 1), (2, 2, 2, 1)),
              B=(1, "3/2", 4), seed=range(4), full={"seed": range(40)}),
    instances("general", worst_corner, name="corner search, every subset of parameters moved",
              widths=((1, 1), (1, 1, 1)), Delta=("1/8", 1), moved="any",
              full={"widths": ((1, 1), (2, 1), (1, 1, 1), (2, 1, 1))}),
    instances("general", worst_corner, name="corner search, all parameters moved",
              widths=((2, 1, 1), (1, 2, 1), (1, 1, 1, 1)), Delta=("1/8",), moved="all",
              full={"widths": ((2, 1, 1), (1, 2, 1), (1, 1, 1, 1), (2, 2, 1)), "Delta": ("1/64", "1/8", 1)}),
    attained("general", all_apart, inputs=range(1, 5), outputs=(1, 2), B=(1, 3), Delta=("1/3", 2)),
    too_strong("general", dist <= (J + 1) * B**J * (V - 1) * Delta, all_apart, inputs=2, outputs=1, B=1,
               Delta="1/2"),
    too_strong("general", dist <= (J + 1) * b**J * V * Delta, small_parameters, name="without B >= 1",
               b="1/16", Delta="1/16"),
    fails_without(bounded, "general", large_parameters, weight=(2, 8)),
    fails_without(unit_inputs, "general", large_inputs, reach=(2, 4)),
    instances("uniform", uniform_pairs, D=(1, 2), W=(1, 2, 3), J=(0, 1, 2), B=(1, 2), seed=range(2),
              only=lambda D, W, J, B, seed: (D, W, J) != (2, 3, 2), full={"seed": range(20)}),
    instances("uniform", uniform_corner, D=(1,), W=(1, 2), J=1, Delta=("1/8",), full={"Delta": ("1/64", "1/8", 1)}),
    too_strong("uniform", dist <= (J + 1) * B**J * D * W**J * Delta, uniform_corner, D=1, W=1, J=1, Delta="1/8"),
)  # fmt: skip
