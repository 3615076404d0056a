"""What a command says in the end: a document or a text, or why there is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from boundkit.streams import tell

_INTERRUPTED = 130


def answer(as_json: bool, document: Callable[[], Any], told: Callable[[], str | None]) -> None:
    """One JSON document, or what a person reads: a text that is printed here, or None where it is printed already."""
    if as_json:
        print(json.dumps(document()))
    elif (text := told()) is not None:
        print(text)


def report(words: list[str], kind: str, message: str, code: int) -> int:
    """Say in one line, with --json in a document, why the command with these words has no answer; returns the code."""
    if "--json" in words:
        print(json.dumps({"error": {"type": kind, "message": message}}))
    else:
        tell(message)
    return code


def report_interrupted(words: list[str]) -> int:
    """Say that Ctrl-C ended the command; returns the exit code."""
    return report(words, "Interrupted", "interrupted", _INTERRUPTED)
