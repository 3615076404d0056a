"""How the command line is run: every error becomes one line and an exit code, with --json a document."""

from __future__ import annotations

import sys
import traceback
import warnings
from collections.abc import Callable
from typing import Any

from typer.core import TyperGroup

from boundkit import address_space
from boundkit.cli.answers import report, report_interrupted
from boundkit.errors import BoundkitError, BoundkitWarning
from boundkit.streams import OutputLostError, guarded, one_line, tell


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
            tell(str(error))
            code = error.exit_code
    return code


def _run(app: Callable[..., Any], words: list[str]) -> int:
    try:
        address_space.prepare()
        return int(app(words, prog_name="boundkit", standalone_mode=False) or 0)
    except OutputLostError:
        raise
    except (_Interrupted, KeyboardInterrupt):
        return report_interrupted(words)
    except Exception as raised:
        error = address_space.explained(raised) or raised
        if isinstance(error, BoundkitError):
            return report(words, type(error).__name__, str(error), error.exit_code)
        if not hasattr(error, "format_message"):  # not a usage error of the command-line parser
            if (library := _not_started(error)) is not None:
                reason = f"{type(error).__name__}: {one_line(str(error))}"
                said = f"the library {library} does not start here, {reason}; mend the variable or file that sets it up"
                return report(words, "LibraryError", said, 2)
            traceback.print_exc()
            return report(words, "InternalError", f"a defect of boundkit: {type(error).__name__}: {error}", 70)
        return report(words, "UsageError", f"{error.format_message()} (see boundkit --help)", 2)


def _not_started(error: BaseException) -> str | None:
    """The library whose import raised the error, as one does that reads its settings; None where none did."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        library = str(frame.f_globals.get("__name__")).partition(".")[0]
        if frame.f_code.co_name == "<module>" and library not in ("boundkit", "__main__"):
            return library
    return None


def _warning(message: Any, category: type, *place: Any, _usual: Any = warnings.formatwarning, **line: Any) -> str:
    if category is not BoundkitWarning:
        return str(_usual(message, category, *place, **line))
    return f"boundkit: {one_line(str(message))}\n"
