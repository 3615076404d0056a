"""The journal of a check: what is finished, one JSON document a line, and what of it can be taken over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from boundkit.checking.files import append, is_still, replaced
from boundkit.checking.report import Result
from boundkit.discovery.discover import Entry
from boundkit.discovery.observed import unchanged
from boundkit.discovery.sources import fingerprint
from boundkit.errors import FileAccessError, MalformedInputError, StatementError
from boundkit.evidence.item import Trusted
from boundkit.evidence.scope import Scope
from boundkit.seal import is_sealed, sealed
from boundkit.verdict import Verdict


class Journal:
    """A file to which results are appended as they come, after those that are ``known``; it holds whole lines.

    Raises FileAccessError when it cannot be written; an older file is kept until the known results are in the new one.
    """

    def __init__(self, path: Path, known: Mapping[str, Result]) -> None:
        self._path = path
        self._file = replaced(path, b"".join(_line(key, result) for key, result in known.items()))

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, key: str, result: Result) -> None:
        """Append a result. Raises FileAccessError when it cannot, also when the file was removed."""
        append(self._file, _line(key, result), self._path)
        if not is_still(self._file, self._path):
            raise FileAccessError(f"{self._path} was removed or replaced while the check ran; start the check again")


def key(entry: Entry, index: int, full: bool) -> str:
    """What a result stands for: the item of evidence, the size of its sweep, and all that it depends on."""
    item = f"{entry.theorem.id} {entry.theorem.evidence[index].name}"
    return f"{item} {'full' if full else 'quick'} {fingerprint(entry.origin)}"


def read_journal(path: Path) -> tuple[dict[str, Result], list[str]]:
    """All results of a journal by their keys, and what to say about lines that are not as a check wrote them.

    Such lines are not believed, and results are left out when a file that was read on the way has changed. A last line
    that was cut off is passed over. Raises FileAccessError when the file cannot be read, MalformedInputError when there
    is no line of a check in it.
    """
    try:
        *lines, _ = path.read_bytes().split(b"\n")
    except OSError as error:
        raise FileAccessError(f"cannot read {path}: {error.strerror or error}") from None
    read = {number: _read_line(line) for number, line in enumerate(lines, 1)}
    changed = [number for number, record in read.items() if record is None]
    if changed and len(changed) == len(read):
        raise MalformedInputError(
            f"{path}, line 1 is no result of a check; give the check.jsonl that a check of this version wrote with -o"
        )
    notes = [f"{path}, line {number} is not as a check wrote it; its item runs again" for number in changed]
    return {key: result for key, result in filter(None, read.values()) if unchanged(result.files)}, notes


def _line(key: str, result: Result) -> bytes:
    return json.dumps(sealed({"key": key, "result": asdict(result)})).encode() + b"\n"


def _read_line(line: bytes) -> tuple[str, Result] | None:
    try:
        record = json.loads(line)
        if not is_sealed(record):
            return None
        fields = record["result"]
        fields["verdict"], fields["expected"] = Verdict(fields["verdict"]), Verdict(fields["expected"])
        fields["scope"] = Scope.read(fields["scope"])
        fields["used"], fields["files"] = (tuple(map(tuple, fields[name])) for name in ("used", "files"))
        fields["premises"] = tuple(
            Trusted(**{**premise, "tested_by": tuple(premise["tested_by"])}) for premise in fields["premises"]
        )
        return record["key"], Result(**fields)
    except (StatementError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
