"""Constants that are learnt from samples of finitely many (x, y), exactly: all sets of samples are gone through."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement

from flint import fmpq


@dataclass(frozen=True)
class Outcome:
    """A multiset of samples: its chance, and what is learnt from it."""

    chance: fmpq
    missed: dict[int, fmpq]  # sums of squared distances of the samples in the cells from their constants
    cells: tuple[int, ...]
    constants: dict[int, fmpq]  # of the cells that have samples
    numbers: Counter[int]  # of samples in the cells


@dataclass(frozen=True)
class Learning:
    """Constants learnt by least squares from n samples of finitely many (x, y), ``outside`` where a cell is empty.

    ``atoms`` are (x, y, probability); ``segmentations`` map the numbers x = 0, 1, .. to cells. Of several the first
    with the least error on the samples is taken, so that the segmentation depends on them.
    """

    n: int
    outside: fmpq
    atoms: tuple[tuple[int, fmpq, fmpq], ...]
    segmentations: tuple[tuple[int, ...], ...]

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """All multisets of n samples."""
        found = []
        for chosen in combinations_with_replacement(range(len(self.atoms)), self.n):
            counts = Counter(chosen)
            chance = fmpq(math.factorial(self.n))
            for atom, count in counts.items():
                chance *= self.atoms[atom][2] ** count / math.factorial(count)
            fitted = [self._fitted(counts, cells) for cells in self.segmentations]
            missed, cells, constants = min(fitted, key=lambda each: sum(each[0].values(), fmpq(0)))
            numbers = Counter(cells[self.atoms[atom][0]] for atom in counts.elements())
            found.append(Outcome(chance, missed, cells, constants, numbers))
        return tuple(found)

    @cached_property
    def error(self) -> fmpq:
        """The expected test error, exactly."""
        return sum(
            (
                outcome.chance * p * (y - outcome.constants.get(outcome.cells[x], self.outside)) ** 2
                for outcome in self.outcomes
                for x, y, p in self.atoms
            ),
            fmpq(0),
        )

    @cached_property
    def training_error(self) -> fmpq:
        """The expected mean squared error on the samples, exactly."""
        missed = (outcome.chance * own for outcome in self.outcomes for own in outcome.missed.values())
        return sum(missed, fmpq(0)) / self.n

    def mean(self, cell: int, of: Callable[[Outcome], fmpq], number: int | None = None) -> fmpq:
        """The expectation over the samples, given that the cell has this ``number`` of them, or some."""
        chosen = [each for each in self.outcomes if (own := each.numbers[cell]) == number or (number is None and own)]
        total = sum((each.chance for each in chosen), fmpq(0))
        return sum((each.chance * of(each) for each in chosen), fmpq(0)) / total

    def chance(self, cell: int, number: int) -> fmpq:
        """The probability that a cell gets this number of samples."""
        return sum((each.chance for each in self.outcomes if each.numbers[cell] == number), fmpq(0))

    def _fitted(
        self, counts: Counter[int], cells: tuple[int, ...]
    ) -> tuple[dict[int, fmpq], tuple[int, ...], dict[int, fmpq]]:
        """The squared errors on the samples and the constants of the cells that have some."""
        samples: dict[int, list[fmpq]] = defaultdict(list)
        for atom, count in counts.items():
            x, y, _ = self.atoms[atom]
            samples[cells[x]] += [y] * count
        means = {cell: sum(own, fmpq(0)) / len(own) for cell, own in samples.items()}
        missed = {cell: sum(((y - means[cell]) ** 2 for y in own), fmpq(0)) for cell, own in samples.items()}
        return missed, cells, means

    @cached_property
    def cells(self) -> tuple[tuple[fmpq, fmpq, fmpq], ...]:
        """Probability, conditional mean and conditional variance of y in the cells of the first segmentation."""
        found = []
        for cell in sorted(set(self.segmentations[0])):
            own = [(y, p) for x, y, p in self.atoms if self.segmentations[0][x] == cell]
            mass = sum((p for _, p in own), fmpq(0))
            mean = sum((p * y for y, p in own), fmpq(0)) / mass
            found.append((mass, mean, sum((p * (y - mean) ** 2 for y, p in own), fmpq(0)) / mass))
        return tuple(found)


@dataclass(frozen=True)
class OneCell:
    """The constant that is learnt in one cell, numbered from 0."""

    learning: Learning
    cell: int

    @property
    def segmentations(self) -> tuple[tuple[int, ...], ...]:
        return self.learning.segmentations

    @property
    def mean(self) -> fmpq:
        """Its expectation where the cell has samples."""
        return self.learning.mean(self.cell, lambda outcome: outcome.constants[self.cell])

    @property
    def distance(self) -> fmpq:
        """Its expected squared distance from the mean of y in the cell."""
        learnt, (_, mean, _) = self.learning, self.learning.cells[self.cell]
        return sum(
            (each.chance * (each.constants.get(self.cell, learnt.outside) - mean) ** 2 for each in learnt.outcomes),
            fmpq(0),
        )
