"""Floor 6: evidence joins statements and objects. A theorem file imports its kinds from here."""

from boundkit.arithmetic.enclosure import at_least, at_most, estimate
from boundkit.calculus.steps import bounded, decided, identity, limit_is, nonnegative
from boundkit.evidence.kinds import Case, attained, derives, fails_without, instances, simulates, too_strong

__all__ = [
    "Case",
    "at_least",
    "at_most",
    "attained",
    "bounded",
    "decided",
    "derives",
    "estimate",
    "fails_without",
    "identity",
    "instances",
    "limit_is",
    "nonnegative",
    "simulates",
    "too_strong",
]
