"""Markdown tables, and their place in a file between two markers."""

from collections.abc import Iterable, Sequence
from pathlib import Path


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; short rows are filled up with empty cells."""
    lines = [list(head), ["---"] * len(head), *([*row, *[""] * (len(head) - len(row))] for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines)


def write(text: str, path: Path, name: str) -> None:
    """Put the text between the markers of that name in a file, or into a new file."""
    start, end = f"<!-- {name}: start -->", f"<!-- {name}: end -->"
    if path.exists():
        whole = path.read_text(encoding="utf-8")
        if start not in whole or end not in whole:
            raise SystemExit(f"{path} holds no line {start} with {end} after it; name a new file, or add the two lines")
        before, after = whole.split(start)[0], whole.split(end)[1]
        text = f"{before}{start}\n\n{text}\n\n{end}{after}"
    path.write_text(text.rstrip() + "\n", encoding="utf-8")
