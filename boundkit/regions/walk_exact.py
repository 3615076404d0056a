"""What the cell walk must know exactly: the maps on its way, its vertices, and the answers to its questions."""

from __future__ import annotations

from typing import Any

from flint import fmpq, fmpq_mat

from boundkit.networks.affine import Affine, identity
from boundkit.networks.gate import LinearGate
from boundkit.networks.program import Rectifier
from boundkit.regions.cells import difference, winners_near
from boundkit.regions.walk_kernel_records import (
    BEND,
    BEYOND,
    CHOSEN,
    FIRST,
    FORK,
    IDENTICAL,
    KIND,
    MAP,
    NEXT,
    QUESTION,
    SIGN,
    SLABS,
    WALK,
)
from boundkit.regions.walk_program import Instructions

_MOST_STATES, _MOST_POINTS = 4096, 1 << 14


class State:
    """The exact map in a slot, or the scores or the coordinate of a gate, in terms of the input; and its rows."""

    def __init__(self, value: Affine, thresholds: list[fmpq] | None = None) -> None:
        self.value = value
        self._thresholds = thresholds
        self._forms: dict[tuple[int, int], Affine] = {}

    def form(self, i: int, j: int) -> Affine:
        """Row i, minus row j unless that is -1; for a gate of slabs the coordinate minus threshold j."""
        if (i, j) not in self._forms:
            if self._thresholds is not None:
                own = Affine(self.value.weight, [self.value.bias[0, 0] - self._thresholds[j]])
            else:
                own = self.value.row(i) if j < 0 else difference(self.value, i, j)
            self._forms[i, j] = own
        return self._forms[i, j]


class Exactly:
    """The states on the way of a walk and the vertices of its cells, in rational numbers, kept for a while.

    A slot is given by its origins, the rows (instruction, source, summand, place in the trace) of all slots up to it.
    ``sides`` are the exact functionals of the domain's facets.
    """

    def __init__(self, program: Any, instructions: Instructions, sides: list[Affine]) -> None:
        self.instructions, self.sides = instructions, sides
        self._first = State(identity(program.inputs))
        self._states: dict[Any, State] = {}
        self._points: dict[Any, list[fmpq]] = {}

    def states(self, origins: list[list[int]], trace: list[int]) -> list[State]:
        """The states of all slots."""
        if len(self._states) > _MOST_STATES:
            self._states.clear()
            self._points.clear()
        found = [self._first]
        for pc, source, summand, place in origins[1:]:
            kind, meaning = int(self.instructions.code.instructions[pc, KIND]), self.instructions.meanings[pc]
            words = tuple(trace[place : place + (meaning.inputs + 63 >> 6)]) if kind == BEND else (place,)
            before, other = found[source], found[summand] if summand >= 0 else None
            key = pc, id(before), id(other), words
            if key not in self._states:
                self._states[key] = _after(kind, meaning, before, other, words)
            found.append(self._states[key])
        return found

    def facet(self, states: list[State], origin: tuple[int, int, int]) -> Affine:
        """The exact functional of a facet."""
        slot, i, j = origin
        return self.sides[i] if slot < 0 else states[slot].form(i, j)

    def point(self, facets: list[Affine]) -> list[fmpq]:
        """Where facets meet that have one point in common."""
        key = frozenset(map(id, facets))
        if key not in self._points:
            if len(self._points) > _MOST_POINTS:
                self._points.clear()
            rows = [[*one.weight.entries(), -one.bias[0, 0]] for one in facets]
            size = len(rows[0]) - 1
            reduced, rank = fmpq_mat(rows).rref()
            if rank != size:
                raise AssertionError("the facets through a vertex have one point in common")
            self._points[key] = [reduced[k, size] for k in range(size)]
        return self._points[key]

    def answer(self, question: list[Any], states: list[State], origins: Any, served: Any, cell: Any) -> list[int]:
        """The words of an answer. ``served`` gives the experts at hand, ``cell`` the vertices of the cell at hand."""
        kind, slot, i, j, count = question[:QUESTION]
        state = states[slot]
        if kind == FIRST:
            gate = self._gate(origins[slot][0])
            points = cell()
            centre = [sum(column, fmpq(0)) / len(points) for column in zip(*points, strict=True)]
            return _words(winners_near(gate, state.value, centre, [fmpq(0)] * len(centre)))
        if kind == BEYOND:
            return _words(_beyond(state, self._gate(origins[slot][0]), served(), i, j))
        facets = [self.facet(states, origin) for origin in question[QUESTION : QUESTION + count]]
        point = self.point(facets)
        if kind == CHOSEN:
            gate = self._gate(origins[slot][0])
            assert gate.slabs is not None
            (expert,) = gate.chosen(states[origins[slot][1]].value(point))
            return [len(gate.slabs.winners) + gate.slabs.serving.index(expert)]
        assert kind == SIGN
        *slopes, value = entries = state.form(i, j).entries
        for slope, coordinate in zip(slopes, point, strict=True):
            value += slope * coordinate
        if value == 0:
            return [0 if any(entries) else IDENTICAL]
        return [1 if value > 0 else -1]

    def _gate(self, pc: int) -> LinearGate:
        gate: LinearGate = self.instructions.meanings[pc].gate
        return gate


def _after(kind: int, meaning: Any, before: State, other: State | None, words: tuple[int, ...]) -> State:
    value = before.value
    if kind in (MAP, FORK):
        return State(meaning.after(value))
    if kind == BEND:
        assert isinstance(meaning, Rectifier)
        on = [words[unit >> 6] >> (unit & 63) & 1 for unit in range(meaning.inputs)]
        return State(value.scaled([1 if s else slope for s, slope in zip(on, meaning.slopes, strict=True)]))
    if kind == WALK:
        return State(meaning.gate.scores.after(value))
    if kind == SLABS:
        slabs = meaning.gate.slabs
        return State(slabs.coordinate.after(value), slabs.thresholds)
    assert kind == NEXT
    weight, bias = value.weight, value.bias
    if other is not None:
        weight, bias = weight + other.value.weight, bias + other.value.bias
    return State(Affine(weight, bias) if words[0] else Affine(weight * meaning.weight, bias * meaning.weight))


def _beyond(state: State, gate: LinearGate, served: tuple[int, ...], own: int, rival: int) -> tuple[int, ...]:
    """The experts that serve beyond the facet where two scores are equal and which no other facet crosses.

    The experts that score the same on all of it change their order there.
    """
    border = state.form(own, rival).entries
    pivot = next(k for k, entry in enumerate(border) if entry != 0)
    shares: dict[int, fmpq] = {}
    for expert in range(gate.experts):
        ahead = state.form(own, expert).entries if expert != own else [fmpq(0)] * len(border)
        share = ahead[pivot] / border[pivot]
        if all(a == share * b for a, b in zip(ahead, border, strict=True)):
            shares[expert] = share
    kept = [expert for expert in served if expert not in shares]
    order = sorted(shares, key=lambda expert: (-shares[expert], expert))
    return tuple(sorted([*kept, *order[: gate.top - len(kept)]]))


def _words(chosen: tuple[int, ...]) -> list[int]:
    words = [0] * ((max(chosen) >> 6) + 1)
    for expert in chosen:
        words[expert >> 6] |= 1 << (expert & 63)
    return words
