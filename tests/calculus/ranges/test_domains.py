"""Domains of several symbols."""

import pytest
import sympy
from flint import fmpq

from boundkit.calculus.ranges.domains import Domains
from boundkit.errors import (
    MalformedInputError,
    UnknownNameError,
)
from boundkit.statements import natural, positive

E, L, n, m = (natural(name, f"the count {name}") for name in ("E", "L", "n", "m"))
k = natural("k", "chosen ones of the count E", at_most=E)
x, delta = positive("x", "a number"), positive("delta", "radius")


def test_domains():
    domains = Domains.of(k * x)
    assert [symbol.name for symbol in domains.symbols] == ["E", "k", "x"]
    assert domains.box(None).ends == {"E": (1, None), "k": (1, None), "x": (0, None)}
    assert domains.within(domains.box({"E": (2, 5), "k": (4, 9)})).ends["k"] == (4, 5)
    assert domains.within(domains.box({"E": (2, 5), "k": (4, 9)})).ends["E"] == (4, 5)
    assert domains.within(domains.box({"E": (2, 3), "k": (4, 9)})) is None
    assert not domains.allow({"E": fmpq(3), "k": fmpq(2), "x": fmpq(0)})
    assert not domains.allow({"E": fmpq(3), "k": fmpq(5, 2), "x": fmpq(1)})
    with pytest.raises(UnknownNameError, match="symbol"):
        domains.box({"z": (0, 1)})
    with pytest.raises(MalformedInputError, match="one name"):
        Domains.of(x + sympy.Symbol("x"))
