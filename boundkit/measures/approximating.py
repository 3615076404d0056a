"""Classes that approximate all Lipschitz functions on the cube, their VC dimension, and the worst case of methods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import rational
from boundkit.constructions.kuhn import interpolate, nodes
from boundkit.measures.certificates import own
from boundkit.measures.constant_classes import FixedPrototypes


class Family(Protocol):
    """A class of functions on [0, 1]^D."""

    @property
    def D(self) -> int: ...

    def vc_dimension(self) -> Enclosure: ...

    def factor(self) -> fmpq:
        """The worst error over all functions with |f(x) - f(y)| <= Lip |x - y|_inf, divided by Lip."""


@dataclass(frozen=True)
class CellConstants(FixedPrototypes):
    """Constants on G^D equal cells of the cube."""

    def factor(self) -> fmpq:
        """A point of a cell is half a side from its centre, at most."""
        return fmpq(1, 2 * self.G)


@dataclass(frozen=True)
class KuhnInterpolants:
    """Interpolants of all values at the nodes of mesh 1/N on the Kuhn triangulation."""

    D: int
    N: int

    def vc_dimension(self) -> Enclosure:
        """A linear space of dimension (N + 1)^D, whose nodes are shattered: any values at them are interpolated."""
        grid = nodes(self.D, self.N)
        labels = [place % 2 == 0 for place in range(len(grid))]
        values = [1 if label else -1 for label in labels]
        if [interpolate(values, self.D, self.N, node) > 0 for node in grid] != labels:
            raise AssertionError("an interpolant has the values at the nodes")
        return enclose(len(grid))

    def factor(self) -> fmpq:
        """The best constant of classical.kuhn_lipschitz, which the distance to ``worst_place`` attains."""
        product = (self.D + 1) ** 2 // 4
        return fmpq(3 * product + self.D, 4 * product + 2 * self.D + 2) / self.N

    def witness(self) -> dict[str, Any]:
        return {"nodes an axis": self.N + 1, "D": self.D}


@dataclass(frozen=True)
class Approximating:
    """A class, and the Lipschitz constant and the error at which it is looked at."""

    family: Family
    Lip: fmpq
    eps: fmpq

    @property
    def D(self) -> int:
        return self.family.D

    def approximates(self) -> bool:
        """Whether every such function is approximated, by the error of the class in the worst case."""
        return self.Lip * self.family.factor() <= self.eps

    def vc_dimension(self) -> Enclosure:
        return self.family.vc_dimension()

    def certificate(self) -> Any:
        """That of the class, where it has one."""
        return own(self.family)

    def points_of_axis(self) -> int:
        """The most points of [0, 1] whose distances all exceed 2 eps/Lip, one after the other."""
        points = 1
        while points * 2 * self.eps < self.Lip:
            points += 1
        return points

    def witness(self) -> dict[str, Any]:
        return {"class": self.family, "Lip": str(self.Lip), "eps": str(self.eps)}


@dataclass(frozen=True)
class LeastClass:
    """The least VC dimension of a class that approximates every Lipschitz function within eps."""

    D: int
    Lip: fmpq
    eps: fmpq

    def fewest_cells(self) -> int:
        """The fewest cells an axis such that constants on them approximate."""
        cells = 1
        while not Approximating(CellConstants(self.D, cells), self.Lip, self.eps).approximates():
            cells += 1
        return cells

    def vc_dimension(self) -> Enclosure:
        """From below the points of a grid with distances above 2 eps/Lip, from above constants on the fewest cells."""
        served = Approximating(CellConstants(self.D, self.fewest_cells()), self.Lip, self.eps)
        return Enclosure(rational(served.points_of_axis() ** self.D), served.vc_dimension().upper)

    def witness(self) -> dict[str, Any]:
        return {"D": self.D, "Lip": str(self.Lip), "eps": str(self.eps)}


@dataclass(frozen=True)
class Recovery:
    """The least worst-case sup error of methods that read n values of a Lipschitz function on [0, 1]^D."""

    n: int
    D: int
    Lip: fmpq

    @property
    def cells(self) -> int:
        """The most cells an axis with a value each."""
        found = 1
        while (found + 1) ** self.D <= self.n:
            found += 1
        return found

    def radius(self) -> Enclosure:
        """The least radius of n balls for |x|_inf that cover the cube.

        From above by the centres of cells; from below by the (G + 1)^D > n points of mesh 1/G, of which a ball of
        radius below 1/(2 G) holds one at most.
        """
        if not (self.cells + 1) ** self.D > self.n >= self.cells**self.D:
            raise AssertionError("the cells are the most that n values serve")
        return enclose(fmpq(1, 2 * self.cells))

    def error(self) -> Enclosure:
        """Lip times the radius: +- the distance to the nodes, and constants around them."""
        radius = self.radius()
        return Enclosure(self.Lip * rational(radius.lower), self.Lip * rational(radius.upper))

    def witness(self) -> dict[str, Any]:
        return {"values": self.n, "D": self.D, "Lip": str(self.Lip)}
