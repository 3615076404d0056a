"""Proofs from a file, run again by the rules of the kernel alone."""

from __future__ import annotations

import json
from pathlib import Path

from boundkit.errors import FileAccessError, MalformedInputError
from boundkit.proofs.replay import Replayed, replay


def replayed(path: Path) -> tuple[Replayed, ...]:
    """The proofs of a file that ``boundkit show ID --proof --json`` wrote, run again.

    Raises FileAccessError and MalformedInputError for what is no such file, ProofError for a step that does not follow.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        proofs = list(document["proofs"])
    except (OSError, UnicodeDecodeError) as error:
        raise FileAccessError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise MalformedInputError(f"{path} holds no proofs; write it with boundkit show ID --proof --json") from None
    return tuple(map(replay, proofs))
