"""Claims named by the result that makes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from boundkit.errors import StatementError

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
RESULT = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


@dataclass(frozen=True, order=True)
class ClaimId:
    """A claim of a result of the catalogue, written result:claim.

    >>> str(ClaimId.read("classical.zaslavsky:upper"))
    'classical.zaslavsky:upper'
    """

    result: str
    claim: str

    def __str__(self) -> str:
        return f"{self.result}:{self.claim}"

    @classmethod
    def read(cls, text: str) -> ClaimId:
        """The claim of that id. Raises StatementError when the text is none; whether it exists is not asked."""
        result, _, claim = text.partition(":")
        if not RESULT.fullmatch(result) or not IDENTIFIER.fullmatch(claim):
            raise StatementError(f"{text!r} is no id of a claim; write it as paper.result:claim")
        return cls(result, claim)
