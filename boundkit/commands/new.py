"""``boundkit new``: a theorem file to start from, written where none is yet."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from boundkit.commands.files import write_text
from boundkit.errors import FileAccessError, MalformedInputError


def new_theorem_file(id: str, output: Path | None = None) -> Path:
    """Write a small theorem that checks as it stands, and say where.

    Raises MalformedInputError for a bad id, FileAccessError where a file is there already or cannot be written.
    """
    path = output or Path(f"{id.partition('.')[2]}.py")
    text = theorem_file(id)
    if path.exists():
        raise FileAccessError(f"{path} exists already; choose another name with -o")
    write_text(path, text)
    return path


def theorem_file(id: str) -> str:
    """A small theorem that checks as it stands, under the given id. Raises MalformedInputError for a bad id."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", id):
        raise MalformedInputError(f"the id {id!r} is not allowed: write it as paper.result, lower case, digits and _")
    return files("boundkit.commands").joinpath("templates/theorem.py.txt").read_text("utf-8").replace("<<id>>", id)
