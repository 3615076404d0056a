"""Functions on graphs: the mixture in the ambient space, its error, and constants."""

import sympy
from flint import fmpq
from sympy import Lambda

from boundkit.measures.graphs import GraphMixture, graph_constants

x, y, z = sympy.symbols("x y z", real=True)


def test_the_error_of_a_square_is_known():
    """f(x, g(x)) = x^2 for f = y, g = x^2: a chord errs by the squared length over 4."""
    mixture = GraphMixture(Lambda((x, y), y), Lambda(x, x**2), 3, 2)
    assert (mixture.error.exact, mixture.error.lower) == (True, fmpq(1, 4 * 36))
    for step in range(7):
        place = fmpq(step, 6)
        assert mixture.program([place, place**2]) == [place**2]
        assert mixture.program([place, 5]) == [place**2]  # the chart reads the first coordinate alone


def test_a_surface_in_space():
    mixture = GraphMixture(Lambda((x, y, z), z - x), Lambda((x, y), x * y), 2, 1)
    assert (mixture.d, mixture.program.inputs) == (2, 3)
    assert mixture.error.lower == fmpq(1, 16)


def test_constants_on_a_graph():
    """On z = x^2 the gradient of x z is (z, x), whose entries are 1 at most."""
    known = graph_constants(Lambda((x, z), x * z), Lambda(x, x**2))
    assert {name: (size.lower, size.upper) for name, size in known.items()} == {
        "M1": (1, 2), "M2": (1, 1), "G1": (2, 2), "G2": (2, 2),
    }  # fmt: skip
