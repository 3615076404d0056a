"""How far a command is, told on standard error, also beside ``--json``.

On a terminal a line that moves; elsewhere a plain line after 2 seconds of one piece of work, then after 4, 8, 16, ..,
so that nothing is silent for long and a log stays short.
"""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from boundkit.streams import one_line

_REFRESH = 0.1  # seconds
_FIRST_LINE = 2.0


class Progress:
    """What is under way and how much of it is done; entered while the work goes on."""

    def __init__(self, text: str = "") -> None:
        stream = sys.stderr
        self._bar: Bar | None = None
        if stream is not None and not stream.closed and stream.isatty():
            columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
            self._bar = Bar(*columns, console=Console(file=stream, highlight=False), transient=True)
            self._task = self._bar.add_task("", total=None)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tell, daemon=True)
        self.begin(text)

    def begin(self, text: str) -> Self:
        """Start another piece of work, with nothing of it done."""
        self._text, self._done, self._total = text, 0, 0
        self._since, self._due = time.monotonic(), _FIRST_LINE
        if self._bar is not None:
            self._bar.reset(self._task, total=None, description=escape(self._line()))
        return self

    def __call__(self, done: int, total: int = 0, text: str | None = None) -> None:
        """``done`` objects so far, of a ``total`` where that is known, and what is said of the last one."""
        self._done, self._total = done, total
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

    def _tell(self) -> None:
        while not self._ended.wait(_REFRESH):
            if self._bar is not None:
                self._bar.update(
                    self._task,
                    description=escape(self._line()),
                    completed=self._done if self._total else 0,
                    total=self._total or None,
                )
            elif self._text and time.monotonic() - self._since >= self._due:
                self._print(f"{self._line()}, {self._due:.0f} s")
                self._due *= 2

    def _line(self) -> str:
        text = one_line(self._text)
        if self._total:
            return f"{text}: {self._done:,} of {self._total:,}"
        return f"{text}: {self._done:,} so far" if self._done else text

    @staticmethod
    def _print(line: str) -> None:
        try:
            print(line, file=sys.stderr, flush=True)
        except (OSError, ValueError):
            return
