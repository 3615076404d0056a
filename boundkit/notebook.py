"""Tables of results as a notebook shows them: HTML with formulas for MathJax, LaTeX for paper, frames of pandas."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from boundkit.errors import MissingExtraError


@dataclass(frozen=True)
class Formula:
    """A cell that is mathematics, as LaTeX without dollar signs."""

    latex: str


Cell = str | Formula


@dataclass(frozen=True)
class Grid:
    """Column heads, rows of cells, and sentences below."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def html(self) -> str:
        """A table for a page; formulas stand between dollar signs, which MathJax typesets.

        >>> Grid(("N",), ((Formula("N < E"),),)).html()
        '<table><thead><tr><th>N</th></tr></thead><tbody><tr><td>$N &lt; E$</td></tr></tbody></table>'
        """
        heads = "".join(f"<th>{html.escape(head)}</th>" for head in self.heads)
        head = f"<thead><tr>{heads}</tr></thead>" if heads else ""
        rows = "".join(f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in row)}</tr>" for row in self.rows)
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in self.notes)
        return f"<table>{head}<tbody>{rows}</tbody></table>{notes}"

    def latex(self) -> str:
        """A tabular with the notes below."""
        width = max(map(len, (self.heads, *self.rows)), default=1)
        lines = [rf"\begin{{tabular}}{{{'l' * width}}}"]
        if self.heads:
            lines += [rf"{' & '.join(map(_latex, self.heads))} \\ \hline"]
        lines += [rf"{' & '.join(map(_latex, row))} \\" for row in self.rows]
        return "\n".join([*lines, r"\end{tabular}", *(rf"\par {_latex(note)}" for note in self.notes)])


class Tabular(ABC):
    """What a notebook shows as a table."""

    @abstractmethod
    def _grid(self) -> Grid:
        """The heads and rows of the table."""

    def _records(self) -> Iterator[dict[str, Any]]:
        """The rows of the frame: the texts of the cells by head."""
        grid = self._grid()
        for row in grid.rows:
            texts = [cell.latex if isinstance(cell, Formula) else cell for cell in row]
            yield dict(zip(grid.heads, texts, strict=True))

    def _repr_html_(self) -> str:
        return self._grid().html()

    def _repr_latex_(self) -> str:
        return self._grid().latex()

    def to_frame(self) -> Any:
        """The rows as a pandas.DataFrame. Raises MissingExtraError where pandas is not installed."""
        return frame(self._records())


def frame(records: Iterator[dict[str, Any]] | Sequence[dict[str, Any]]) -> Any:
    """A pandas.DataFrame of some rows. Raises MissingExtraError where pandas is not installed."""
    try:
        import pandas
    except ImportError:
        raise MissingExtraError("to_frame needs the library pandas: pip install 'boundkit[frames]'") from None
    return pandas.DataFrame(list(records))


def _html(cell: Cell) -> str:
    return f"${html.escape(cell.latex)}$" if isinstance(cell, Formula) else html.escape(cell).replace("$", "&#36;")


def _latex(cell: Cell) -> str:
    if isinstance(cell, Formula):
        return f"${cell.latex}$"
    from boundkit.lettering import latex_text

    return latex_text(cell)
