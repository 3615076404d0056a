"""The face lattice engine: exact counts and cells of any ReLU program on a bounded polytope, degenerate ones included.

The faces of every dimension are kept, and one hyperplane after the other cuts them: a face with vertices on both
sides splits into two and a section. Nothing is assumed about position. Signs are decided in float64 within a proved
bound (see skeleton.py); a value within its bound counts as zero until, at the end of the layer, the vertex is computed
in rational numbers and its sign proved; where it was not zero the layer is cut again with the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import product
from math import isfinite
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from boundkit.networks.affine import Affine, Floats, identity, to_floats
from boundkit.networks.program import PiecewiseAffine, Rectifier
from boundkit.regions.cells import Region
from boundkit.regions.interrupts import uninterrupted
from boundkit.regions.interval import Interval
from boundkit.regions.lattice_kernel import split_layer
from boundkit.regions.lattice_kernel_records import ABOVE, BELOW, DONE, ZERO, Corners, Faces
from boundkit.regions.pace import Pace
from boundkit.regions.plan import UNIT, Errors, Map, Plan, Slopes, trial_networks
from boundkit.regions.polytope import Polytope

_AGES = 64
_ATTEMPTS = 40
_STATES = 4096
_LARGEST_DIMENSION = 10

Signs = tuple[tuple[bool, ...], ...]


class TooFineError(Exception):
    """Float64 cannot tell apart what must be told apart: exact cell splitting must count."""


class Lattice:
    """The complex into which a program without mixture layers cuts a bounded domain.

    ``cells`` (R,) are the indices of the cells among ``faces``; ``patterns`` (R, words) their signs, 64 units of one
    rectifier to a word. ``check`` is called now and then with the numbers of faces and of certain regions so far and
    says whether to go on; when it says no the complex stays that of the units inserted so far, and ``complete`` is
    False. About 100 bytes for each face and 8 bytes for each vertex and unit of the widest layer are kept. Raises
    TooFineError.
    """

    def __init__(
        self, program: PiecewiseAffine, domain: Polytope | Interval, check: Callable[[int, int], bool] = lambda *_: True
    ) -> None:
        self.program, self.plan = program, Plan.of(program)
        self.dimension = program.inputs
        self.complete, self._certain = True, 1
        self._check, self._pace = check, Pace(max(step.outputs for step in program.steps))
        self._exact_points: dict[int, list[fmpq]] = {}
        self._exact_values: dict[tuple[int, int], list[fmpq]] = {}
        self._states: dict[tuple[int, Signs], Affine] = {}
        self._layers: list[tuple[int, int]] = []
        if not self.plan.usable:
            raise TooFineError
        if self.dimension > _LARGEST_DIMENSION:
            raise TooFineError
        if isinstance(domain, Interval):
            domain = Polytope.box([domain.lower], [domain.upper])
        self.corners, self.faces = self._start(domain)
        self._cut()

    @property
    def cells(self) -> Any:
        return self.faces.members[self.dimension, : self.faces.sizes[self.dimension]]

    @property
    def patterns(self) -> Any:
        return self.faces.patterns[self.cells]

    def regions(self) -> Iterator[Region]:
        """The cells as regions; exact maps and closures are made when asked for."""
        for cell, words in zip(self.cells.tolist(), self.patterns.tolist(), strict=True):
            signs = self._signs(words)
            pattern = tuple(
                tuple(on[unit] for unit in step.kinks) for on, step in zip(signs, self._rectifiers(), strict=False)
            )
            yield Region(pattern, (), partial(self._affine, signs), partial(self.polytope, cell))

    def polytope(self, cell: int) -> Polytope:
        """The closure of a cell, exactly."""
        facets = [sorted(self._corners_of(int(part), self.dimension - 1)) for part in self.children(cell)]
        corners = sorted({corner for facet in facets for corner in facet})
        masks = [sum(1 << bit for bit, facet in enumerate(facets) if corner in facet) for corner in corners]
        return Polytope(fmpq_mat([[fmpq(1), *self.exact_point(corner)] for corner in corners]), masks, len(facets))

    def neighbours(self) -> Any:
        """The pairs of cells that share a facet, shape (pairs, 2), as positions in ``cells``."""
        starts, lengths = self.faces.starts[self.cells], self.faces.lengths[self.cells]
        owner = np.repeat(np.arange(len(lengths)), lengths)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        facet = self.faces.pool[starts[owner] + within]
        order = np.argsort(facet, kind="stable")
        facet, owner = facet[order], owner[order]
        shared = np.flatnonzero(facet[1:] == facet[:-1])
        return np.stack([owner[shared], owner[shared + 1]], axis=1)

    def affine(self, position: int) -> Affine:
        """The program's exact map on the cell at a position in ``cells``."""
        return self._affine(self._signs(self.patterns[position].tolist()))

    def _signs(self, words: list[int]) -> Signs:
        """Pattern words as one tuple of states per rectifier."""
        signs, word = [], 0
        for step in self._rectifiers():
            signs.append(tuple(bool(words[word + (unit >> 6)] >> (unit & 63) & 1) for unit in range(step.inputs)))
            word += step.inputs + 63 >> 6
        return tuple(signs)

    def _rectifiers(self) -> list[Rectifier]:
        return [step for step in self.program.steps if isinstance(step, Rectifier)]

    def _affine(self, signs: Signs) -> Affine:
        return self._state(len(self.program.steps), signs)

    def _state(self, steps: int, signs: Signs) -> Affine:
        """The exact map of the first steps where the rectifiers among them have the given signs."""
        known, missing = steps, []
        while known and (known, signs) not in self._states:
            missing.append((known, signs))
            known -= 1
            signs = signs[:-1] if isinstance(self.program.steps[known], Rectifier) else signs
        found = self._states[known, signs] if known else identity(self.program.inputs)
        if len(self._states) > _STATES:
            self._states.clear()
        for number, own in reversed(missing):
            step = self.program.steps[number - 1]
            if isinstance(step, Affine):
                found = step.after(found)
            else:
                found = found.scaled([1 if on else slope for on, slope in zip(own[-1], step.slopes, strict=True)])
            self._states[number, own] = found
        return found

    def _corners_of(self, face: int, dimension: int) -> set[int]:
        if dimension == 0:
            return {face}
        parts = self.children(face).tolist()
        return set(parts) if dimension == 1 else {c for part in parts for c in self._corners_of(part, dimension - 1)}

    def children(self, face: int) -> Any:
        """The faces of one dimension less in a face; vertices for an edge."""
        start = self.faces.starts[face]
        return self.faces.pool[start : start + self.faces.lengths[face]]

    def _start(self, domain: Polytope) -> tuple[Corners, Faces]:
        d = self.dimension
        exact = domain.vertices
        nearest, same = to_floats(x for vertex in exact for x in vertex)
        points = np.array(nearest).reshape(len(exact), d)
        largest = float(np.abs(points).max())
        if not isfinite(largest):
            raise TooFineError
        self._exact_points = dict(enumerate(exact))
        doubt = 0.0 if same else 4 * UNIT * d * largest
        if not domain.is_box:
            doubt += Errors(d, _AGES, largest).grid
        levels, spread = _faces_of(domain), (_spread(domain, doubt) if doubt else 0.0)
        members = np.zeros((d + 1, sum(map(len, levels))), np.int32)
        starts: list[int] = []
        lengths: list[int] = []
        pool: list[int] = []
        number: dict[tuple[int, ...], int] = {}
        for dimension, level in enumerate(levels, start=1):
            for k, (face, parts) in enumerate(level):
                members[dimension, k] = number[face] = len(starts)
                starts.append(len(pool))
                lengths.append(len(parts))
                pool += [part[0] if dimension == 1 else number[part] for part in parts]
        sizes = np.array([0, *map(len, levels)], np.int64)
        words = sum(step.inputs + 63 >> 6 for step in self._rectifiers())
        count = len(starts)
        corners = Corners(
            len(points),
            points,
            points.copy(),
            np.full(len(points), doubt),
            np.zeros(len(points), np.int32),
            np.full((len(points), 3), -1, np.int32),
        )
        faces = Faces(
            count,
            sizes,
            members,
            np.array(starts, np.int64),
            np.array(lengths, np.int32),
            len(pool),
            np.array(pool, np.int32),
            np.full(count, spread),
            np.zeros((count, words), np.uint64),
        )
        return corners, faces

    @np.errstate(all="ignore")
    def _cut(self) -> None:
        steps = self.plan.steps
        errors = Errors(self.dimension, _AGES, float(np.abs(self.corners.points).max()))
        slopes, alive = Slopes.identity(self.dimension), None
        base = word = 0
        for number, step in enumerate(steps):
            values = self.corners.values[: self.corners.live]
            size = float(np.abs(values).max())
            if isinstance(step, Map):
                errors.map(step, size, values.shape[1], alive)
                values = values @ step.weight.T + step.bias
                if not np.isfinite(values).all():
                    raise TooFineError
                self.corners = self.corners._replace(values=values)
                slopes, alive = slopes.after(step), None
                continue
            errors.interpolate(slopes.steepest, size)
            self._layers.append((base, number))
            self.faces.patterns[:, word : word + len(step.always)] |= step.always
            unit = 0
            while unit < step.bends.shape[0]:
                if not self._goes_on():
                    return
                unit = self._cut_units(number, unit, base, word, slopes.steepest, errors)
                if not self.complete:
                    return
            if not self._goes_on():
                return
            if int(self.corners.ages[: self.corners.live].max()) > _AGES:
                raise TooFineError
            on, off = self._bend(step, errors, slopes.steepest, size)
            slopes = slopes.after(step, on | ~step.bends, off & step.bends)
            alive = on | ~step.bends | (step.slopes != 0)
            base += step.bends.shape[0]
            word += step.bends.shape[0] + 63 >> 6

    def _goes_on(self) -> bool:
        self._certain = len(self.cells)
        self.complete = self._check(self.faces.live, self._certain)
        return self.complete

    def _cut_units(self, number: int, first: int, base: int, word: int, steepest: Floats, errors: Errors) -> int:
        """Insert a layer's units from ``first`` on, again and again until all guesses are proved; returns the next."""
        step: Any = self.plan.steps[number]
        before = (self.corners, self.faces)
        forced = np.zeros((0, 3), np.int64)
        for _ in range(_ATTEMPTS):
            self._pace.start()
            status, following, self.corners, self.faces, guesses = uninterrupted(split_layer,
                self.dimension, base, word, step.cuts, step.above, step.below, errors.eta, errors.rho,
                steepest, forced, first, self.faces.live + self._pace.objects, *before,
            )  # fmt: skip
            self._pace.stop(self.faces.live - before[1].live)
            proved = self._proved(number, guesses)
            if proved is None:
                self.corners, self.faces = before
                self.complete = False
                return first
            if (proved[:, 2] == guesses[:, 2]).all():
                if status != DONE:
                    raise TooFineError
                return int(following)
            forced = np.ascontiguousarray(proved[np.lexsort((proved[:, 1], proved[:, 0]))])
            self.corners, self.faces = before
            self._forget_corners()
        raise TooFineError

    def _forget_corners(self) -> None:
        """Leave out what is known of vertices that are no longer there."""
        live = self.corners.live
        for v in [v for v in self._exact_points if v >= live]:
            del self._exact_points[v]
        for v, number in [key for key in self._exact_values if key[0] >= live]:
            del self._exact_values[v, number]

    def _proved(self, number: int, guesses: Any) -> Any:
        """The guesses with the sides on which the vertices lie in truth; None when there is no time to know."""
        proved = guesses.copy()
        for row, (v, unit, _) in enumerate(guesses.tolist()):
            if not self._check(self.faces.live, self._certain):
                return None
            value = self._values_at(v, number)[unit]
            proved[row, 2] = ABOVE if value > 0 else BELOW if value < 0 else ZERO
        return proved

    def exact_point(self, v: int) -> list[fmpq]:
        """The exact coordinates of a vertex: where the edge that it cut meets the hyperplane that cut it."""
        found = self._exact_points.get(v)
        if found is None:
            a, b, plane = self.corners.origins[v].tolist()
            base, number = next((base, number) for base, number in reversed(self._layers) if base <= plane)
            at_a, at_b = (self._values_at(end, number)[plane - base] for end in (a, b))
            if at_a == at_b:
                raise TooFineError
            share = at_a / (at_a - at_b)
            ends = zip(self.exact_point(a), self.exact_point(b), strict=True)
            found = self._exact_points[v] = [x + share * (y - x) for x, y in ends]
        return found

    def _values_at(self, v: int, number: int) -> list[fmpq]:
        """The exact values that enter step ``number`` at a vertex."""
        known = number
        while known and (v, known) not in self._exact_values:
            known -= 1
        found = self._exact_values[v, known] if known else self.exact_point(v)
        for step in range(known, number):
            found = self._exact_values[v, step + 1] = self.program.steps[step](found)
        return found

    def _bend(self, step: Any, errors: Errors, steepest: Floats, size: float) -> tuple[Any, Any]:
        """Apply a rectifier; returns which units may be positive, and which may be negative, at some vertex."""
        values = self.corners.values[: self.corners.live]
        bounds = errors.eta + self.corners.shifts[: self.corners.live, None] * steepest
        near = (np.abs(values) <= bounds) & step.bends
        left_over = float(np.abs(values[near]).max()) + errors.eta if near.any() else 0.0
        on, off = (values >= -bounds).any(axis=0), (values <= bounds).any(axis=0)
        values = np.where(values > 0, values, values * step.slopes)
        values[near] = 0.0
        errors.bend(step, size, left_over)
        self.corners = self.corners._replace(values=values)
        return on, off


