"""Documents that show whether they are as they were written: against accidents and edits, not against forgery."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_SEAL = "digest"


def sealed(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with a digest of its JSON."""
    return {**document, _SEAL: _digest(document)}


def is_sealed(document: Mapping[str, Any]) -> bool:
    """Whether a document that was read carries the digest of the rest of it.

    >>> document = sealed({"verdict": "SUPPORTED"})
    >>> is_sealed(document), is_sealed(document | {"verdict": "CERTIFIED"}), is_sealed({})
    (True, False, False)
    """
    rest = {name: value for name, value in document.items() if name != _SEAL}
    return document.get(_SEAL) == _digest(rest)


def _digest(document: Mapping[str, Any]) -> str:
    as_read = json.loads(json.dumps(document))  # keys that are no text become text
    return hashlib.sha256(json.dumps(as_read, sort_keys=True).encode()).hexdigest()[:32]
