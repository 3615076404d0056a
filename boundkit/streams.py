"""Standard output and error of a command: a reader that leaves, a full disk and closed streams are no defects."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boundkit.errors import FileAccessError

_OUTPUT, _ERROR = 1, 2
_FIRST_BYTE, _LAST_BYTE = 0xDC80, 0xDCFF  # how Python keeps the bytes of a file name that are no text


def printable(text: str) -> str:
    r"""The text with everything that has no glyph as an escape: control characters, bytes that are no text.

    >>> printable("a\x1b[31m"), printable("l1_\udce9.npz")
    ('a\\x1b[31m', 'l1_\\xe9.npz')
    """
    return text if text.isprintable() else "".join(map(_glyph, text))


def one_line(text: str) -> str:
    r"""The text on one line, as ``printable``.

    >>> one_line("a\nb.npz")
    'a\\nb.npz'
    """
    return printable(text).replace("\n", r"\n")


def tell(sentence: str) -> None:
    """A line to the reader on standard error, whatever file names or messages of others it holds."""
    print(f"boundkit: {one_line(sentence)}", file=sys.stderr)


class OutputLostError(FileAccessError):
    """Standard output cannot be written, so that what a command found does not reach its reader."""


class _Stream(io.FileIO):
    """The bytes of standard output or error; after a failure all further ones are dropped.

    Where the reader of a pipe has left, nobody misses the rest, and the exit code stays what the command found. Any
    other failure of standard output raises OutputLostError, once; one of standard error cannot be told anywhere.
    """

    def __init__(self, descriptor: int, *, closed: bool) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self._fault = "it is closed" if closed else ""
        self._dropping = False

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        if self._dropping:
            return size
        reason = self._fault
        try:
            if not reason:
                return super().write(data)
        except BrokenPipeError:
            self._dropping = True
            return size
        except OSError as error:
            reason = error.strerror or str(error)
        self._dropping = True
        if self.fileno() == _ERROR:
            return size
        raise OutputLostError(f"cannot write to standard output: {reason}; send it elsewhere or make room")


@contextmanager
def guarded() -> Iterator[None]:
    """Make standard output and error safe to write, whatever became of them; only a write or a flush raises.

    Streams that someone else has put in their place stay. Bytes of file names that are no text are written as
    backslash escapes.
    """
    for descriptor in (0, _OUTPUT, _ERROR):
        _occupy(descriptor)
    before = sys.stdout, sys.stderr
    sys.stdout = _safe(sys.stdout, sys.__stdout__, _OUTPUT)
    sys.stderr = _safe(sys.stderr, sys.__stderr__, _ERROR)
    try:
        yield
    finally:
        sys.stderr.flush()
        sys.stdout, sys.stderr = before


def _occupy(descriptor: int) -> None:
    """No file that is opened later may take the number of a closed stream: stray output would end in it."""
    try:
        os.fstat(descriptor)
    except OSError:
        os.open(os.devnull, os.O_RDWR)


def _safe(stream: Any, original: Any, descriptor: int) -> Any:
    if stream is not original:
        return stream
    if stream is not None:
        stream.flush()
    raw = _Stream(descriptor, closed=stream is None)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding="utf-8" if stream is None else stream.encoding,
        errors="backslashreplace",
        line_buffering=descriptor == _ERROR or raw.isatty(),
    )


def _glyph(letter: str) -> str:
    if letter.isprintable() or letter == "\n":
        return letter
    code = ord(letter)
    return f"\\x{code - 0xDC00:02x}" if _FIRST_BYTE <= code <= _LAST_BYTE else ascii(letter)[1:-1]
