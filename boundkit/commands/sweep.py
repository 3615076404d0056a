"""``boundkit table claims``: claims side by side over a grid, beside what is measured and what is solved for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from boundkit.commands.bounds import Bound
from boundkit.commands.compare import labels_among, read_bound
from boundkit.commands.sweep_columns import Claimed, Formula, Least, Measured, Source
from boundkit.commands.sweep_values import Point, points_of, read_values
from boundkit.errors import MissingValueError, UnknownNameError
from boundkit.statements.claim import Claim


def meanings_of(claim: Claim) -> dict[str, str]:
    """What the symbols of a claim mean, with their units."""
    return {
        name: f"{symbol.meaning}{f' ({symbol.unit})' if symbol.unit else ''}" for name, symbol in claim.symbols.items()
    }


_CUT_SHORT: tuple[Bound, Any] = ("interrupted", None)


@dataclass(frozen=True)
class Column:
    """A label, a sign (=, <=, >=, or none for a measurement), what it is about, and a value or a reason a row.

    A measurement has the ``objects`` that it was made on, None where there is none, and their ``builder`` if it was
    asked for.
    """

    label: str
    sign: str
    meaning: str
    values: tuple[Bound, ...]
    objects: tuple[Any, ...] = ()
    builder: str = ""


@dataclass(frozen=True)
class Sweep:
    """Claims over a grid.

    ``points`` have the values of all symbols, a row each; ``ranged`` are the symbols with several, in the order in
    which they vary, the last one fastest; ``derived`` those that follow from others by a formula; ``taken`` those whose
    values are those of measured objects. ``interrupted`` says whether Ctrl-C ended it: then what was not reached has
    that reason instead of a value. ``symbols`` says of symbols what they mean, with their units.
    """

    points: tuple[Point, ...]
    columns: tuple[Column, ...]
    ranged: tuple[str, ...]
    derived: Mapping[str, str] = field(default_factory=dict)
    interrupted: bool = False
    taken: tuple[str, ...] = ()
    symbols: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        words: Sequence[str],
        *,
        measured: Sequence[str] = (),
        least: Sequence[str] = (),
        budget: float | None = None,
    ) -> Sweep:
        """A question, see ``Question.of``, answered.

        >>> found = Sweep.of(["sharper.vc_on_a_line:one_layer", "E=1,2", "W=3"])
        >>> [int(value.lower) for value in found.columns[0].values]
        [5, 10]
        """
        return Question.of(words, measured=measured, least=least).answered(budget)

    @property
    def labels(self) -> tuple[str, ...]:
        """Of the columns."""
        return tuple(column.label for column in self.columns)

    @property
    def meanings(self) -> tuple[str, ...]:
        """What each column is about."""
        return tuple(column.meaning for column in self.columns)

    @property
    def fixed(self) -> str:
        """The values that all points share."""
        names = [name for name in self.points[0] if name not in self.ranged and name not in self.derived]
        return ", ".join([f"{name} = {self.points[0][name]}" for name in names])


@dataclass(frozen=True)
class Question:
    """Points, and what is asked there; ``ranged`` and ``derived`` as of a Sweep."""

    points: tuple[Point, ...]
    sources: tuple[Source, ...]
    ranged: tuple[str, ...]
    derived: Mapping[str, str]

    @classmethod
    def of(cls, words: Sequence[str], *, measured: Sequence[str] = (), least: Sequence[str] = ()) -> Question:
        """Read ID:CLAIM, formulas such as E**n to set beside, and SYM=VAL: numbers, lists, ranges, formulas.

        ``measured`` names claims whose quantity is measured on the objects of their evidence, ID:CLAIM:BUILDER those of
        one builder; "E: ID:CLAIM >= ID:CLAIM" in ``least`` asks for the least E of the relation, certified. Raises
        MalformedInputError, UnknownNameError, MissingValueError.
        """
        labels = labels_among(words)
        sources: list[Source] = [Claimed(label, read_bound(label)[1]) for label in labels]
        sources += [Measured.of(text) for text in measured]
        sources += [Least.of(text) for text in least]
        sources += [Formula.of(word, words) for word in words if "=" not in word and word not in labels]
        if not sources:
            raise MissingValueError("a table of claims needs a claim, such as wang2025.piece_count:upper")
        functions = {name for source in sources for name in source.functions}
        listed, derived = read_values([word for word in words if "=" in word and word not in labels], functions)
        known = functions | {name for source in sources for name in source.names}
        known |= {str(symbol) for formula in derived.values() for symbol in formula.free_symbols}
        for name in (*listed, *derived):
            if name not in known:
                raise UnknownNameError.among("symbol", name, known)
        ranged = tuple(name for name, values in listed.items() if len(values) > 1)
        points = tuple(points_of(listed, derived, functions))
        return cls(points, tuple(sources), ranged, {name: str(formula) for name, formula in derived.items()})

    @property
    def labels(self) -> tuple[str, ...]:
        """Of the columns that there will be."""
        return tuple(source.label for source in self.sources)

    @property
    def meanings(self) -> tuple[str, ...]:
        """What each column will be about."""
        return tuple(source.meaning for source in self.sources)

    def answered(self, budget: float | None = None, progress: Callable[[int], None] = lambda number: None) -> Sweep:
        """The table; ``budget`` is in seconds for one value, ``progress`` is called with the number of values so far.

        A value has a reason instead where the claim does not hold, nothing is found, or Ctrl-C came before it. Symbols
        that the points give no value have that of the first object measured there, where it is known.
        """
        columns, number, interrupted = [], count(1), False
        taken: set[str] = set()
        for source in self.sources:
            values: list[Bound] = []
            objects: list[Any] = []
            for point in self.points:
                value, thing = _CUT_SHORT
                if not interrupted:
                    try:
                        known = self._known(source, point, budget)
                        taken |= source.names & (known.keys() - point.keys())
                        value, thing = source.value(known, budget)
                    except KeyboardInterrupt:
                        interrupted = True
                    progress(next(number))
                values.append(value)
                objects.append(thing)
            builder = source.builder if isinstance(source, Measured) else ""
            columns.append(Column(source.label, source.sign, source.meaning, tuple(values), tuple(objects), builder))
        claims = [source.claim for source in self.sources if isinstance(source, Claimed)]
        symbols = {name: told for claim in claims for name, told in meanings_of(claim).items()}
        return Sweep(self.points, tuple(columns), self.ranged, self.derived, interrupted, tuple(sorted(taken)), symbols)

    def _known(self, source: Source, point: Point, budget: float | None) -> Point:
        """The point, for a claim that needs more with the values that are known of the first object measured there."""
        if isinstance(source, Claimed) and not source.names <= point.keys():
            for measured in self.sources:
                found = measured.values_at(point, budget) if isinstance(measured, Measured) else {}
                if found:
                    return {**found, **point}
        return point
