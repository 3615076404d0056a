"""The theorem file that ``boundkit new`` writes."""

from __future__ import annotations

import re
from importlib.resources import files

from boundkit.errors import MalformedInputError


def theorem_file(id: str) -> str:
    """A small theorem that checks as it stands, under the given id. Raises MalformedInputError for a bad id."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", id):
        raise MalformedInputError(f"the id {id!r} is not allowed: write it as paper.result, lower case, digits and _")
    return files("boundkit.export").joinpath("templates/theorem.py.txt").read_text("utf-8").replace("<<id>>", id)
