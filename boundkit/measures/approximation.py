"""Targets with the networks that approximate them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.constructions.kuhn import Simplex, hats, nodes, simplices
from boundkit.constructions.splines import spline
from boundkit.errors import ShapeError
from boundkit.measures.certificates import Data, distance, off
from boundkit.measures.largest import Largest
from boundkit.measures.mesh import pieces
from boundkit.measures.supnorm import farthest
from boundkit.measures.targets import Target, inputs, sample
from boundkit.networks.parallel import Parallel
from boundkit.networks.relu import ReLUNetwork

_ZERO, _MOST_UNITS = fmpq(0), 40


@dataclass(frozen=True)
class Approximation:
    """A target, the network that approximates it, and a mesh on every simplex of which the network is affine.

    ``rounding`` bounds how far the network is from the one that the construction means, whose node values may be
    irrational; ``error`` is that of the latter. ``constants`` are what is said of the target, by symbol (Lip, M).
    """

    target: Target
    network: ReLUNetwork | Parallel
    mesh: tuple[Simplex, ...]
    rounding: fmpq = _ZERO
    constants: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def _farthest(self) -> Largest:
        return farthest(self.target, pieces(self.network, self.mesh))

    @property
    def error(self) -> Enclosure:
        """The sup norm of target - network on the mesh; exact or a rigorous interval of relative width 1e-4."""
        found = self._farthest
        if self.rounding == 0:
            return found.enclosure
        upper = None if found.upper is None else found.upper + self.rounding
        return Enclosure(max(found.lower - self.rounding, fmpq(0)), upper)

    def certificate(self) -> Data | None:
        """A place where the error is found, or for a network as target both of them."""
        if not isinstance(self.target, ReLUNetwork):
            return off(self.target, self.network, self._farthest.place, self.rounding)
        if sum(self.network.widths) > _MOST_UNITS:
            return None
        network = self.network.whole if isinstance(self.network, Parallel) else self.network
        return distance(self.target, network, [(0, 1)] * self.target.inputs)

    def witness(self) -> dict[str, Any]:
        target = self.target if isinstance(self.target, ReLUNetwork) else str(self.target)
        constants = {name: str(value) for name, value in self.constants.items()}
        return {"target": target, "network": self.network, "rounding of node values": self.rounding} | constants


@lru_cache(maxsize=256)
def kuhn_approximation(target: Target, N: int, **constants: Any) -> Approximation:
    """The Kuhn interpolant of the target on [0, 1]^D with N cells per axis, as a network; constants of the target.

    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> print(kuhn_approximation(sympy.Lambda((x, y), x**2 + y**2), 3).error)
    1/18
    """
    D = inputs(target)
    values, rounding = sample(target, nodes(D, N))
    return Approximation(target, hats(values, D, N), tuple(simplices(D, N)), rounding, constants)


@lru_cache(maxsize=256)
def spline_approximation(target: Target, m: int, **constants: Any) -> Approximation:
    """The interpolant of a target on [0, 1] at j/m, j = 0..m, as a two-layer network of m units; constants as above.

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> print(spline_approximation(sympy.Lambda(x, x**2), 3).error)
    1/36
    """
    if inputs(target) != 1:
        raise ShapeError(f"a spline approximates a function of one variable; the target has {inputs(target)}")
    values, rounding = sample(target, nodes(1, m))
    return Approximation(target, spline(values), tuple(simplices(1, m)), rounding, constants)
