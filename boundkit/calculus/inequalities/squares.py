"""Certificates by sums of squares with rational coefficients, weighted by variables that are not negative.

The form, perhaps times a multiplier, is written as a sum of weight * b^T Q b with unknown symmetric matrices Q. All Q
that add up to it are a family with free parameters, in rational numbers. Where the form is 0, so are the squares, which
narrows the family until it holds matrices without further zeros, if there is a sum of squares at all. Floats look for
the middle of those with no negative eigenvalue; parameters near it are rounded, and the exact matrices are taken apart
into squares in rational arithmetic. Nothing that floats say is believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

import numpy as np
from flint import fmpq, fmpq_mat, fmpq_mpoly

from boundkit.calculus.inequalities.certificates import PolynomialGoal, Square, Squares
from boundkit.calculus.inequalities.gram import Block, Family, blocks_for, in_floats, values_at

_GRAINS = (1, 2, 6, 60, 2**10, 2**16, 2**24)
_MOST_STEPS = 60  # of Newton's method
_ENOUGH = 1e-7  # a least eigenvalue below it is taken for 0
_CENTRAL = 1e-2  # Newton's decrement where a step is no longer worth it
_TOO_LOW = 1e-4  # a least eigenvalue further below 0 is not taken for 0
_MOST_FACES = 2
_DENOMINATOR, _CLOSE = 24, 1e-3  # of the coordinates of a common zero that floats show


def squares(goal: PolynomialGoal, zeros: Sequence[tuple[fmpq, ...]]) -> Squares | None:
    """A sum of squares for the form or for a multiple of it; it is not yet multiplied out again.

    ``zeros`` are points at which the form is 0.
    """
    with suppress(ValueError, ArithmeticError), np.errstate(over="raise", divide="raise", invalid="raise"):
        for multiplier in _multipliers(goal):
            found = _for_multiple(goal, multiplier, zeros)
            if found is not None:
                return found
    return None


def _multipliers(goal: PolynomialGoal) -> Iterator[fmpq_mpoly]:
    """1, the sum of the variables where none is negative, and the sum of their squares."""
    variables = goal.form.context().gens()
    yield goal.form.context().constant(1)
    if all(goal.signed):
        yield sum(variables[1:], start=variables[0])
    yield sum((v**2 for v in variables[1:]), start=variables[0] ** 2)


def _for_multiple(goal: PolynomialGoal, multiplier: fmpq_mpoly, zeros: Sequence[tuple[fmpq, ...]]) -> Squares | None:
    terms = (goal.form * multiplier).to_dict()
    blocks = blocks_for(goal, terms)
    if blocks is None:
        return None
    kernels = [_independent([values_at(block, zero) for zero in zeros if _counts(block, zero)]) for block in blocks]
    for _ in range(_MOST_FACES + 1):
        family = Family.of(blocks, terms, kernels)
        if family is None:
            return None
        parameters, least = _middle(family)
        found = next(_exact(family, parameters, goal), None) if least > -_ENOUGH else None
        if found is not None:
            return Squares(multiplier, tuple(found))
        if least > _ENOUGH or least < -_TOO_LOW:
            return None
        more = _common_zeros(family, parameters)
        if not any(more):
            return None
        kernels = [_independent([*old, *new]) for old, new in zip(kernels, more, strict=True)]
    return None


def _counts(block: Block, zero: Sequence[fmpq]) -> bool:
    return all(x != 0 for x, power in zip(zero, block.weight, strict=True) if power)


def _independent(vectors: Sequence[Sequence[fmpq]]) -> list[tuple[fmpq, ...]]:
    """A basis of what the vectors span."""
    if not vectors:
        return []
    reduced, rank = fmpq_mat(len(vectors), len(vectors[0]), [v for vector in vectors for v in vector]).rref()
    return [tuple(row) for row in reduced.tolist()[:rank]]


# the middle of the family, in floats ------------------------------------------------------------------------------


def _middle(family: Family) -> tuple[np.ndarray, float]:
    """Parameters for which the least eigenvalue is about as large as it can be, and that eigenvalue."""
    blocks = family.floats
    if not blocks:
        return np.zeros(family.parameters), 0.0
    at = np.zeros(family.parameters)
    lift = 1.0 - min(0.0, *(float(np.linalg.eigvalsh(start)[0]) for start, _ in blocks))
    size = sum(len(start) for start, _ in blocks)
    weight = 1.0
    while weight < 1e10:
        at, lift = _central(blocks, at, lift, weight)
        if size / weight < abs(lift) / 2 and (lift < 0 or lift > 2 * _TOO_LOW):
            break
        weight *= 8
    return at, -lift


def _central(
    blocks: Sequence[tuple[np.ndarray, np.ndarray]], at: np.ndarray, lift: float, weight: float
) -> tuple[np.ndarray, float]:
    """The least weight * lift - log det(Q + lift * 1), by Newton's method."""
    for _ in range(_MOST_STEPS):
        slope, bend = np.zeros(len(at) + 1), np.zeros((len(at) + 1, len(at) + 1))
        slope[-1] = weight
        for start, rates in blocks:
            root = np.linalg.inv(np.linalg.cholesky(_lifted(start, rates, at, lift)))
            turned = root @ np.concatenate([rates, np.eye(len(start))[None]]) @ root.T
            slope -= np.trace(turned, axis1=1, axis2=2)
            flat = turned.reshape(len(turned), -1)
            bend += flat @ flat.T
        step = -np.linalg.solve(bend + 1e-13 * np.diag(np.diag(bend)), slope)
        decrement = float(-slope @ step)
        length = 1.0 if decrement < 0.25 else 1 / (1 + decrement**0.5)
        while length > 1e-8 and not _is_inside(blocks, at + length * step[:-1], lift + length * step[-1]):
            length /= 2
        if length <= 1e-8:
            break
        at, lift = at + length * step[:-1], lift + length * float(step[-1])
        if decrement < _CENTRAL:
            break
    return at, lift


