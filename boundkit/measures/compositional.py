"""Functions of L coordinates with a formula for each of E^L unit cells, and the mixtures of L E experts near them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

import sympy
from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.constructions.compositional import coordinatewise
from boundkit.formulas.numbers import to_sympy
from boundkit.measures.smoothness import curvature_bound
from boundkit.measures.targets import sample
from boundkit.measures.uniform_error import uniform_error
from boundkit.networks.affine import Affine, identity
from boundkit.networks.program import Program

_COARSE = fmpq(1, 100)


_z = sympy.Symbol("z", real=True)
SQUARE = sympy.Lambda(_z, _z**2 / 2)
_CURVES = tuple(
    sympy.Lambda(_z, f) for f in (sympy.sin(2 * _z), sympy.exp(_z) / 3, _z**3 - _z, _z**2 / 2, _z**2 * (1 - _z) ** 2)
)
_OUTPUTS = {"identity": [[1, 0], [0, 1]], "sum": [[1, 1]], "difference": [[2, -1]]}


@dataclass(frozen=True)
class Compositional:
    """out(f_(1, i_1)(x_1), .., f_(L, i_L)(x_L)) on the cell i_l <= x_l <= i_l + 1 of [0, E]^L, and its mixture.

    ``parts`` are the formulas f, shape (L, E), each of one variable that is held from 0 to 1 in its cell. ``out`` is
    affine, shape (outputs, L). The mixture has experts of m units, and an output that is ``off`` by so much.
    """

    parts: Sequence[Sequence[sympy.Lambda]]
    m: int
    out: Affine
    off: fmpq
    constants: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def _sampled(self) -> tuple[list[list[list[fmpq]]], fmpq]:
        found = [[sample(f, [(fmpq(j, self.m),) for j in range(self.m + 1)]) for f in row] for row in self.parts]
        return [[values for values, _ in row] for row in found], max(rounding for row in found for _, rounding in row)

    @cached_property
    def program(self) -> Program:
        shifted = Affine(self.out.weight, [entry + self.off for entry in self.out.bias.entries()])
        return Program((*coordinatewise(self._sampled[0]).steps, shifted))

    @cached_property
    def error(self) -> Enclosure:
        """The sup norm of target - mixture, the largest of the outputs, cell by cell; of relative width 1/100."""
        L, E = len(self.parts), len(self.parts[0])
        reach = max(sum((abs(w) for w in row), fmpq(0)) for row in self.out.weight.tolist()) * self._sampled[1]
        lowers, uppers = [fmpq(0)], [fmpq(0)]
        x = sympy.symbols(f"x1:{L + 1}", real=True)
        for cell in product(range(E), repeat=L):
            values = [self.parts[l][i](x[l] - i) for l, i in enumerate(cell)]  # noqa: E741
            for row, bias in zip(self.out.weight.tolist(), self.out.bias.entries(), strict=True):
                terms = [to_sympy(w) * value for w, value in zip(row, values, strict=True)]
                whole = sympy.Lambda(x, sympy.Add(to_sympy(bias), *terms))
                output = Program((*self.program.steps[:-1], Affine([row], [bias + self.off])))
                found = uniform_error(whole, output, (list(cell), [i + 1 for i in cell]), tolerance=_COARSE)
                if found.upper is None:
                    return Enclosure(max(lowers), None)
                lowers.append(found.lower - reach)
                uppers.append(found.upper + reach)
        return Enclosure(max(lowers), max(uppers))

    @property
    def apart(self) -> bool:
        """Whether the outputs are the coordinates."""
        return self.off == 0 and self.out == identity(len(self.parts))

    def curvatures(self) -> list[fmpq | None]:
        """For each coordinate a bound of the second derivatives of its formulas, None where none was found."""
        found = [[curvature_bound(f) for f in row] for row in self.parts]
        return [None if None in row else max(known for known in row if known is not None) for row in found]

    @property
    def bend(self) -> fmpq | None:
        """The largest over the outputs of the sum over l of |weight l| times that bound."""
        known = self.curvatures()
        return None if None in known else self._of_outputs([bound for bound in known if bound is not None])

    def bent_by(self, bound: Any) -> bool | None:
        """Whether the second derivatives are so small: by their bounds, or not by second differences; else None."""
        allowed, known = rational(bound), self.bend
        if known is not None and known <= allowed:
            return True
        seen = [max(_second_difference(f) for f in row) for row in self.parts]
        return False if self._of_outputs(seen) > allowed else None

    def _of_outputs(self, sizes: Sequence[fmpq]) -> fmpq:
        rows = self.out.weight.tolist()
        return max(sum((abs(w) * size for w, size in zip(row, sizes, strict=True)), fmpq(0)) for row in rows)

    def witness(self) -> dict[str, Any]:
        constants = {name: str(value) for name, value in self.constants.items()}
        return {"parts": [[str(f) for f in row] for row in self.parts], "units": self.m, **constants}


def _second_difference(f: sympy.Lambda) -> fmpq:
    """|f''| is at least this somewhere on [0, 1]."""
    (start, middle, end), rounding = sample(f, [(fmpq(0),), (fmpq(1, 2),), (fmpq(1),)])
    return 4 * (abs(start - 2 * middle + end) - 4 * rounding)


def of_squares(E: int, m: int) -> Compositional:
    """Two coordinates, all of whose parts are half the square; the outputs are the coordinates.

    >>> print(of_squares(2, 1).error)
    1/8
    """
    return Compositional(((SQUARE,) * E,) * 2, m, identity(2), fmpq(0))


def of_curves(E: int, m: int, out: str, off: fmpq) -> Compositional:
    """Two coordinates, whose parts are five curves in turn; ``out`` is identity, sum or difference."""
    parts = tuple(tuple(_CURVES[(2 * l + i) % 5] for i in range(E)) for l in range(2))  # noqa: E741
    return Compositional(parts, m, Affine(_OUTPUTS[out], [0] * len(_OUTPUTS[out])), off)
