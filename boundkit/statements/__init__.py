"""What a theorem says. A theorem file imports its words from here."""

from boundkit.formulas.symbols import define, function, log2, natural, positive, quantity, real
from boundkit.statements.citation import Source, cite
from boundkit.statements.claim import Claim, Reading
from boundkit.statements.hypothesis import Hypothesis, hypothesis
from boundkit.statements.relation import ASYMPTOTIC, EXACT, LOWER, UPPER, Growth, Sense, big_o, soft_o
from boundkit.statements.theorem import Theorem

__all__ = [
    "ASYMPTOTIC",
    "EXACT",
    "LOWER",
    "UPPER",
    "Claim",
    "Growth",
    "Hypothesis",
    "Reading",
    "Sense",
    "Source",
    "Theorem",
    "big_o",
    "cite",
    "define",
    "function",
    "hypothesis",
    "log2",
    "natural",
    "positive",
    "quantity",
    "real",
    "soft_o",
]
