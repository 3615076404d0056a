"""How the command line is run: every error becomes one line and an exit code, with --json a document."""

from __future__ import annotations

import json
import sys
import traceback
import warnings
from collections.abc import Callable
from typing import Any

from typer.core import TyperGroup

from boundkit.errors import BoundkitError, BoundkitWarning
from boundkit.streams import OutputLostError, guarded, printable


class _Interrupted(Exception):  # noqa: N818
    """Ctrl-C, which the command-line parser would turn into an exit code without a word."""


class Commands(TyperGroup):
    """A group of commands that lets Ctrl-C through."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise _Interrupted from None


def run(app: Callable[..., Any], words: list[str]) -> int:
    """The exit code of the command that the words name."""
    warnings.formatwarning = _warning
    with guarded():
        try:
            code = _run(app, words)
            sys.stdout.flush()
        except OutputLostError as error:
            print(f"boundkit: {error}", file=sys.stderr)
            code = error.exit_code
    return code


def answer(as_json: bool, document: Callable[[], Any], told: Callable[[], str | None]) -> None:
    """One JSON document, or what a person reads: a text that is printed here, or None where it is printed already."""
    if as_json:
        print(json.dumps(document()))
    elif (text := told()) is not None:
        print(text)


def _run(app: Callable[..., Any], words: list[str]) -> int:
    try:
        return int(app(words, prog_name="boundkit", standalone_mode=False) or 0)
    except OutputLostError:
        raise
    except BoundkitError as error:
        return _report(words, type(error).__name__, str(error), error.exit_code)
    except (_Interrupted, KeyboardInterrupt):
        return _report(words, "Interrupted", "interrupted", 130)
    except Exception as error:
        if not hasattr(error, "format_message"):  # not a usage error of the command-line parser
            traceback.print_exc()
            return _report(words, "InternalError", f"a defect of boundkit: {type(error).__name__}: {error}", 70)
        return _report(words, "UsageError", f"{error.format_message()} (see boundkit --help)", 2)


def _warning(message: Any, category: type, *place: Any, _usual: Any = warnings.formatwarning, **line: Any) -> str:
    if category is not BoundkitWarning:
        return str(_usual(message, category, *place, **line))
    return f"boundkit: {printable(str(message))}\n"


def _report(words: list[str], kind: str, message: str, code: int) -> int:
    if "--json" in words:
        print(json.dumps({"error": {"type": kind, "message": message}}))
    else:
        print(f"boundkit: {printable(message)}", file=sys.stderr)
    return code
