"""Classifiers of a line on labels that are fair coins: how far the error on a sample is below the true one."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import Any

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure, enclose


@dataclass(frozen=True)
class CoinLabels:
    """n distinct points of a line in independent draws, each label a coin, and classifiers of so many blocks at most.

    Every labelling of that many blocks in a row is one of a classifier, and each errs with probability 1/2. A sample
    that is ``repeated`` is one draw, n times.
    """

    blocks: int
    n: int
    eta: fmpq
    repeated: bool = False

    def patterns(self, points: int) -> int:
        """Labellings of so many points with at most so many blocks: the growth function.

        >>> CoinLabels(2, 1, fmpq(1, 2)).patterns(3)
        6
        """
        return sum(2 * comb(points - 1, changes) for changes in range(min(self.blocks, points)))

    def gap(self) -> Enclosure:
        """The least t such that no classifier errs less on the sample than 1/2 - t, with probability 1 - eta.

        From below by the two constant classifiers, from above by adding up over all labellings; 1/2 where every
        labelling is there.

        >>> print(CoinLabels(1, 6, fmpq(1, 4)).gap(), CoinLabels(9, 9, fmpq(1, 4)).gap())
        1/6 1/2
        """
        if self.repeated or self.blocks >= self.n:
            return enclose(fmpq(1, 2))
        few, all_of_them = (fmpq(1, 2) - fmpq(self._errors(number), self.n) for number in (2, self.patterns(self.n)))
        return Enclosure(few, all_of_them)

    def _errors(self, number: int) -> int:
        """The most errors such that so many times the probability of fewer ones of a classifier is at most eta."""
        errors, choices, below = 0, 1, 1
        while number * below * int(self.eta.q) <= int(self.eta.p) * 2**self.n and errors < self.n // 2:
            errors += 1
            choices = choices * (self.n - errors + 1) // errors
            below += choices
        return errors

    def witness(self) -> dict[str, Any]:
        return {"blocks": self.blocks, "points": self.n, "eta": str(self.eta), "one draw": self.repeated}
