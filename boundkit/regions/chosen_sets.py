"""The sets of experts that a linear top-k gate of one or two inputs chooses on open sets, tie by tie, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, groupby
from operator import itemgetter

from flint import fmpq

from boundkit.errors import UnsupportedError
from boundkit.networks.gate import LinearGate

Score = tuple[fmpq, fmpq, fmpq]  # a x + b y + c
_ZERO = fmpq(0)


def chosen_sets(gate: LinearGate) -> set[int]:
    """Bit masks of the sets that are chosen on open sets of R or of the plane; equal scores go to the lower index.

    Every cell but the whole plane has an edge, on a line where two scores tie. So each such line is followed through
    the places where a third score ties, and on both sides of a part of it stand two cells. Raises UnsupportedError for
    gates of more inputs.

    >>> from boundkit.networks.gate import nearest_prototype
    >>> sorted(map(bin, chosen_sets(nearest_prototype([[0], [1], [5]], top=2))))
    ['0b11', '0b110']
    """
    if gate.inputs > 2:
        raise UnsupportedError(f"sets are listed tie by tie for gates of one or two inputs, not of {gate.inputs}")
    scores = [(row[0], row[1] if gate.inputs == 2 else _ZERO, offset)
              for row, offset in zip(gate.scores.weight.tolist(), gate.scores.bias.entries(), strict=True)]  # fmt: skip
    found: set[int] = set()
    for one, two in combinations(range(len(scores)), 2):
        normal = [a - b for a, b in zip(scores[one], scores[two], strict=True)]
        if normal[0] == normal[1] == 0:
            continue
        slopes = [a * normal[0] + b * normal[1] for a, b, _ in scores]
        for above, tied in _along(scores, one, normal):
            wanted = gate.top - above.bit_count()
            if 0 < wanted < len(tied):
                for side in (-1, 1):
                    ahead = sorted(tied, key=lambda expert: (-side * slopes[expert], expert))[:wanted]
                    found.add(above | sum(1 << expert for expert in ahead))
    return found or {_anywhere(scores, gate.top)}


def _along(scores: Sequence[Score], one: int, normal: Sequence[fmpq]) -> Iterator[tuple[int, list[int]]]:
    """For each part of the line where the normal form is 0: who is above expert ``one`` there, and who ties with it."""
    a, b, c = normal
    square = a * a + b * b
    start, step = (-a * c / square, -b * c / square), (-b, a)
    above, tied, places = 0, [], []
    for expert, score in enumerate(scores):
        lead = [p - q for p, q in zip(score, scores[one], strict=True)]
        height, slope = lead[0] * start[0] + lead[1] * start[1] + lead[2], lead[0] * step[0] + lead[1] * step[1]
        if slope != 0:
            places.append((-height / slope, expert))
            above |= (slope < 0) << expert
        elif height == 0:
            tied.append(expert)
        else:
            above |= (height > 0) << expert
    yield above, tied
    for _, passed in groupby(sorted(places, key=itemgetter(0)), key=itemgetter(0)):
        for _, expert in passed:
            above ^= 1 << expert
        yield above, tied


def _anywhere(scores: Sequence[Score], top: int) -> int:
    """The set at a place where no two different scores tie in passing: far out in a general direction."""
    best = sorted(range(len(scores)), key=lambda expert: (*(-entry for entry in scores[expert]), expert))[:top]
    return sum(1 << expert for expert in best)
