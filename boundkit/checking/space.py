"""Where objects can be looked for: the builders of a theorem's evidence, with their grids widened.

An axis holds the values of one parameter of a builder. It draws a value inside the known ones, a low one, or one at the
boundary and a little beyond, and knows the neighbours of a value. A point goes beyond the known values on one axis at a
time, and is low on the others, so that its object stays cheap to measure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from itertools import combinations, product
from random import Random
from typing import Any

from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import rational
from boundkit.errors import BoundkitError, MalformedInputError, StatementError
from boundkit.evidence.item import Context, Item
from boundkit.evidence.kinds import Instances, Simulates
from boundkit.evidence.objects import Instance, OnObjects
from boundkit.formulas.domain import Bounds, Domain
from boundkit.formulas.numbers import to_sympy
from boundkit.statements.claim import Claim
from boundkit.statements.theorem import Theorem

Point = Mapping[str, Any]
Where = Enum("Where", "INSIDE LOW BEYOND")
_SMALL_INTEGERS, _SMALL_RATIONALS = 4, ("1/4", "1/2", 1, 2)
_MOST_SEEDS = 10_000
_PARTS = 8


@dataclass(frozen=True)
class Measured(Instance):
    """An instance with its builder: any claim about its quantity can be held against it."""

    probe: Probe

    def against(self, claim: Claim) -> Measured:
        """The same object under another claim about the same quantity; it is not measured again."""
        return self.probe.judge(claim, self.values, self.point, self.object, self.measured)


@dataclass(frozen=True)
class Probe(Instances):
    """A builder whose objects are measured one at a time."""

    gauge: Callable[[Any], Any]

    def at(self, theorem: Theorem, context: Context, claim: Claim, point: Point) -> Measured | None:
        """The object of a point, held against the claim; None when it misses a condition or a hypothesis."""
        single = replace(self, grid={name: (value,) for name, value in point.items()}, full_grid={})
        found: Any = next(single.examine(theorem, context, claim), None)
        return found

    def compare(self, claim: Claim, at: Mapping[str, Any], point: Mapping[str, Any], thing: Any) -> Measured:
        return self.judge(claim, at, point, thing, enclose(self.gauge(thing)))

    def judge(
        self, claim: Claim, at: Mapping[str, Any], point: Mapping[str, Any], thing: Any, measured: Enclosure
    ) -> Measured:
        """A measured value held against a claim. Raises StatementError when a symbol has no value."""
        claimed = self.claimed(claim, at)
        return Measured(point, thing, measured, claimed, claim.sense, self.holds(claim, measured, claimed), at, self)


def probe_of(item: OnObjects, claim: Claim) -> Probe:
    """The builder of an item, its objects measured exactly where the item or the claim's quantity can."""
    gauge = claim.quantity.measure
    if isinstance(item, Simulates):
        gauge = item.confirm or item.sampled
    return Probe(item.claim, item.name, item.expects, build=item.build, grid=item.grid, full_grid={},
                 only=item.only, gauge=gauge)  # fmt: skip


