"""Domains in JSON files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from boundkit.errors import MalformedInputError
from boundkit.networks.formats.files import read_bytes
from boundkit.regions.domain import EVERYWHERE, Domain
from boundkit.regions.double_description import halfspaces
from boundkit.regions.polytope import unwatched

_FORMS = (
    '{"lower": [0, 0], "upper": [1, "1/3"]}',
    '{"normals": [[-1, 0], [0, -1], [1, 1]], "offsets": [0, 0, 1]} for all x with normals x <= offsets',
    '{"everywhere": true}',
)


def read_domain(path: str | Path, watch: Callable[[], None] = unwatched) -> Domain:
    """The domain that a JSON file describes: a box, a bounded polytope given by half-spaces, or all of R^d.

    Numbers are exact, written as JSON numbers or as text ("1/3"); 0.1 is 1/10. Raises FileAccessError,
    MalformedInputError for anything else, and the errors of ``halfspaces``, which is under the ``watch``.
    """
    path = Path(path)
    try:
        content = json.loads(
            read_bytes(path), parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_without_repeats
        )
    except (ValueError, RecursionError):
        raise MalformedInputError(f"{path} is no JSON file; write a domain as one of {', '.join(_FORMS)}") from None
    keys = set(content) if isinstance(content, dict) else set()
    if keys == {"everywhere"} and content["everywhere"] is True:
        return EVERYWHERE
    if keys == {"lower", "upper"} and all(_is_vector(content[key]) for key in keys):
        return content["lower"], content["upper"]
    if keys == {"normals", "offsets"} and _is_vector(content["offsets"]) and _is_matrix(content["normals"]):
        return halfspaces(content["normals"], content["offsets"], watch=watch)
    raise MalformedInputError(f"{path} holds no domain; write one of {', '.join(_FORMS)}")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice")
    return found


def _is_vector(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _is_matrix(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_vector, value))
