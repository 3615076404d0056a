"""Dense networks beside mixtures on a circle."""

import sympy
from flint import fmpq

from boundkit.constructions.arcs import dense_isometry, embedding
from boundkit.measures.dense_circle import BesideDense, DenseCircle

x, y = sympy.symbols("x y", real=True)
LINE = sympy.Lambda((x, y), x + 2 * y)


def test_values_at_nodes():
    dense = DenseCircle(sympy.Lambda((x, y), x**2 - y), 2, dense_isometry(2, 3))
    for node in ((1, -1), (0, 1), (-1, 0)):
        seen = [sum(dense.plane[i, axis] * entry for i, entry in enumerate(node)) for axis in range(2)]
        assert abs(dense.program(node)[0] - (seen[0] ** 2 - seen[1])) < fmpq(1, 2**90)


def test_as_many_parameters():
    beside = BesideDense.of(sympy.Lambda((x, y), x**2 + y), 4, 1, embedding(2))
    assert beside.dense.parameters / 2 < beside.mixture.parameters <= beside.dense.parameters
    assert beside.advantage.lower <= beside.dense.error.upper / beside.mixture.error.lower
    assert BesideDense.of(LINE, 4, 1, embedding(2), units=3).mixture.m == 3