# axes -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Axis:
    """The values of one parameter, which are only known one by one: functions, names, objects."""

    name: str
    known: Sequence[Any]

    def draw(self, random: Random, where: Where) -> Any:
        return random.choice(self.known)

    def neighbours(self, value: Any) -> Iterator[Any]:
        yield from self.known

    def size(self, value: Any) -> Any:
        """What grows with the cost of a value; 0 where that is not known."""
        return 0

    def step(self, size: Any) -> Any:
        """The largest size that may be tried after one of ``size`` proved cheap."""
        return max(size + 1, size + size // 4)


@dataclass(frozen=True)
class Seeds(Axis):
    """The seeds of a random builder."""

    def draw(self, random: Random, where: Where) -> Any:
        return random.randrange(_MOST_SEEDS)

    def neighbours(self, value: Any) -> Iterator[Any]:
        yield from range(value + 1, value + _PARTS)


@dataclass(frozen=True)
class Integers(Axis):
    """Integers from ``least`` on."""

    least: int
    greatest: int | None = None

    @cached_property
    def _ends(self) -> tuple[int, int]:
        return min(self.known), max(self.known)

    def _allowed(self, values: Sequence[int]) -> list[int]:
        return [v for v in values if v >= self.least and (self.greatest is None or v <= self.greatest)]

    def draw(self, random: Random, where: Where) -> Any:
        low, high = self._ends
        if where is Where.BEYOND:
            return random.choice(self._allowed((self.least, low, high, high + 1, high + 2)) or [low])
        if where is Where.INSIDE and random.random() < 0.6:
            return random.choice(self.known)
        return random.randint(low, high if where is Where.INSIDE else (low + high) // 2)

    def neighbours(self, value: Any) -> Iterator[Any]:
        yield from self._allowed([value - 1, value + 1, value // 2, value + value // 4])

    def size(self, value: Any) -> Any:
        return value


def written(number: fmpq) -> Any:
    """A number as theorem files write it: an integer, or text."""
    return int(number) if number.q == 1 else str(number)


@dataclass(frozen=True)
class Rationals(Axis):
    """Rational numbers of a domain, written as the known ones are: all as text, or all as fractions, or as either."""

    domain: Domain

    @cached_property
    def _numbers(self) -> list[fmpq]:
        return sorted({rational(value) for value in self.known})

    def _written(self, number: fmpq) -> Any:
        if all(isinstance(value, str) for value in self.known):
            return str(number)
        return number if all(isinstance(value, fmpq) for value in self.known) else written(number)

    def _allowed(self, numbers: Sequence[fmpq]) -> list[Any]:
        return [self._written(n) for n in numbers if self.domain.contains(n)]

    def draw(self, random: Random, where: Where) -> Any:
        low, high = self._numbers[0], self._numbers[-1]
        if where is Where.BEYOND:
            bounds = self.domain.bounds()
            ends = [end for end in (bounds.low, bounds.high) if end is not None]
            return random.choice(self._allowed([*ends, low, high, low / 2, low / _PARTS, 2 * high, _PARTS * high]))
        if where is Where.LOW or random.random() < 0.5:
            return random.choice(self.known)
        first, second = random.choice(self._numbers), random.choice(self._numbers)
        return self._written(first + (second - first) * fmpq(random.randint(0, _PARTS), _PARTS))

    def neighbours(self, value: Any) -> Iterator[Any]:
        number = rational(value)
        factors = (fmpq(1, 2), 1 - fmpq(1, _PARTS), 1 + fmpq(1, _PARTS), fmpq(2))
        yield from self._allowed([number * factor for factor in factors])

    def size(self, value: Any) -> Any:
        return rational(value).height_bits()

    def step(self, size: Any) -> Any:
        return size + 3


@dataclass(frozen=True)
class Shapes(Axis):
    """Tuples of positive integers, such as the widths of a network."""

    def draw(self, random: Random, where: Where) -> Any:
        if where is Where.INSIDE:
            return random.choice(self.known)
        least = min(self.known, key=self.size)
        return random.choice(list(self.neighbours(least if where is Where.LOW else random.choice(self.known))))

    def neighbours(self, value: Any) -> Iterator[Any]:
        for index, entry in enumerate(value):
            for other in (entry - 1, entry + 1):
                if other >= 1:
                    yield (*value[:index], other, *value[index + 1 :])
        yield (*value, 1)
        if len(value) > 1:
            yield value[:-1]

    def size(self, value: Any) -> Any:
        return sum(value) * len(value)


@dataclass(frozen=True)
class Tables(Axis):
    """Tuples of equally long rows of rational numbers, such as the weights of a gate: a number moves, a row comes."""

    @cached_property
    def _ends(self) -> tuple[fmpq, fmpq]:
        numbers = [rational(entry) for table in self.known for row in table for entry in row]
        return min(numbers), max(numbers)

    def _between(self, random: Random) -> Any:
        low, high = self._ends
        return written(low + (high - low) * fmpq(random.randint(0, _PARTS), _PARTS))

    def draw(self, random: Random, where: Where) -> Any:
        pattern = min(self.known, key=self.size) if where is Where.LOW else random.choice(self.known)
        rows = len(pattern) + (where is Where.BEYOND)
        return tuple(tuple(self._between(random) for _ in pattern[0]) for _ in range(rows))

    def neighbours(self, value: Any) -> Iterator[Any]:
        low, high = self._ends
        steps = [sign * (high - low) / parts for parts in (_PARTS, _PARTS**2) for sign in (-1, 1)]
        for index, row in enumerate(value):
            for place, entry in enumerate(row):
                for moved in (rational(entry) + step for step in steps):
                    if low <= moved <= high:
                        other = (*row[:place], written(moved), *row[place + 1 :])
                        yield (*value[:index], other, *value[index + 1 :])
        yield (*value, value[-1])
        if len(value) > 1:
            yield from (value[:index] + value[index + 1 :] for index in range(len(value)))

    def size(self, value: Any) -> Any:
        return len(value)


def axis_of(name: str, known: Sequence[Any], claim: Claim) -> Axis:
    """The axis of a parameter with some known values; the symbol of its name in the claim gives the domain."""
    symbol = claim.symbols.get(name)
    if all(isinstance(value, tuple) and value and all(_is_integer(v) for v in value) for value in known):
        return Shapes(name, known)
    if all(_is_table(value) for value in known):
        return Tables(name, known)
    if name in claim.functions or any(isinstance(value, bool) for value in known):
        return Axis(name, known)
    if name == "seed" and symbol is None:
        return Seeds(name, known)
    if all(_is_integer(value) for value in known) and (symbol is None or symbol.domain.integer):
        bounds = Bounds() if symbol is None else symbol.domain.bounds()
        least = min(known) if bounds.low is None else int(bounds.low.p)
        return Integers(name, known, least, None if bounds.high is None else int(bounds.high.p))
    try:
        numbers = [rational(value) for value in known]
    except MalformedInputError:
        return Axis(name, known)
    between = Domain(least=to_sympy(min(numbers)), greatest=to_sympy(max(numbers)))
    return Rationals(name, known, between if symbol is None else symbol.domain)


def _is_table(value: Any) -> bool:
    """Whether a value is a tuple of rows of rational numbers, all of one length."""
    if not (isinstance(value, tuple) and value and all(isinstance(row, tuple) and row for row in value)):
        return False
    try:
        numbers = [[rational(entry) for entry in row] for row in value]
    except (MalformedInputError, TypeError):
        return False
    return len({len(row) for row in numbers}) == 1


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


# spaces -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Space:
    """A builder, the axes of its parameters, and the values of each that its evidence declares."""

    probe: Probe
    axes: Sequence[Axis]
    declared: Mapping[str, Sequence[Any]]
    guessed: bool = False

    @property
    def name(self) -> str:
        return self.probe.name

    def draw(self, random: Random) -> Point:
        """A random point: inside the known values, or beyond them on one axis and low on the others."""
        bold = random.randrange(len(self.axes)) if self.axes and random.random() < 0.4 else None
        wheres = [Where.INSIDE if bold is None else Where.LOW if bold != i else Where.BEYOND
                  for i in range(len(self.axes))]  # fmt: skip
        return {axis.name: axis.draw(random, where) for axis, where in zip(self.axes, wheres, strict=True)}

    def neighbours(self, point: Point) -> Iterator[Point]:
        """The points that differ in one parameter, by one step of its axis."""
        for axis in self.axes:
            for value in axis.neighbours(point[axis.name]):
                yield {**point, axis.name: value}

    def diagonals(self, point: Point) -> Iterator[Point]:
        """The points in which two integers are larger, each by one or by a quarter."""
        integers = [axis for axis in self.axes if isinstance(axis, Integers)]
        for one, other in combinations(integers, 2):
            for pair in product(*(sorted({v + 1, v + v // 4} - {v}) for v in (point[one.name], point[other.name]))):
                yield {**point, one.name: pair[0], other.name: pair[1]}

    @property
    def least(self) -> Point:
        """The point of the smallest known values."""
        return {axis.name: min(axis.known, key=axis.size) for axis in self.axes}

    def is_known(self, point: Point) -> bool:
        """Whether a theorem file lists the point, so that its object is not costly."""
        return not self.guessed and all(point[axis.name] in axis.known for axis in self.axes if type(axis) is not Seeds)

    def beyond(self, point: Point) -> tuple[str, ...]:
        """The parameters whose values the evidence does not declare, so that the builder may not serve them."""
        return tuple(name for name, value in point.items() if value not in self.declared[name])

    def does_not_serve(self, point: Point, error: Exception) -> bool:
        """Whether an error tells that the builder refuses a point that the evidence does not list."""
        refuses = isinstance(error, BoundkitError) and not isinstance(error, StatementError)
        return refuses and not self.is_known(point)

    def covers(self, small: Point, large: Point) -> bool:
        """Whether ``large`` is on no axis smaller than ``small``, so that its object hardly costs less."""
        return all(axis.size(large[axis.name]) >= axis.size(small[axis.name]) for axis in self.axes)

    def reaches(self, cheap: Point, point: Point) -> bool:
        """Whether a point exceeds another one on two axes at most, and there by one step."""
        sizes = [(axis, axis.size(cheap[axis.name]), axis.size(point[axis.name])) for axis in self.axes]
        beyond = [(axis, low, high) for axis, low, high in sizes if high > low]
        return len(beyond) <= 2 and all(high <= axis.step(low) for axis, low, high in beyond)


def spaces_of(theorem: Theorem, claim: Claim, *, blind_to: Item | None = None) -> list[Space]:
    """The spaces that the builders of a claim's own evidence open.

    Of the item ``blind_to`` only the builder is used: its numbers are replaced by small ones of the symbols' domains.
    """
    items = [item for item in theorem.evidence if isinstance(item, OnObjects)]
    spaces = []
    for item in (item for item in items if item.claim == claim.name):
        grid = item.grid if item is not blind_to else _guessed(item, [i for i in items if i is not item], claim)
        if all(grid.values()):
            axes = [axis_of(name, known, claim) for name, known in grid.items()]
            declared = {name: (*values, *item.full_grid.get(name, ())) for name, values in item.grid.items()}
            spaces.append(Space(probe_of(item, claim), axes, declared, item is blind_to))
    return spaces


def _guessed(item: OnObjects, others: Sequence[OnObjects], claim: Claim) -> dict[str, Sequence[Any]]:
    """A grid for the item's builder without the item's numbers: of a parameter that is no number, what others try."""
    grid: dict[str, Sequence[Any]] = {}
    for name, own in item.grid.items():
        axis = axis_of(name, own, claim)
        elsewhere = [value for other in others for value in other.grid.get(name, ())]
        if isinstance(axis, Integers | Seeds):
            least = max(axis.least, 0) if isinstance(axis, Integers) else 0
            grid[name] = tuple(range(least, least + _SMALL_INTEGERS))
        elif isinstance(axis, Rationals):
            grid[name] = [v for v in _SMALL_RATIONALS if axis.domain.contains(rational(v))] or elsewhere or list(own)
        else:
            grid[name] = elsewhere or list(own)
    return grid
