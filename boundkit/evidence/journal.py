"""The journal of a check: what is finished, one JSON document a line, and what of it can be taken over."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from boundkit.discovery.discover import Entry, fingerprint
from boundkit.errors import FileAccessError, MalformedInputError
from boundkit.evidence.report import Result
from boundkit.verdict import Verdict


class Journal:
    """Appends results to a file as they come; does nothing without a path."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: Any = None

    def __enter__(self) -> Journal:
        if self._path is not None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("w", encoding="utf-8")
            except OSError as error:
                raise FileAccessError(f"cannot write {self._path}: {error.strerror}; choose another folder") from None
        return self

    def write(self, key: str, result: Result) -> None:
        if self._file is not None:
            self._file.write(json.dumps({"key": key, "result": asdict(result)}) + "\n")
            self._file.flush()

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


def key(entry: Entry, index: int, full: bool) -> str:
    """What a result stands for: the item of evidence, the size of its sweep, and the code that ran."""
    return f"{entry.theorem.id} {entry.theorem.evidence[index].name} {'full' if full else 'quick'} {fingerprint(entry)}"


def read_journal(path: Path) -> dict[str, Result]:
    """The results of a journal by their keys."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileAccessError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from None
    known = {}
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            fields = record["result"]
            fields["verdict"], fields["expected"] = Verdict(fields["verdict"]), Verdict(fields["expected"])
            result = Result(**fields)
        except (ValueError, KeyError, TypeError):
            if number == len(lines):  # cut off while it was written
                break
            raise MalformedInputError(f"{path}, line {number} is no result of a check; give the file of -o") from None
        if result.as_expected or result.verdict not in (Verdict.INCONCLUSIVE, Verdict.ERROR):
            known[record["key"]] = result
    return known