def _lifted(start: np.ndarray, rates: np.ndarray, at: np.ndarray, lift: float) -> np.ndarray:
    return start + np.tensordot(at, rates, 1) + lift * np.eye(len(start))


def _is_inside(blocks: Sequence[tuple[np.ndarray, np.ndarray]], at: np.ndarray, lift: float) -> bool:
    try:
        for start, rates in blocks:
            np.linalg.cholesky(_lifted(start, rates, at, lift))
    except np.linalg.LinAlgError:
        return False
    return True


def _common_zeros(family: Family, at: np.ndarray) -> list[list[tuple[fmpq, ...]]]:
    """Rational vectors by block on which the matrix in the middle seems to be 0."""
    found: list[list[tuple[fmpq, ...]]] = []
    exact = [fmpq(round(value * 2**40), 2**40) for value in at]
    for matrix in family.matrices(exact):
        values, vectors = np.linalg.eigh(in_floats(matrix))
        flat = vectors[:, values < _TOO_LOW * max(1.0, values[-1])].T
        found.append([_rational(row) for row in _reduced(flat)])
    return found


def _reduced(rows: np.ndarray) -> np.ndarray:
    """Reduced row echelon form with the largest pivots first."""
    rows = rows.copy()
    for i in range(len(rows)):
        column = int(np.argmax(np.abs(rows[i:]).max(axis=0)))
        pivot = i + int(np.argmax(np.abs(rows[i:, column])))
        rows[[i, pivot]] = rows[[pivot, i]]
        rows[i] /= rows[i, column]
        for j in range(len(rows)):
            if j != i:
                rows[j] -= rows[j, column] * rows[i]
    return rows


def _rational(row: np.ndarray) -> tuple[fmpq, ...]:
    """Each number by the nearest fraction of a small denominator that is close, if there is one."""
    found = []
    for value in row.tolist():
        fractions = [fmpq(round(value * q), q) for q in range(1, _DENOMINATOR + 1)]
        close = (near for near in fractions if abs(int(near.p) / int(near.q) - value) < _CLOSE)
        found.append(next(close, fractions[-1]))
    return tuple(found)


# exact squares ----------------------------------------------------------------------------------------------------


def _exact(family: Family, at: np.ndarray, goal: PolynomialGoal) -> Iterator[list[Square]]:
    """The squares of exact matrices near the parameters, short numbers first."""
    for grain in _GRAINS if len(at) else _GRAINS[:1]:
        parameters = [fmpq(round(value * grain), grain) for value in at.tolist()]
        matrices = zip(family.blocks, family.matrices(parameters), strict=True)
        parts = [_taken_apart(block, matrix, goal) for block, matrix in matrices]
        if None not in parts:
            yield [square for part in parts if part is not None for square in part]


def _taken_apart(block: Block, matrix: fmpq_mat, goal: PolynomialGoal) -> list[Square] | None:
    """weight * b^T Q b as a sum of squares, by L D L^T; None where Q has a negative eigenvalue.

    The square of the last pivot is a multiple of the last monomial alone.
    """
    context = goal.form.context()
    weight, rows, found = context.from_dict({block.weight: 1}), matrix.tolist(), []
    for i, row in enumerate(rows):
        pivot = row[i]
        if pivot < 0 or (pivot == 0 and any(value != 0 for value in row[i:])):
            return None
        if pivot == 0:
            continue
        factors = [value / pivot for value in row[i:]]
        base = context.from_dict(dict(zip(block.basis[i:], factors, strict=True)))
        found.append(Square(pivot, weight, base))
        for j in range(i + 1, len(rows)):
            for k in range(i + 1, len(rows)):
                rows[j][k] -= row[j] * row[k] / pivot
    return found
