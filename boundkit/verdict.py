"""The seven things a check can say."""

from __future__ import annotations

from enum import StrEnum
from typing import NoReturn


class Verdict(StrEnum):
    """The outcome of a check, always read together with its scope.

    CERTIFIED and REFUTED come from exact or ball arithmetic only; DERIVED is a proof that the kernel checked, from
    premises that it lists; SUPPORTED is floating point or sampling;
    INCONCLUSIVE means that the arithmetic or the budget could not decide; VACUOUS that no instance met the
    hypotheses; ERROR that the theorem file raised, so that nothing was checked. A verdict is not a truth value:

    >>> bool(Verdict.CERTIFIED)
    Traceback (most recent call last):
    TypeError: a verdict is not true or false; compare it, as in verdict is Verdict.CERTIFIED
    """

    CERTIFIED = "CERTIFIED"
    REFUTED = "REFUTED"
    SUPPORTED = "SUPPORTED"
    INCONCLUSIVE = "INCONCLUSIVE"
    VACUOUS = "VACUOUS"
    ERROR = "ERROR"
    DERIVED = "DERIVED"

    @property
    def meaning(self) -> str:
        """What it says, in a sentence."""
        return _MEANINGS[self.value]

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict is not true or false; compare it, as in verdict is Verdict.CERTIFIED")


_MEANINGS = {
    "CERTIFIED": "It follows from exact or ball arithmetic, for the scope that stands beside it: the whole claim, or "
    "the objects that were looked at.",
    "DERIVED": "The kernel checked a proof of the whole claim, from premises that the proof lists in words and as "
    "relations.",
    "REFUTED": "Exact or ball arithmetic found a counterexample, and the witness is written down.",
    "SUPPORTED": "Floating point or sampling agrees, or exact checks of some objects support a claim about all.",
    "INCONCLUSIVE": "The arithmetic or the budget could not decide.",
    "VACUOUS": "No object met the hypotheses, so that nothing was looked at.",
    "ERROR": "The theorem file raised, so that nothing was checked.",
}
