"""Colours that colour-blind readers tell apart, and colourings in which neighbours differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Colours = NDArray[np.float64]

# Okabe and Ito, "Color Universal Design" (2008), black left out.
HUES = ("#56B4E9", "#E69F00", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7")
_LIGHTEST, _DARKEST, _STRONGEST = 0.97, 0.58, 0.14


def told_apart(size: int, neighbours: Iterable[tuple[int, int]], colours: int) -> list[int]:
    """A colour 0 .. colours - 1 for each of ``size`` faces, different across every pair of neighbours where possible.

    Every colour is used about equally often. Faces of a plane map always succeed with six colours or more: the last
    face in the order of removal by least degree has at most five neighbours before it.

    >>> told_apart(3, [(0, 1), (1, 2), (0, 2)], 3)
    [0, 1, 2]
    """
    beside: list[set[int]] = [set() for _ in range(size)]
    for one, other in neighbours:
        if one != other:
            beside[one].add(other)
            beside[other].add(one)
    chosen, used = [-1] * size, [0] * colours
    for face in reversed(_least_degree_first(beside)):
        taken = [chosen[other] for other in beside[face]]
        best = min(range(colours), key=lambda colour: (taken.count(colour), used[colour], colour))
        chosen[face] = best
        used[best] += 1
    return chosen


def _least_degree_first(beside: Sequence[set[int]]) -> list[int]:
    """The faces in an order in which each has the least number of neighbours among those that are left."""
    degree = [len(others) for others in beside]
    waiting: list[list[int]] = [[] for _ in range(max(degree, default=0) + 1)]
    for face, number in enumerate(degree):
        waiting[number].append(face)
    order: list[int] = []
    gone = [False] * len(degree)
    least = 0
    while len(order) < len(degree):
        while not waiting[least]:
            least += 1
        face = waiting[least].pop()
        if gone[face] or degree[face] != least:
            continue
        gone[face] = True
        order.append(face)
        for other in beside[face]:
            if not gone[other]:
                degree[other] -= 1
                waiting[degree[other]].append(other)
        least = max(0, least - 1)
    return order


def tinted(colour: Any, share: float) -> tuple[float, ...]:
    """The colour mixed with white; share 0 leaves it, 1 is white."""
    from matplotlib.colors import to_rgb

    return tuple(part + (1 - part) * share for part in to_rgb(colour))


def directions(angles: Any, sizes: Any) -> Colours:
    """Colours of plane vectors, shape (vectors, 3): the hue is the direction, and longer is darker and stronger.

    A quarter of the longest is halfway, so that one long vector does not make all others pale. ``angles`` are in
    radians, ``sizes`` from 0 (nearly white) to 1. Hues of one size are equally light (OKLCH colours, B. Ottosson 2020).
    """
    angles, sizes = np.asarray(angles, dtype=float), np.asarray(sizes, dtype=float)
    strength = np.sqrt(sizes)
    lightness = _LIGHTEST + (_DARKEST - _LIGHTEST) * strength
    chroma = _STRONGEST * strength**0.7
    return _oklab_to_srgb(lightness, chroma * np.cos(angles), chroma * np.sin(angles))


def _oklab_to_srgb(lightness: Colours, a: Colours, b: Colours) -> Colours:
    cones = np.stack(
        [
            lightness + 0.3963377774 * a + 0.2158037573 * b,
            lightness - 0.1055613458 * a - 0.0638541728 * b,
            lightness - 0.0894841775 * a - 1.2914855480 * b,
        ],
        axis=-1,
    )
    to_linear = np.array(
        [
            [4.0767416621, -3.3077115913, 0.2309699292],
            [-1.2684380046, 2.6097574011, -0.3413193965],
            [-0.0041960863, -0.7034186147, 1.7076147010],
        ]
    )
    linear = np.clip(cones**3 @ to_linear.T, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
