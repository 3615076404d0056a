"""The certificates of a check: a file for each item of evidence that decides something, and an index with digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from boundkit.checking.files import replaced
from boundkit.checking.report import Result
from boundkit.discovery.discover import Entry
from boundkit.discovery.sources import fingerprint
from boundkit.errors import FileAccessError, ProofError
from boundkit.evidence.decisive import MOST_BYTES, Decisive, LeftOutError
from boundkit.evidence.growth import RefutedBy
from boundkit.evidence.item import Finding
from boundkit.evidence.objects import OnObjects
from boundkit.evidence.proof import Proof
from boundkit.proofs.certificate import SCHEMA, certificate
from boundkit.proofs.kernel import content
from boundkit.verdict import Verdict
from boundkit.version import __version__

INDEX_SCHEMA = "boundkit-certificates/1"
_DECIDED = (Verdict.CERTIFIED, Verdict.REFUTED, Verdict.DERIVED)


def document_of(entry: Entry, index: int, finding: Finding, decisive: Decisive | None) -> dict[str, Any] | None:
    """The certificate of what an item found, or {"left out": reason}; None where nothing is decided."""
    theorem = entry.theorem
    item = theorem.evidence[index]
    if finding.verdict not in _DECIDED:
        return None
    try:
        if isinstance(item, Proof | RefutedBy) and finding.fact is not None:
            said = certificate(content(finding.fact), theorem, theorem.claim(item.claim))
        elif isinstance(item, OnObjects) and decisive is not None:
            said = decisive.document(item.kind, finding.verdict)
        else:
            raise LeftOutError(f"evidence of the kind {item.kind} has no certificate")
    except (LeftOutError, ProofError) as error:
        return {"left out": str(error)}
    head = {"schema": SCHEMA, "boundkit": __version__, "sources": fingerprint(entry.origin)}
    found = {**head, "claim": f"{theorem.id}:{item.claim}", "evidence": item.name, **said}
    long = isinstance(item, OnObjects) and len(json.dumps(found)) > MOST_BYTES
    return {"left out": f"it takes more than {MOST_BYTES} bytes"} if long else found


class Certificates:
    """The folder of certificates of a check, and what was written to it; ``entries`` are those of its index."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder. Raises FileAccessError."""
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileAccessError(f"cannot make {folder}: {error.strerror}; choose another folder with -o") from None

    def has(self, result: Result) -> bool:
        """Whether the certificate of a result that was taken over lies here as it was written."""
        said = result.certificate
        if said is None or "digest" not in said:
            return result.verdict not in _DECIDED or said is not None
        try:
            return hashlib.sha256((self._folder / said["file"]).read_bytes()).hexdigest() == said["digest"]
        except OSError:
            return False

    def written(self, name: str, result: Result) -> Result:
        """Write the certificate of a result, which then holds its file and digest, or why there is none.

        Raises FileAccessError.
        """
        document = result.certificate
        if document is None or "left out" in document:
            return result
        text, file = json.dumps(document, indent=0).encode(), f"{name}.json"
        replaced(self._folder / file, text).close()
        return replace(result, certificate={"file": file, "digest": hashlib.sha256(text).hexdigest()})

    def finish(self, results: Iterable[Result]) -> None:
        """Write the index, and remove certificates that are not in it. Raises FileAccessError."""
        told = [
            {"claim": f"{r.id}:{r.claim}", "evidence": r.evidence, "kind": r.kind, "verdict": r.verdict.value}
            | dict(r.certificate)
            for r in results
            if r.certificate is not None
        ]
        there = [each for each in told if "file" in each]
        left_out = [each for each in told if "file" not in each]
        index = {"schema": INDEX_SCHEMA, "certificates": there, "left out": left_out}
        replaced(self._folder / "index.json", json.dumps(index, indent=1).encode()).close()
        kept = {each["file"] for each in there} | {"index.json"}
        for path in self._folder.glob("*.json"):
            if path.name not in kept:
                path.unlink(missing_ok=True)
