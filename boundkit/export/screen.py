"""A result on one screen: what it states, what that means, the verdicts, and what these rest on.

What does not fit is shortened in a fixed order, and the last line says how to see the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

from rich.markup import escape

from boundkit.commands.show import Shown
from boundkit.export.report import rests_on
from boundkit.export.terminal import coloured, console
from boundkit.formulas.symbols import Abbreviation
from boundkit.formulas.text import plain
from boundkit.statements.claim import Claim
from boundkit.statements.theorem import Theorem

_LINES, _WIDTH = 38, 180
_NOTES, _STATEMENTS, _SYMBOLS, _HYPOTHESES, _GROUNDS, _NAMES = range(1, 7)  # from which brevity on they are short
_SHORT_NOTES = _SHORT_STATEMENT = 2  # lines
_SHORT_QUANTITIES = 3


def print_screen(shown: Shown) -> None:
    """Print a result, or one claim of it, on at most so many lines as a screen has."""
    out = console()
    width = min(out.width, _WIDTH)
    for brevity in range(_NAMES + 1):
        lines = list(_told(shown, width, brevity))
        if len(lines) <= _LINES:
            break
    for line in lines:
        out.print(line, no_wrap=True, overflow="ellipsis", crop=True)


def _told(shown: Shown, width: int, brevity: int) -> Iterator[str]:
    """The lines as markup, the shorter the larger ``brevity`` is."""
    theorem = shown.theorem
    claims = theorem.claims if shown.claim is None else (shown.claim,)
    yield f"[bold]{theorem.id}[/]  {escape(theorem.title)}"
    yield from _wrapped(str(theorem.source), width)
    if brevity < _NAMES:
        yield from _cut(_wrapped(theorem.notes, width), _SHORT_NOTES if brevity >= _NOTES else None)
    yield ""
    for claim in claims:
        yield from _claim(shown, claim, width, brevity)
    yield ""
    meanings = {f"{claim.quantity}: {claim.quantity.meaning}": None for claim in claims}
    quantities = list(_paragraph(meanings, width, together=brevity >= _SYMBOLS))
    yield from _cut(quantities, _SHORT_QUANTITIES if brevity >= _NAMES else None)
    yield from _symbols(claims, width, brevity)
    yield from _hypotheses(theorem, claims, width, brevity)
    if shown.claim is not None and shown.claim.proof:
        yield from _wrapped(f"proof: {shown.claim.proof}", width)
    yield ""
    yield from _wrapped(f"{shown.told}; more: -v, --claim NAME, --proof, --latex", width)


def _claim(shown: Shown, claim: Claim, width: int, brevity: int) -> Iterator[str]:
    headline = shown.verdicts.get(claim.name)
    verdict = f"  {coloured(headline.headline, headline.verdict)}" if headline is not None else ""
    grounds = rests_on(headline) if headline is not None else ""
    told = f"; rests on {grounds}" if grounds and brevity < _GROUNDS else ""
    yield f"[bold]{claim.name}[/] ({claim.sense}, {claim.status}){verdict}{escape(told)}"
    conditions = [f"for {plain(condition)}" for condition in claim.where]
    statement = _wrapped(", ".join([plain(claim.statement), *conditions]), width, "  ")
    most = _SHORT_STATEMENT if brevity < _STATEMENTS else 1
    yield from _cut(statement, None if shown.claim is not None or brevity == 0 else most)
    if shown.claim is not None:
        for abbreviation in claim.abbreviations:
            yield from _wrapped(f"{abbreviation} = {plain(abbreviation.expression)}", width, "    ")
        if claim.on:
            yield from _wrapped(f"on: {claim.on}", width, "    ")
        for premise in headline.premises if headline is not None else ():
            if premise.relation:
                tried = "" if premise.tested_by else " (not tried on objects)"
                yield from _wrapped(f"premise: {premise.text}: {premise.relation}{tried}", width, "    ")


def _symbols(claims: Sequence[Claim], width: int, brevity: int) -> Iterator[str]:
    symbols: dict[str, Any] = {name: symbol for claim in claims for name, symbol in claim.symbols.items()}
    symbols |= {short.name: short for claim in claims for short in claim.abbreviations}
    if brevity >= _NAMES:
        yield from _wrapped(f"symbols: {', '.join(symbols)}", width)
        return
    brief = brevity >= _SYMBOLS
    yield from _paragraph([_meaning(name, symbol, brief) for name, symbol in symbols.items()], width, together=True)


def _meaning(name: str, symbol: Any, brief: bool) -> str:
    """What a symbol stands for, with its domain, or with the formula that it abbreviates."""
    if brief:
        return f"{name}: {symbol.meaning}"
    if isinstance(symbol, Abbreviation):
        return f"{name} = {plain(symbol.expression)}: {symbol.meaning}"
    return f"{name}: {symbol.meaning} ({symbol.domain})"


def _hypotheses(theorem: Theorem, claims: Sequence[Claim], width: int, brevity: int) -> Iterator[str]:
    given = dict.fromkeys(hypothesis for claim in claims for hypothesis in theorem.hypotheses_of(claim))
    if not given:
        return
    if brevity >= _HYPOTHESES:
        yield from _wrapped(f"hypotheses: {', '.join(hypothesis.name for hypothesis in given)}", width)
        return
    yield "hypotheses"
    for hypothesis in given:
        yield from _wrapped(f"{hypothesis.name}: {hypothesis.text}", width, "  ")


def _paragraph(parts: Sequence[str] | dict[str, None], width: int, *, together: bool) -> Iterator[str]:
    if together:
        yield from _wrapped("; ".join(parts), width)
        return
    for part in parts:
        yield from _wrapped(part, width)


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of at most so many letters, as markup."""
    lines = wrap(text, width, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
    return [escape(line) for line in lines]


def _cut(lines: list[str], most: int | None) -> list[str]:
    return lines if most is None or len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][:-3]} .."]
