"""Training runs as a table: active and total parameters, tokens or samples, and the loss that was reached."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boundkit.errors import FileAccessError, MalformedInputError
from boundkit.streams import one_line

Floats = NDArray[np.float64]
LEAST_RUNS, MOST_RUNS = 8, 10_000
_NEEDED, _SIZES, _MORE = ("active", "total", "loss"), ("tokens", "samples"), ("experts", "granularity")
_SHOWN = 40
_MOST = 1e100  # of counts, whose products float64 holds then


@dataclass(frozen=True)
class Runs:
    """Columns of one length, all positive: ``active``, ``total``, ``samples``, ``loss``, and ``more`` by name.

    ``data`` is the name that the samples have in the table, "tokens" or "samples"; of ``more`` are known ``experts``,
    in each layer, and ``granularity``, the width of a dense layer over that of an expert.
    """

    active: Floats
    total: Floats
    samples: Floats
    loss: Floats
    data: str
    more: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.loss)

    def logs(self) -> dict[str, Floats]:
        """The logarithms of all columns but the loss, by name, and ``share`` of active in total parameters."""
        columns = {"active": self.active, "total": self.total, "samples": self.samples, **self.more}
        return {name: np.log(column) for name, column in (columns | {"share": self.active / self.total}).items()}


def read_runs(data: str | Path | Mapping[str, Any] | Any) -> Runs:
    """Runs from a CSV file with a line of heads, or from columns by name, such as a dictionary or a data frame.

    The heads are active, total, loss, and tokens or samples; experts and granularity may be there too, and others are
    passed over. Every number is positive and finite, and no run has more active than total parameters. Raises
    FileAccessError, and MalformedInputError with the line and the column.

    >>> columns = {"active": range(1, 9), "total": range(1, 9), "samples": [9] * 8, "loss": [1] * 8}
    >>> len(read_runs(columns))
    8
    """
    if isinstance(data, str | Path):
        heads, rows, first = _of_file(Path(data))
    else:
        heads, rows, first = _of_columns(data)
    wanted = _columns(heads)
    if len(rows) < LEAST_RUNS:
        raise MalformedInputError(f"{len(rows)} runs are too few for four parameters; give at least {LEAST_RUNS}")
    if len(rows) > MOST_RUNS:
        raise MalformedInputError(f"{len(rows)} runs are more than {MOST_RUNS}; leave some out")
    found = {
        name: np.array([_number(row[place], name, first + line) for line, row in enumerate(rows)])
        for name, place in wanted.items()
    }
    size = next(name for name in _SIZES if name in found)
    more = {name: found[name] for name in _MORE if name in found}
    runs = Runs(found["active"], found["total"], found[size], found["loss"], size, more)
    for line, (active, total) in enumerate(zip(runs.active, runs.total, strict=True)):
        if active > total:
            raise MalformedInputError(f"line {first + line}: {active:g} active parameters are more than all {total:g}")
    return runs


def _of_file(path: Path) -> tuple[list[str], list[list[str]], int]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
    except OSError as error:
        raise FileAccessError(f"cannot read {path}: {error.strerror}; name a CSV file of runs") from None
    except (UnicodeDecodeError, csv.Error):
        raise MalformedInputError(f"{path} is no text of comma-separated values in UTF-8; save it as CSV") from None
    heads = lines[0] if lines else []
    for line, row in enumerate(lines[1:], 2):
        if row and len(row) != len(heads):
            raise MalformedInputError(
                f"line {line} of {path} has {len(row)} values under {len(heads)} heads; separate them by single commas"
            )
    if any(not row for row in lines[1:] if row is not lines[-1]):
        lines = [row for row in lines if row]
    return heads, [row for row in lines[1:] if row], 2


def _of_columns(data: Any) -> tuple[list[str], list[list[Any]], int]:
    try:
        columns = {str(name): list(data[name]) for name in data}
    except (TypeError, KeyError, IndexError):
        raise MalformedInputError(
            f"runs are a CSV file, or columns by name such as a dictionary, not {type(data).__name__}"
        ) from None
    if len({len(column) for column in columns.values()}) > 1:
        raise MalformedInputError("the columns differ in length; give one number a run in each")
    return list(columns), [list(row) for row in zip(*columns.values(), strict=True)], 1


def _columns(heads: Sequence[str]) -> dict[str, int]:
    """The places of the columns that are known."""
    named = [head.strip().lower() for head in heads]
    shown = one_line(", ".join(heads))[: 3 * _SHOWN] or "none"
    lacking = [name for name in _NEEDED if name not in named]
    if not any(name in named for name in _SIZES):
        lacking.append("tokens or samples")
    if lacking:
        raise MalformedInputError(f"the table lacks {', '.join(lacking)}; its heads are {shown}")
    if all(name in named for name in _SIZES):
        raise MalformedInputError("the table has both tokens and samples; leave out the one that is not to be counted")
    known = (*_NEEDED, *_SIZES, *_MORE)
    for name in known:
        if named.count(name) > 1:
            raise MalformedInputError(f"the table has two columns {name}; rename one")
    return {name: named.index(name) for name in known if name in named}


def _number(value: Any, name: str, line: int) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    shown = one_line(str(value))[:_SHOWN]
    if not 0 < number < math.inf:
        raise MalformedInputError(f"line {line}: {name} is {shown!r}; give a positive finite number, such as 1.3e9")
    if name != "loss" and not 1 / _MOST < number < _MOST:
        raise MalformedInputError(f"line {line}: {name} is {shown}, which is no count; give one below {_MOST:g}")
    return number
