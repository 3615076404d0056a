"""A sweep of claims as a table."""

from __future__ import annotations

from typing import Any

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.commands.bounds import Bound
from boundkit.commands.sweep import Column, Sweep
from boundkit.evidence.witness import describe
from boundkit.export.cells import Cell, Number
from boundkit.export.tables import Table

_FEW = 8  # rows with whose points the notes can still be read
_SIGNS = {"=": "=", "<=": "at most", ">=": "at least", "": "measured"}


def sweep_table(sweep: Sweep) -> Table:
    """One row a point: the values that vary, and what each claim says there.

    An upper bound is rounded up, any other down; the notes say what is fixed and why a claim has no value.
    """
    shown = (*sweep.ranged, *sweep.derived)
    heads = [f"{column.label} ({_SIGNS[column.sign]})" for column in sweep.columns]
    rows: list[tuple[Cell, ...]] = [
        (
            *(Number(enclose(point[name])) for name in shown),
            *(_cell(column, column.values[number]) for column in sweep.columns),
        )
        for number, point in enumerate(sweep.points)
    ]
    share = 0.06 if shown else 0.0
    rest = (1 - share * len(shown)) / len(heads)
    formulas = [f"{name} = {formula}" for name, formula in sweep.derived.items()]
    said = ", ".join([*([sweep.fixed] if sweep.fixed else []), *formulas])
    taken = [f"{', '.join(sweep.taken)}: of the objects measured"] if sweep.taken else []
    return Table(
        "Claims side by side",
        (*shown, *heads),
        (share,) * len(shown) + (rest,) * len(heads),
        tuple(rows),
        (*([f"at {said}"] if said else []), *taken, *_meanings(sweep), *_reasons(sweep), *_points(sweep)),
        interrupted=sweep.interrupted,
    )


def _cell(column: Column, value: Bound) -> Cell:
    if isinstance(value, str):
        return "-"
    at_least = value.upper is None or (not column.sign and not value.exact)
    return Number(value, up=column.sign == "<=", at_least=at_least)


def _meanings(sweep: Sweep) -> list[str]:
    found: dict[str, list[str]] = {}
    for column in sweep.columns:
        found.setdefault(column.meaning, []).append(column.label)
    return [f"{', '.join(labels)}: {meaning}" for meaning, labels in found.items()]


def _reasons(sweep: Sweep) -> list[str]:
    """Why there is no value, told once for each column, with the number of rows."""
    notes = []
    for column in sweep.columns:
        missing = [value for value in column.values if not isinstance(value, Enclosure)]
        if missing:
            notes.append(f"{column.label} has no value in {len(missing)} of {len(column.values)} rows: {missing[0]}")
    return notes


def _points(sweep: Sweep) -> list[str]:
    """The points that measurements were made on, where there are few rows and their objects tell points."""
    notes = []
    for column in sweep.columns:
        for point, thing in zip(sweep.points, column.objects, strict=False):
            witness = describe(thing) if len(sweep.points) <= _FEW else None
            if isinstance(witness, dict) and "points" in witness:
                at = ", ".join(f"{name} = {point[name]}" for name in sweep.ranged)
                notes.append(f"{column.label}{' at ' * bool(at)}{at}: points {_plain(witness['points'])}")
    return notes


def _plain(points: Any) -> str:
    """Nested lists as points in brackets."""
    if not isinstance(points, list):
        return str(points)
    return f"({', '.join(map(_plain, points))})"
