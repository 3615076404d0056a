"""Which cells of a complex carry the same affine map, exactly, without computing every map in rational numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from flint import fmpq, fmpz
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from boundkit.networks.affine import Affine
from boundkit.networks.program import Rectifier
from boundkit.regions.lattice import Lattice

_CHUNK = 1 << 19


def map_labels(lattice: Lattice, check: Callable[[], None] = lambda: None) -> Any:
    """One label per cell, shape (R,): two cells have the same label exactly when the program's map is the same on both.

    Maps with different residues modulo a prime differ; the others are compared in rational numbers. ``check`` is called
    now and then and may raise to stop.
    """
    _, labels, counts = np.unique(_residues(lattice, check), return_inverse=True, return_counts=True)
    check()
    fresh = len(counts)
    order, ends = np.argsort(labels, kind="stable"), np.cumsum(counts)
    for label in np.flatnonzero(counts > 1).tolist():
        known: dict[Affine, int] = {}
        for position in order[ends[label] - counts[label] : ends[label]].tolist():
            check()
            own = known.setdefault(lattice.affine(position), label if not known else fresh)
            fresh += own == fresh
            labels[position] = own
    return labels


def connected(lattice: Lattice, labels: Any, check: Callable[[], None] = lambda: None) -> int:
    """The number of connected pieces of cells with one label, connected through facets; ``check`` as above."""
    check()
    pairs = lattice.neighbours()
    check()
    pairs = pairs[labels[pairs[:, 0]] == labels[pairs[:, 1]]]
    graph = coo_array((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(len(labels),) * 2)
    return int(connected_components(graph, directed=False, return_labels=False))


def _residues(lattice: Lattice, check: Callable[[], None]) -> Any:
    """The entries of every cell's map modulo a prime, mixed into one word, shape (R,)."""
    program, patterns = lattice.program, lattice.patterns
    width = max(step.inputs for step in program.steps)
    prime = _prime(program.steps, (53 - (width + 1).bit_length()) // 2)
    steps = [_modulo(step, prime) for step in program.steps]
    words = np.random.default_rng(prime).integers(1 << 63, size=program.outputs * (program.inputs + 1), dtype=np.uint64)
    found = np.empty(len(patterns), np.uint64)
    size = max(1, _CHUNK // (width * (program.inputs + 1)))
    for start in range(0, len(patterns), size):
        check()
        part = slice(start, start + size)
        found[part] = (_maps(steps, patterns[part], prime, program.inputs) * (2 * words + 1)).sum(axis=1)
    return found


def _maps(steps: list[Any], patterns: Any, prime: int, inputs: int) -> Any:
    """Maps modulo a prime; every product of two residues summed over a layer stays an integer below 2^53."""
    state = np.zeros((len(patterns), inputs, inputs + 1))
    state[:, range(inputs), range(inputs)] = 1
    word = 0
    for step in steps:
        if isinstance(step, tuple):
            weight, bias = step
            state = np.fmod(weight @ state, prime)
            state[:, :, -1] = np.fmod(state[:, :, -1] + bias, prime)
            continue
        units = np.arange(len(step))
        on = patterns[:, word + (units >> 6)] >> (units & 63).astype(np.uint64) & np.uint64(1)
        word += len(step) + 63 >> 6
        state = np.fmod(state * np.where(on == 1, 1.0, step)[:, :, None], prime)
    return state.reshape(len(patterns), -1).astype(np.uint64)


def _modulo(step: Affine | Rectifier, prime: int) -> Any:
    if isinstance(step, Rectifier):
        return np.array([_residue(slope, prime) for slope in step.slopes], dtype=float)
    weight = [_residue(entry, prime) for entry in step.weight.entries()]
    bias = [_residue(entry, prime) for entry in step.bias.entries()]
    return np.array(weight, dtype=float).reshape(step.outputs, step.inputs), np.array(bias, dtype=float)


def _residue(value: fmpq, prime: int) -> int:
    return int(value.p) * pow(int(value.q), -1, prime) % prime


def _prime(steps: tuple[Any, ...], bits: int) -> int:
    """The largest prime below 2^bits that divides no denominator."""
    bottoms = {
        int(entry.q) for step in steps for entry in (step.slopes if isinstance(step, Rectifier) else step.entries)
    }
    candidate = (1 << bits) - 1
    while not (fmpz(candidate).is_prime() and all(bottom % candidate for bottom in bottoms)):
        candidate -= 2
    return candidate
