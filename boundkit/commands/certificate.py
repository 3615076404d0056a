"""Certificates of a check, verified by the program that shares nothing with this one, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from boundkit.errors import FileAccessError, MalformedInputError, NothingMatchedError

_NAME = "boundkit_verify"


class Verification(NamedTuple):
    """What the verifier printed, as data, and its exit code: 0, or 1 where a certificate failed."""

    document: dict[str, Any]
    exit_code: int

    @property
    def text(self) -> str:
        """Those that are not verified, a line each, and how many there are of each kind."""
        found = self.document
        lines = [
            f"{each['claim']}  {each['evidence']}  {each['result']}: {each['reason']}"
            for each in found["certificates"]
            if each["result"] != "verified"
        ]
        counts = ", ".join(f"{found[word]} {word}" for word in ("verified", "failed", "unsupported"))
        claims = found["headlines"]
        of = f"of {claims['of']} claims that a proof or a refutation decides, {claims['verified']} are verified"
        return "\n".join([*lines, f"{counts}; {of}"])


def verified(folder: Path) -> Verification:
    """The certificates of a folder that ``boundkit check -o`` wrote, verified.

    Raises NothingMatchedError for a folder without certificates, MalformedInputError for an index that cannot be read,
    FileAccessError where the verifier is missing.
    """
    if not any((place / "index.json").is_file() for place in (folder / "certificates", folder)):
        raise NothingMatchedError(f"{folder} holds no certificates; boundkit check -o {folder} writes them")
    found = subprocess.run(
        [sys.executable, "-I", str(verifier()), str(folder), "--json"], stdout=subprocess.PIPE, text=True, check=False
    )
    if found.returncode not in (0, 1, 3):
        raise MalformedInputError(f"the index of the certificates in {folder} cannot be read; write it with check -o")
    return Verification(json.loads(found.stdout), found.returncode)


def verifier() -> Path:
    """The file of the verifier: beside the sources, or as it is installed. Raises FileAccessError."""
    beside = Path(__file__).parents[2] / "verifier" / f"{_NAME}.py"
    spec = find_spec(_NAME)
    places = [beside] + ([Path(spec.origin)] if spec and spec.origin else [])
    for place in places:
        if place.is_file():
            return place
    raise FileAccessError(f"cannot find {_NAME}.py; install boundkit again")
