"""How far a command is, told on standard error, also beside ``--json``.

On a terminal a line that moves; elsewhere a plain line after 2 seconds of one piece of work, then after 4, 8, 16, ..,
so that nothing is silent for long and a log stays short.
"""

from __future__ import annotations

import html
import math
import sys
import threading
import time
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Column

from boundkit.streams import one_line

_REFRESH = 0.1  # seconds
_BAR = 20  # letters
_CELL_REFRESH = 0.25  # seconds
_FIRST_LINE = 2.0
_TOLD_FROM = 20  # a part of the work, its reciprocal, from which on the time left is told


def shown_seconds(seconds: float) -> str:
    """A time as a person reads it.

    >>> shown_seconds(7.2), shown_seconds(75), shown_seconds(4000)
    ('8 s', '1 min 15 s', '1 h 6 min')
    """
    whole = math.ceil(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def in_notebook() -> bool:
    """Whether a kernel of a notebook runs this."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return hasattr(shell, "kernel")


class _Cell:
    """A bar in the output of a notebook's cell, which is taken away in the end."""

    def __init__(self) -> None:
        from IPython import display

        self._html = display.HTML
        self._handle: Any = display.display(display.HTML(""), display_id=True)
        self._shown = 0.0

    def show(self, text: str, done: int, total: int, left: str) -> None:
        if time.monotonic() - self._shown < _CELL_REFRESH:
            return
        self._shown = time.monotonic()
        known = f'value="{done}" max="{total}"' if total else ""
        rest = f", about {left} left" if left else ""
        self._handle.update(self._html(f"<progress {known}></progress> {html.escape(text)}{rest}"))

    def clear(self) -> None:
        self._handle.update(self._html(""))


class Progress:
    """What is under way and how much of it is done; entered while the work goes on."""

    def __init__(self, text: str = "") -> None:
        stream = sys.stderr
        self._bar: Bar | None = None
        self._cell = _Cell() if in_notebook() else None
        if stream is not None and not stream.closed and stream.isatty():
            columns = (
                TextColumn("{task.description}", table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1)),
                TextColumn("{task.fields[count]}", table_column=Column(no_wrap=True)),
                BarColumn(bar_width=_BAR),
                TimeElapsedColumn(),
                TextColumn("{task.fields[left]}", table_column=Column(no_wrap=True)),
            )
            self._bar = Bar(*columns, console=Console(file=stream, highlight=False), transient=True, expand=True)
            self._task = self._bar.add_task("", total=None, count="", left="")
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tell, daemon=True)
        self.begin(text)

    def begin(self, text: str) -> Self:
        """Start another piece of work, with nothing of it done."""
        self._text, self._done, self._total = text, 0, 0
        self._first: int | None = None
        self._since, self._due = time.monotonic(), _FIRST_LINE
        if self._bar is not None:
            self._bar.reset(
                self._task, total=None, left="", description=escape(one_line(self._text)), count=self._count()
            )
        return self

    def __call__(self, done: int, total: int = 0, text: str | None = None) -> None:
        """``done`` objects so far, of a ``total`` where that is known, and what is said of the last one."""
        self._done, self._total = done, total
        if total and self._first is None:
            self._first, self._known_since = done, time.monotonic()
        if self._cell is not None:  # not from the thread, whose output belongs to no cell
            self._cell.show(self._line(), self._done, self._total, self._left())
        self._text = self._text if text is None else text

    def note(self, sentence: str) -> None:
        """A line of its own, at once."""
        sentence = one_line(sentence)
        if self._bar is not None:
            self._bar.console.print(escape(sentence), soft_wrap=True)
        else:
            self._print(sentence)

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        if self._bar is not None:
            self._bar.stop()
        if self._cell is not None:
            self._cell.clear()

    def _tell(self) -> None:
        while not self._ended.wait(_REFRESH):
            if self._bar is not None:
                left = self._left()
                self._bar.update(
                    self._task,
                    left=f"{left} left" if left else "",
                    description=escape(one_line(self._text)),
                    count=self._count(),
                    completed=self._done if self._total else 0,
                    total=self._total or None,
                )
            elif self._cell is None and self._text and time.monotonic() - self._since >= self._due:
                left = self._left()
                self._print(f"{self._line()}{f', about {left} left' if left else ''}, {self._due:.0f} s")
                self._due *= 2

    def _line(self) -> str:
        return ": ".join(filter(None, (one_line(self._text), self._count())))

    def _count(self) -> str:
        if self._total:
            return f"{self._done:,} of {self._total:,}"
        return f"{self._done:,} so far" if self._done else ""

    def _left(self) -> str:
        """About how long the rest takes at the pace so far; nothing before a twentieth of it is done."""
        done = self._done - (self._first or 0)
        rest = self._total - self._done
        if not self._total or rest <= 0 or _TOLD_FROM * done < done + rest:
            return ""
        return shown_seconds((time.monotonic() - self._known_since) * rest / done)

    @staticmethod
    def _print(line: str) -> None:
        try:
            print(line, file=sys.stderr, flush=True)
        except (OSError, ValueError):
            return
