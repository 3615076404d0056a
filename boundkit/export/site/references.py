"""What the key of a citation stands for: the bibliography that lies beside the theorem files."""

from __future__ import annotations

import re
from functools import cache

from boundkit.discovery.locate import files

_ENTRY = re.compile(r"^@\w+\{([^,\s]+),(.*?)^\}", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*?)\},?\s*$", re.DOTALL | re.MULTILINE)
_SHOWN = ("author", "title", "journal", "booktitle", "publisher", "note", "year")


def reference(key: str) -> str:
    """Authors, title, place and year of a work; empty where no bibliography has it.

    >>> reference("wang2025")[:60]
    'Mingze Wang, Weinan E. On the Expressive Power of Mixture-of'
    """
    fields = _works().get(key, {})
    return ". ".join(_plain(name, fields[name]) for name in _SHOWN if name in fields)


@cache
def _works() -> dict[str, dict[str, str]]:
    books = {book for file in files() for book in (p / "references.bib" for p in file.parents[:2]) if book.is_file()}
    text = "\n".join(book.read_text(encoding="utf-8") for book in sorted(books))
    return {key: dict(_FIELD.findall(fields)) for key, fields in _ENTRY.findall(text)}


def _plain(name: str, field: str) -> str:
    text = " ".join(re.sub(r"[{}$]", "", field).split())
    if name != "author":
        return text
    return ", ".join(" ".join(reversed(author.split(", ", 1))) for author in text.split(" and "))
