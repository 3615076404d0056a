"""Where commands write: a text to a place that was named, and the journals of checks."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from boundkit.errors import FileAccessError
from boundkit.whole_file import put

_MOST_JOURNALS = 8  # of checks that run at the same time without -o


def write_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all. Raises FileAccessError."""
    try:
        put(path, text.encode())
    except OSError as error:
        raise FileAccessError(f"cannot write {path}: {error.strerror}; choose another place with -o") from None


def journal_of(output: Path | None) -> Path | None:
    """The journal in the folder of -o, or in the cache the first that no running check writes; None without a cache."""
    from boundkit.checking.files import sole_writer
    from boundkit.discovery.index import cache_folder

    if output is not None:
        return output / "check.jsonl"
    folder = cache_folder()
    if folder is None:
        return None
    for number in range(1, _MOST_JOURNALS + 1):
        path = folder / f"last-check{'' if number == 1 else f'-{number}'}.jsonl"
        with suppress(FileAccessError), sole_writer(path):
            return path
    return None
