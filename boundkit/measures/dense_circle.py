"""Dense networks beside the mixtures on a circle: Kuhn interpolants on a cube around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy
from flint import fmpq, fmpq_mat

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.constructions.kuhn import hats, nodes
from boundkit.formulas.numbers import to_sympy
from boundkit.measures.circle import circle_error
from boundkit.measures.manifolds import CircleMixture
from boundkit.measures.targets import sample
from boundkit.networks.affine import Affine, identity
from boundkit.networks.program import Program

_ROUNDING = fmpq(1, 2**90)  # of node values, less than this


@dataclass(frozen=True)
class DenseCircle:
    """The Kuhn interpolant on [-1, 1]^D, with so many cells an axis, of z -> target(plane^T z).

    ``target`` is a function of the plane, ``plane`` an isometry of shape (D, 2).
    """

    target: sympy.Lambda
    cells: int
    plane: fmpq_mat

    @cached_property
    def program(self) -> Program:
        D = self.plane.nrows()
        z = sympy.symbols(f"z1:{D + 1}", real=True)
        seen = [sum(to_sympy(self.plane[i, axis]) * entry for i, entry in enumerate(z)) for axis in range(2)]
        places = [tuple(2 * entry - 1 for entry in node) for node in nodes(D, self.cells)]
        values, _ = sample(sympy.Lambda(z, self.target(*seen)), places)
        half = Affine(identity(D).weight * fmpq(1, 2), [fmpq(1, 2)] * D)
        return Program((half, *hats(values, D, self.cells).steps))

    @cached_property
    def error(self) -> Enclosure:
        """The sup norm of target - network on the circle, of relative width 1/1000."""
        found = circle_error(self.target, Program((Affine(self.plane, [0] * self.plane.nrows()), *self.program.steps)))
        upper = None if found.upper is None else found.upper + _ROUNDING
        return Enclosure(max(found.lower - _ROUNDING, fmpq(0)), upper)

    @property
    def parameters(self) -> int:
        """Weights and biases that are not zero."""
        return self.program.parameters


@dataclass(frozen=True)
class BesideDense:
    """A mixture on a circle, and a dense network for the same function of the same circle."""

    mixture: CircleMixture
    dense: DenseCircle

    @classmethod
    def of(cls, target: sympy.Lambda, E: int, cells: int, plane: fmpq_mat, units: int | None = None) -> BesideDense:
        """The mixture of E experts of ``units`` units, of as many as the dense network has parameters for if None."""
        dense = DenseCircle(target, cells, plane)
        allowed = cls(CircleMixture(target, E, 1, plane), dense).units
        return cls(CircleMixture(target, E, units or max(1, allowed), plane), dense)

    @property
    def units(self) -> int:
        """As many units an expert as the parameters of the dense network allow."""
        one = CircleMixture(self.mixture.target, self.mixture.E, 1, self.mixture.plane)
        return self.dense.parameters // one.parameters

    @cached_property
    def advantage(self) -> Enclosure:
        """By how much the sup error of the dense network on the circle is larger."""
        (low, high), (least, most) = (
            (rational(error.lower), None if error.upper is None else rational(error.upper))
            for error in (self.dense.error, self.mixture.error)
        )
        upper = None if high is None or least == 0 else high / least
        return Enclosure(fmpq(0) if most is None else low / most, upper)

    def witness(self) -> dict[str, Any]:
        return {**self.mixture.witness(), "cells an axis of the dense network": self.dense.cells,
                "parameters": [self.mixture.parameters, self.dense.parameters]}  # fmt: skip
