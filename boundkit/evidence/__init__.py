"""Evidence joins statements and objects. A theorem file imports its kinds from here."""

from boundkit.arithmetic.enclosure import at_least, at_most, estimate
from boundkit.calculus.growth.limits import limit_is
from boundkit.calculus.growth.rays import along
from boundkit.calculus.inequalities.steps import bounded, certified, decided, identity, nonnegative, written_as
from boundkit.evidence.case import Case
from boundkit.evidence.growth import consistent_with, implied_by, refuted_by, too_small
from boundkit.evidence.proof import proof
from boundkit.evidence.words import attained, derives, fails_without, instances, simulates, too_strong

__all__ = [
    "Case",
    "along",
    "at_least",
    "at_most",
    "attained",
    "bounded",
    "certified",
    "consistent_with",
    "decided",
    "derives",
    "estimate",
    "fails_without",
    "identity",
    "implied_by",
    "instances",
    "limit_is",
    "nonnegative",
    "proof",
    "refuted_by",
    "simulates",
    "too_small",
    "too_strong",
    "written_as",
]
