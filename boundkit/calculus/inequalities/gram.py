"""Sums of weighted squares as unknown symmetric matrices with linear conditions on them, exact and in floats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, combinations_with_replacement
from math import prod

import numpy as np
from flint import fmpq, fmpq_mat

from boundkit.calculus.inequalities.certificates import Exponents, PolynomialGoal

_MOST_UNKNOWNS = 300


@dataclass(frozen=True)
class Block:
    """A symmetric matrix Q that stands for weight * b^T Q b, where b are the monomials of the basis."""

    weight: Exponents
    basis: tuple[Exponents, ...]

    def entries(self) -> Iterator[tuple[int, int, Exponents]]:
        """Row, column and monomial of each entry on and above the diagonal."""
        for i, one in enumerate(self.basis):
            for j, other in enumerate(self.basis[i:], start=i):
                yield i, j, tuple(map(sum, zip(self.weight, one, other, strict=True)))

    def matrix(self, entries: Sequence[fmpq]) -> fmpq_mat:
        made = fmpq_mat(len(self.basis), len(self.basis))
        for (i, j, _), value in zip(self.entries(), entries, strict=True):
            made[i, j] = made[j, i] = value
        return made


def blocks_for(goal: PolynomialGoal, terms: dict[Exponents, fmpq]) -> list[Block] | None:
    """Blocks whose monomials can occur in a sum of weighted squares with the given terms; None for too many entries."""
    count, degree = len(goal.signed), sum(next(iter(terms)))
    single = [place for place in range(count) if goal.signed[place]]
    blocks = []
    for size in range(degree % 2, min(len(single), degree) + 1, 2):
        basis = sorted(_monomials(count, (degree - size) // 2), key=lambda powers: _is_positive(powers, goal))
        for chosen in combinations(single, size):
            blocks.append(Block(tuple(int(place in chosen) for place in range(count)), tuple(basis)))
    kept = _that_can_occur(blocks, set(terms))
    unknowns = sum(len(block.basis) * (len(block.basis) + 1) // 2 for block in kept)
    return kept if 0 < unknowns <= _MOST_UNKNOWNS else None


def _is_positive(powers: Exponents, goal: PolynomialGoal) -> bool:
    return all(positive or not power for power, positive in zip(powers, goal.positive, strict=True))


def _monomials(count: int, degree: int) -> Iterator[Exponents]:
    for chosen in combinations_with_replacement(range(count), degree):
        yield tuple(chosen.count(place) for place in range(count))


def _that_can_occur(blocks: list[Block], wanted: set[Exponents]) -> list[Block]:
    """Without the monomials whose square is no term of the sum and meets no product of two others."""
    while True:
        mixed = {monomial for block in blocks for i, j, monomial in block.entries() if i != j} | wanted
        kept = []
        for block in blocks:
            squares = [monomial for i, j, monomial in block.entries() if i == j]
            basis = tuple(b for b, square in zip(block.basis, squares, strict=True) if square in mixed)
            kept.append(Block(block.weight, basis))
        if kept == blocks:
            return [block for block in blocks if block.basis]
        blocks = kept


@dataclass(frozen=True)
class Family:
    """All blocks that add up to given terms: entries = start + rates * parameters, in rational numbers."""

    blocks: tuple[Block, ...]
    start: fmpq_mat
    rates: fmpq_mat
    kernels: tuple[tuple[tuple[fmpq, ...], ...], ...]
    """Vectors by block on which every matrix of the family is 0."""

    @classmethod
    def of(
        cls, blocks: Sequence[Block], terms: dict[Exponents, fmpq], kernels: Sequence[Sequence[tuple[fmpq, ...]]]
    ) -> Family | None:
        """The family, with matrices that are 0 on the given vectors; None where no such blocks add up to the terms."""
        places = [(b, i, j, monomial) for b, block in enumerate(blocks) for i, j, monomial in block.entries()]
        at = {(b, i, j): place for place, (b, i, j, _) in enumerate(places)}
        conditions: dict[Exponents, dict[int, fmpq]] = {monomial: {} for monomial in terms}
        for place, (_, i, j, monomial) in enumerate(places):
            conditions.setdefault(monomial, {})[place] = fmpq(1 if i == j else 2)
        equations = [(row, terms.get(monomial, fmpq(0))) for monomial, row in conditions.items()]
        for b, vectors in enumerate(kernels):
            for vector in vectors:
                equations += [
                    ({at[b, min(i, j), max(i, j)]: v for j, v in enumerate(vector) if v != 0}, fmpq(0))
                    for i in range(len(vector))
                ]
        solved = _solutions(equations, len(places))
        return None if solved is None else cls(tuple(blocks), *solved, tuple(map(tuple, kernels)))

    @property
    def parameters(self) -> int:
        return int(self.rates.ncols())

    def matrices(self, parameters: Sequence[fmpq]) -> list[fmpq_mat]:
        """The blocks at exact parameters."""
        entries = self.start
        if parameters:
            entries = entries + self.rates * fmpq_mat(len(parameters), 1, list(parameters))
        listed, place, made = entries.entries(), 0, []
        for block in self.blocks:
            size = len(block.basis) * (len(block.basis) + 1) // 2
            made.append(block.matrix(listed[place : place + size]))
            place += size
        return made

    @cached_property
    def floats(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """For each block its start, shape (n, n), and its rates, shape (parameters, n, n), off the kernel."""
        columns = in_floats(self.rates)
        start = in_floats(self.start).T
        found, place = [], 0
        for block, kernel in zip(self.blocks, self.kernels, strict=True):
            n = len(block.basis)
            rows, cols = np.triu_indices(n)
            size = len(rows)
            whole = np.zeros((self.parameters + 1, n, n))
            listed = np.vstack([start[:, place : place + size], columns[place : place + size].T])
            whole[:, rows, cols] = whole[:, cols, rows] = listed
            place += size
            off = _complement(kernel, n)
            if off.shape[1]:
                reduced = off.T @ whole @ off
                found.append((reduced[0], reduced[1:]))
        return found


def _complement(kernel: Sequence[Sequence[fmpq]], n: int) -> np.ndarray:
    """An orthonormal basis, by columns, of what is orthogonal to the vectors."""
    if not kernel:
        return np.eye(n)
    vectors = in_floats(fmpq_mat([list(vector) for vector in kernel]))
    _, sizes, rows = np.linalg.svd(vectors / np.linalg.norm(vectors, axis=1)[:, None])
    return rows[int((sizes > 1e-9).sum()) :].T


def _solutions(equations: Sequence[tuple[dict[int, fmpq], fmpq]], count: int) -> tuple[fmpq_mat, fmpq_mat] | None:
    """One solution of linear equations and the directions, by columns, in which there are more; None without one."""
    matrix = fmpq_mat(len(equations), count + 1)
    for row, (known, value) in enumerate(equations):
        for place, rate in known.items():
            matrix[row, place] = rate
        matrix[row, count] = value
    reduced, rank = matrix.rref()
    table = reduced.tolist()[:rank]
    pivots = [next(place for place, value in enumerate(row) if value != 0) for row in table]
    if count in pivots:
        return None
    free = [place for place in range(count) if place not in set(pivots)]
    start, rates = fmpq_mat(count, 1), fmpq_mat(count, len(free))
    for values, pivot in zip(table, pivots, strict=True):
        start[pivot, 0] = values[count]
        for column, place in enumerate(free):
            rates[pivot, column] = -values[place]
    for column, place in enumerate(free):
        rates[place, column] = 1
    return start, rates


def values_at(block: Block, point: Sequence[fmpq]) -> tuple[fmpq, ...]:
    """The monomials of the basis at a point."""
    return tuple(prod((x**p for x, p in zip(point, powers, strict=True)), start=fmpq(1)) for powers in block.basis)


def in_floats(matrix: fmpq_mat) -> np.ndarray:
    """The nearest floats, shape (rows, columns). Raises OverflowError for numbers that are too large."""
    entries = [int(value.p) / int(value.q) for value in matrix.entries()]
    return np.array(entries).reshape(matrix.nrows(), matrix.ncols())
