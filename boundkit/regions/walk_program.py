"""Programs with gates as instructions in float64, with what rounding their entries cost: what the cell walk follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from flint import fmpq, fmpz

from boundkit.networks.affine import Affine, to_float, to_floats
from boundkit.networks.gate import Fork, LinearGate, Slabs, TreeGate
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Rectifier
from boundkit.regions.walk_kernel_records import BEND, CHOOSE, DROP, END, FORK, MAP, NEXT, SLABS, WALK, Code

_SMALL, _LARGE, _LARGEST = 1e-150, 1e100, 1e200
_WIDTH = 8
_DEAD, _KEPT, _READ = 0, 1, 2
"""What becomes of a value: nothing, it is written down at the end, a cut depends on it."""


class UnknownGateError(Exception):
    """No rule is known for walking through the cells of a gate; the argument is the reason."""


class Instructions:
    """A program up to its last cut, as instructions.

    ``meanings[pc]`` is what instruction pc is about: an affine map, a rectifier, a gate, a fork or a mixture layer.
    ``words`` is the length of a trace: a word per top-1 gate and per 64 units of a rectifier or experts of a top-k
    gate. ``usable`` when float64 holds all entries that a cut depends on. With ``whole`` what follows the last cut is
    kept too, as zeros, since no sign is asked of it, with ``compared`` the numbers modulo a prime. Raises
    UnknownGateError.
    """

    def __init__(self, program: PiecewiseAffine, *, whole: bool = False, compared: bool = False) -> None:
        self.usable = True
        self.meanings: list[Any] = [None, None]
        self._rows: list[list[int]] = [[END] + [0] * (_WIDTH - 1), [DROP] + [0] * (_WIDTH - 1)]
        self._ints: list[int] = []
        self._floats: list[Any] = []
        self._stored = 0
        self._sources: list[Affine | list[fmpq]] = []
        self._placed: dict[tuple[int, bool], tuple[int, bool]] = {}
        self.experts, self.width = 1, program.inputs
        self.start, self.words = self._steps(program.steps, END, 0, live=_KEPT if whole else _DEAD, alone=True)
        floats = np.concatenate([*self._floats, [0.0]])
        sizes = np.abs(floats)
        self.usable &= bool(((sizes == 0) | ((sizes > _SMALL) & (sizes < _LARGE))).all())
        self.usable = self.usable and _fits(program, max(1.0, float(sizes.max())))
        prime, residues = self._modulo() if compared else (2, [])
        self.code = Code(
            np.array(self._rows, np.int64), np.array([*self._ints, 0], np.int64), floats, np.array(residues, np.int64),
            prime, program.outputs,
        )  # fmt: skip

    def _steps(self, steps: Any, then: int, words: int, *, live: int, alone: bool) -> tuple[int, int]:
        """The first instruction of steps after which ``then`` follows, and the trace words from there on.

        ``live`` is _READ when a cut reads the value after them, _KEPT when it is kept, ``alone`` outside of experts
        that are added up.
        """
        for step in reversed(steps):
            if isinstance(step, Affine):
                if live:
                    then = self._map(step, then, live)
            elif isinstance(step, Rectifier):
                if step.kinks:
                    then, words, live = self._bend(step, then), words + (step.inputs + 63 >> 6), _READ
            else:
                then, words, live = *self._mixture(step, then, words, live, alone), _READ
        return then, words

    def _map(self, step: Affine, then: int, live: int) -> int:
        at, rounded = self._place(step, kept=live == _KEPT)
        return self._add(step, MAP, then, step.outputs, step.inputs, at, rounded=rounded)

    def _bend(self, step: Rectifier, then: int) -> int:
        at, rounded = self._placed.get((id(step), False)) or self._place_slopes(step)
        return self._add(step, BEND, then, step.inputs, at=at, rounded=rounded)

    def _place_slopes(self, step: Rectifier) -> tuple[int, bool]:
        """Where the slopes of a rectifier are stored, and behind them which units bend; whether any was rounded."""
        kinks = [float(slope != 1) for slope in step.slopes]
        if all(slope == 0 or slope == 1 for slope in step.slopes):
            at, rounded = self._store([1 - kink for kink in kinks], list(step.slopes)), False
        else:
            at, rounded = self._numbers(list(step.slopes))
        self._store(kinks, [fmpq(int(kink)) for kink in kinks])
        self._placed[id(step), False] = at, rounded
        return at, rounded

    def _mixture(self, layer: MixtureLayer, then: int, words: int, live: int, alone: bool) -> tuple[int, int]:
        gate = layer.gate
        top = gate.top if isinstance(gate, LinearGate) else 1
        if not isinstance(gate, LinearGate | TreeGate):
            raise UnknownGateError(f"no rule is known for walking through the cells of a {type(gate).__name__}")
        if not alone and (top > 1 or isinstance(gate, TreeGate)):
            raise UnknownGateError("a gate inside an expert of a top-k gate is not linear with one expert")
        pc = self._add(layer, WALK, then, gate.experts)
        if top > 1:
            then, live = self._next(layer, pc, then, live), live
        elif live and layer.weight != 1:
            scale = Affine(
                [[layer.weight * (i == j) for j in range(layer.outputs)] for i in range(layer.outputs)],
                [0] * layer.outputs,
            )
            then = self._map(scale, then, live)
        slabs = gate.slabs if top == 1 and isinstance(gate, LinearGate) else None
        found = {
            e: self._steps(layer.experts[e].steps, then, 0, live=live, alone=alone and top == 1)
            for e in (range(gate.experts) if slabs is None else slabs.serving)
        }
        starts, lengths = {e: start for e, (start, _) in found.items()}, sorted(length for _, length in found.values())
        if isinstance(gate, TreeGate):
            return self._fork(gate.root, starts), words + 1 + lengths[-1]
        self.experts = max(self.experts, gate.experts)
        self.width = max(self.width, gate.experts)
        if slabs is not None:
            self._slabs(pc, gate, slabs, starts)
            return pc, words + 1 + lengths[-1]
        at, rounded = self._place(gate.scores)
        self._rows[pc] = [WALK, then, gate.experts, gate.inputs, at, self._list([*starts.values()]), top, rounded]
        return pc, words + (1 if top == 1 else gate.experts + 63 >> 6) + sum(lengths[-top:])

    def _next(self, layer: MixtureLayer, gate: int, then: int, live: int) -> int:
        at, rounded = self._numbers([layer.weight]) if live == _READ else (self._store([0.0], [layer.weight]), False)
        return self._add(layer, NEXT, then, layer.outputs if live else 0, gate, at, rounded=rounded)

    def _slabs(self, pc: int, gate: LinearGate, slabs: Slabs, starts: Mapping[int, int]) -> None:
        at, rounded = self._numbers([*slabs.coordinate.entries, *slabs.thresholds])
        pairs = [(e, starts[e]) for e in [*slabs.winners, *slabs.serving]]
        listed = self._list([entry for pair in pairs for entry in pair])
        count = len(slabs.thresholds)
        self._rows[pc] = [SLABS, 0, 1, gate.inputs, at, listed, count, int(rounded)]

    def _fork(self, node: Fork | int, starts: Mapping[int, int]) -> int:
        if isinstance(node, int):
            return self._add(node, CHOOSE, starts[node], top=node)
        parts = [self._fork(part, starts) for part in (node.below, node.above)]
        at, rounded = self._place(node.functional)
        columns = node.functional.inputs
        return self._add(node.functional, FORK, 0, 1, columns, at, self._list(parts), rounded=rounded)

    def _add(
        self, meaning: Any, kind: int, then: int, rows: int = 1, columns: int = 0, at: int = 0, ints: int = 0,
        top: int = 0, rounded: bool = False,
    ) -> int:  # fmt: skip
        self.width = max(self.width, rows)
        self.meanings.append(meaning)
        self._rows.append([kind, then, rows, columns, at, ints, top, int(rounded)])
        return len(self._rows) - 1

    def _place(self, step: Affine, *, kept: bool = False) -> tuple[int, bool]:
        """Where the entries of a map are stored, ``kept`` as zeros, and whether any was rounded."""
        placed = self._placed.get((id(step), kept))
        if placed is None and kept:
            placed = self._placed[id(step), True] = self._stored, False
            self._floats.append(np.zeros(step.outputs * (step.inputs + 1)))
            self._sources.append(step)
            self._stored += step.outputs * (step.inputs + 1)
        elif placed is None:
            weight, bias, exact = step.rounded
            if not exact:
                self._require_same_zeros(step.entries, [*weight.ravel().tolist(), *bias.tolist()])
            placed = self._placed[id(step), False] = self._stored, not exact
            self._floats += weight.ravel(), bias
            self._sources.append(step)
            self._stored += weight.size + bias.size
        return placed

    def _numbers(self, entries: list[fmpq]) -> tuple[int, bool]:
        """Where numbers are stored, and whether any was rounded."""
        floats, exact = to_floats(entries)
        if not exact:
            self._require_same_zeros(entries, floats)
        return self._store(floats, entries), not exact

    def _require_same_zeros(self, entries: list[fmpq], floats: list[float]) -> None:
        self.usable &= all((e == 0) == (f == 0) for e, f in zip(entries, floats, strict=True))

    def _store(self, floats: list[float], exact: list[fmpq]) -> int:
        self._stored += len(floats)
        self._floats.append(floats)
        self._sources.append(exact)
        return self._stored - len(floats)

    def _list(self, entries: list[int]) -> int:
        self._ints += entries
        return len(self._ints) - len(entries)

    def _modulo(self) -> tuple[int, list[int]]:
        """A prime that divides no denominator, and all numbers modulo it."""
        entries = [entry for own in self._sources for entry in (own.entries if isinstance(own, Affine) else own)]
        bottoms = {int(entry.q) for entry in entries}
        prime = next(p for p in _primes() if all(bottom % p for bottom in bottoms))
        inverses = {bottom: pow(bottom, -1, prime) for bottom in bottoms}
        return prime, [int(entry.p) * inverses[int(entry.q)] % prime for entry in entries]


def _primes() -> Iterator[int]:
    """Primes below 2^31, from the largest on: products of residues and their sums stay below 2^63."""
    return (candidate for candidate in range(2**31 - 1, 2, -2) if fmpz(candidate).is_prime())


def _fits(program: PiecewiseAffine, largest: float) -> bool:
    """Whether float64 holds all maps that a cut depends on, given the largest number in them.

    As a rule a rough bound tells.
    """
    steps = program.steps
    return _rough_size(steps, 1.0, largest, read=False) < _LARGEST or _size(steps, 1.0, read=False) < _LARGEST


def _with_readers(steps: Any, read: bool) -> Iterator[tuple[Any, bool]]:
    """The steps that a cut depends on, each with whether a cut reads its value; ``read`` that of the last."""
    last = max((place for place, step in enumerate(steps) if not isinstance(step, Affine)), default=-1)
    return ((step, read or place < last) for place, step in enumerate(steps if read else steps[: last + 1]))


def _rough_size(steps: Any, size: float, largest: float, *, read: bool) -> float:
    """A bound as ``_size`` from the numbers of columns alone."""
    for step, after in _with_readers(steps, read):
        if isinstance(step, MixtureLayer):
            top = step.gate.top if isinstance(step.gate, LinearGate) else 1
            own = max(_rough_size(expert.steps, size, largest, read=after) for expert in step.experts)
            size = max((step.inputs + 1) * largest * size, top * own * largest)
        else:
            size *= largest * (step.inputs + 1)
    return size


def _size(steps: Any, size: float, *, read: bool) -> float:
    """A bound on the entries of all maps on the way through steps, of scores too, where those before are at most so."""
    for step, after in _with_readers(steps, read):
        if isinstance(step, Affine):
            size = _after(step, size)
        elif isinstance(step, Rectifier):
            size *= max(1.0, float(np.abs(step.rounded).max()))
        else:
            linear = isinstance(step.gate, LinearGate)
            top, asked = (step.gate.top, [step.gate.scores]) if linear else (1, [f.functional for f in step.gate.forks])
            scores = max(_after(each, size) for each in asked)
            outputs = max(_size(own.steps, size, read=after) for own in step.experts)
            size = max(scores, top * outputs * (max(1.0, abs(to_float(step.weight))) if after else 1.0))
    return size


def _after(step: Affine, size: float) -> float:
    weight, bias, _ = step.rounded
    return max(1.0, float(np.abs(weight).sum(axis=1).max()) * size + float(np.abs(bias).max()))
