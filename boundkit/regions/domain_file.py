"""Domains in JSON and VNN-LIB files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boundkit.errors import BoundkitError, MalformedInputError
from boundkit.networks.formats.files import read_bytes
from boundkit.regions.domain import EVERYWHERE, Domain, Everywhere
from boundkit.regions.double_description import halfspaces
from boundkit.regions.flats import HalfSpaces
from boundkit.regions.polytope import unwatched
from boundkit.regions.vnnlib import read_vnnlib

_FORMS = (
    '{"lower": [0, 0], "upper": [1, "1/3"]}',
    '{"normals": [[-1, 0], [0, -1], [1, 1]], "offsets": [0, 0, 1]} for all x with normals x <= offsets',
    '{"everywhere": true}',
)


@dataclass(frozen=True)
class Described:
    """What a file says of a domain: a box (lower, upper), half-spaces or all of R^d, and what was left aside in it."""

    domain: tuple[Any, Any] | HalfSpaces | Everywhere
    constraints_on_outputs: int = 0


def read_domain(path: str | Path, watch: Callable[[], None] = unwatched) -> Domain:
    """The domain that a JSON or VNN-LIB file describes: a box, a bounded polytope given by half-spaces, or all of R^d.

    Raises the errors of ``describe``, and those of ``halfspaces``, which is under the ``watch``.
    """
    domain = describe(path).domain
    if isinstance(domain, HalfSpaces):
        return halfspaces(domain.normals, domain.offsets, watch=watch)
    return domain


def describe(path: str | Path) -> Described:
    """What a JSON or VNN-LIB file says of a domain, VNN-LIB by its suffix .vnnlib.

    Numbers are exact, written as JSON numbers or as text ("1/3"); 0.1 is 1/10. Of VNN-LIB the constraints on inputs are
    read (see ``boundkit.regions.vnnlib``). Raises FileAccessError, MalformedInputError for anything else,
    UnsupportedError for inputs that are no convex set.
    """
    path = Path(path)
    content = read_bytes(path)
    if path.suffix.lower() != ".vnnlib":
        return Described(_of_json(path, content))
    try:
        domain, left = read_vnnlib(content.decode("utf-8", "replace"))
    except BoundkitError as error:
        raise type(error)(f"{path}: {error}") from None
    return Described(domain, left)


def _of_json(path: Path, text: bytes) -> tuple[Any, Any] | HalfSpaces | Everywhere:
    try:
        content = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_without_repeats
        )
    except (ValueError, RecursionError):
        raise MalformedInputError(
            f"{path} is no JSON file; write a domain as one of {', '.join(_FORMS)}, or VNN-LIB in a file .vnnlib"
        ) from None
    keys = set(content) if isinstance(content, dict) else set()
    if keys == {"everywhere"} and content["everywhere"] is True:
        return EVERYWHERE
    if keys == {"lower", "upper"} and all(_is_vector(content[key]) for key in keys):
        return content["lower"], content["upper"]
    if keys == {"normals", "offsets"} and _is_vector(content["offsets"]) and _is_matrix(content["normals"]):
        return HalfSpaces(content["normals"], content["offsets"])
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
