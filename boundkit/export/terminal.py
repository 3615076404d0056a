"""What a person sees in a terminal, or in a file that a terminal's output is sent to."""

from __future__ import annotations

import sys
from typing import Any

from rich.console import Console

from boundkit.verdict import Verdict

_COLOURS = {
    Verdict.CERTIFIED: "green",
    Verdict.REFUTED: "red",
    Verdict.DERIVED: "bold cyan",
    Verdict.SUPPORTED: "cyan",
    Verdict.INCONCLUSIVE: "yellow",
    Verdict.VACUOUS: "magenta",
    Verdict.ERROR: "bold red",
}
_WIDTH_WITHOUT_TERMINAL = 180


def console(error: bool = False) -> Console:
    """A console on standard output or error; wide and plain when that is no terminal."""
    stream = sys.stderr if error else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else _WIDTH_WITHOUT_TERMINAL, highlight=False)


def coloured(verdict: Verdict, text: str = "") -> str:
    """A verdict, or a text about it, in the verdict's colour, as markup."""
    return f"[{_COLOURS[verdict]}]{text or verdict}[/]"


def print_shortfall(out: Console, document: dict[str, Any]) -> None:
    """Why a count or an enumeration is not whole, where its document says so."""
    if "verdict" in document:
        hint = "time or memory ended before everything was seen; give more with --budget and --memory"
        reason = "interrupted; this was found until then" if document.get("interrupted") else hint
        out.print(f"{coloured(Verdict(document['verdict']))}: {reason}", soft_wrap=True)
