"""Where a theorem file raised: the line of the file, and the last frames of the traceback."""

from __future__ import annotations

import importlib.util
import traceback
from dataclasses import dataclass
from pathlib import Path
from traceback import FrameSummary

from boundkit.errors import BoundkitError

_MOST_FRAMES = 4
_LONGEST_ERROR, _LONGEST_LINE = 500, 120


@dataclass(frozen=True)
class Blame:
    """An exception and its place; ``line`` is None where no code of the file ran.

    ``traceback`` holds the last frames as text, the innermost one of the theorem file always among them.
    """

    error: str
    file: str
    line: int | None
    traceback: tuple[str, ...]

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{self.error} ({place})"


def blame(error: BaseException, origin: str) -> Blame:
    """The place of an exception in the theorem file of ``origin``, a module name or the path of a file.

    >>> str(blame(SyntaxError("invalid syntax", ("pieces.py", 3, 1, "x = = 1", 3, 2)), "pieces.py"))
    'SyntaxError: invalid syntax (pieces.py, line 3)'
    """
    file = file_of(origin)
    frames = traceback.extract_tb(error.__traceback__)
    text = _text(error)
    if isinstance(error, SyntaxError) and error.filename:
        return Blame(text, error.filename, error.lineno, ())
    own = [number for number, frame in enumerate(frames) if Path(frame.filename).resolve() == file.resolve()]
    if not own and isinstance(error.__cause__, StopIteration):
        return blame(error.__cause__, origin)  # raised in the file, where a generator of ours asked it
    if not own:
        last = () if isinstance(error, BoundkitError) else frames[-_MOST_FRAMES:]
        return Blame(text, str(file), None, tuple(map(_shown, last)))
    first = max(own[0], len(frames) - _MOST_FRAMES)
    shown = frames[first:] if own[-1] >= first else [frames[own[-1]], *frames[first + 1 :]]
    return Blame(text, str(file), frames[own[-1]].lineno, tuple(map(_shown, shown)))


def file_of(origin: str) -> Path:
    """The file of a theorem module, or the path as it is."""
    if origin.endswith(".py"):
        return Path(origin)
    try:
        spec = importlib.util.find_spec(origin)
    except (ImportError, ValueError):
        return Path(origin)
    return Path(spec.origin if spec is not None and spec.origin else origin)


def _text(error: BaseException) -> str:
    kind = type(error).__name__
    try:
        message = str(error.msg) if isinstance(error, SyntaxError) else str(error)
    except Exception:
        message = "a message that cannot be printed"
    message = message if len(message) <= _LONGEST_ERROR else f"{message[:_LONGEST_ERROR]} .."
    return f"{kind}: {message}" if message else kind


def _shown(frame: FrameSummary) -> str:
    code = (frame.line or "")[:_LONGEST_LINE]
    return f"{frame.filename}, line {frame.lineno}, in {frame.name}" + (f": {code}" if code else "")