@cache
def load_kernels() -> None:
    """Load all that is compiled, or compile it, by cutting a square by a network that needs all of it."""
    for program in trial_networks():
        Lattice(program, Polytope.box([-1, -1], [1, 1]))


@cache
def _faces_of_cube(d: int) -> list[list[tuple[tuple[int, ...], list[tuple[int, ...]]]]]:
    """The same for a box, whose vertices are numbered as by Polytope.box; faces in ternary, 2 for a free axis."""
    levels: list[list[Any]] = [[] for _ in range(d)]
    for code in product((0, 1, 2), repeat=d):
        free = [axis for axis in range(d) if code[axis] == 2]
        if free:
            parts = [(*code[:axis], side, *code[axis + 1 :]) for axis in free for side in (0, 1)]
            levels[len(free) - 1].append((_corners(code), [_corners(part) for part in parts]))
    return levels


def _corners(code: tuple[int, ...]) -> tuple[int, ...]:
    numbers = [0]
    for side in code:
        numbers = [2 * number + s for number in numbers for s in ((0, 1) if side == 2 else (side,))]
    return tuple(sorted(numbers))


def _faces_of(domain: Polytope) -> list[list[tuple[tuple[int, ...], list[tuple[int, ...]]]]]:
    """For every dimension from 1 on the faces of a polytope, each with its own facets; faces are tuples of vertices."""
    if domain.is_box:
        return _faces_of_cube(domain.dimension)
    levels = []
    current = {tuple(range(len(domain.vertices)))}
    for dimension in range(domain.dimension, 0, -1):
        parts = {face: sorted(domain.facets_of(face, dimension)) for face in sorted(current)}
        levels.append(list(parts.items()))
        current = {part for own in parts.values() for part in own}
    return levels[::-1]


def _spread(domain: Polytope, doubt: float) -> float:
    """How far a point within ``doubt`` of the facets around a face can be from the face's hull."""
    normals = []
    for facet in domain.facet_vertices:
        row = np.array(to_floats(domain.facet_functional(facet).weight.entries())[0])
        normals.append(row / np.sqrt((row * row).sum()))
    through: list[set[int]] = [set() for _ in domain.vertices]
    for number, facet in enumerate(domain.facet_vertices):
        for corner in facet:
            through[corner].add(number)
    worst = 1.0
    for face in {face for level in _faces_of(domain) for face, _ in level}:
        around = sorted(set.intersection(*(through[corner] for corner in face)))
        if around:
            singular = np.linalg.svd(np.array([normals[number] for number in around]), compute_uv=False)
            solid = singular[singular > 1e-6]
            if ((singular <= 1e-6) & (singular > 1e-12)).any():
                raise TooFineError
            worst = max(worst, float(4 * len(around) ** 0.5 / solid.min()))
    return worst * doubt
