"""Laws of the loss that are fitted to training runs: a constant and terms that are powers of the columns.

A term is exp(sum of parameters times logarithms of columns); whole laws of this shape differ in their terms alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Term:
    """A coefficient times powers: of each column, or product of the logarithms of two, with a parameter or a number.

    ``powers`` are (exponent, column or columns); an exponent that is a name with a minus sign is subtracted, and one
    that is there twice counts twice.
    """

    coefficient: str
    powers: tuple[tuple[str | float, str | tuple[str, str]], ...]


@dataclass(frozen=True)
class Law:
    """A law of the loss, where it is from and how its wording is known.

    With ``floor`` its name, the loss is the floor plus the terms; without it there is one term, linear in logarithms.
    ``letters`` say which column each letter of the formula is.
    """

    name: str
    formula: str
    source: str
    known: str
    letters: Mapping[str, str]
    terms: tuple[Term, ...]
    floor: str = ""

    @property
    def coefficients(self) -> tuple[str, ...]:
        """The positive parameters, of which the fit knows the logarithms: the floor first."""
        return (*([self.floor] if self.floor else []), *(term.coefficient for term in self.terms))

    @property
    def exponents(self) -> tuple[str, ...]:
        names = (
            exponent.lstrip("-") for term in self.terms for exponent, _ in term.powers if isinstance(exponent, str)
        )
        return tuple(dict.fromkeys(names))

    @property
    def parameters(self) -> tuple[str, ...]:
        return (*self.coefficients, *self.exponents)

    def design(self, logs: Mapping[str, Floats]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What stands in the exponents: per summand, run and parameter a factor, and what has no parameter.

        Shapes (summands, runs, parameters) and (summands, runs).
        """
        runs = len(next(iter(logs.values())))
        place = {name: number for number, name in enumerate(self.parameters)}
        factors = np.zeros((len(self.coefficients), runs, len(place)))
        known = np.zeros(factors.shape[:2])
        if self.floor:
            factors[0, :, 0] = 1
        for summand, term in enumerate(self.terms, bool(self.floor)):
            factors[summand, :, place[term.coefficient]] = 1
            for exponent, column in term.powers:
                value = logs[column] if isinstance(column, str) else logs[column[0]] * logs[column[1]]
                if isinstance(exponent, str):
                    sign = -1 if exponent.startswith("-") else 1
                    factors[summand, :, place[exponent.lstrip("-")]] += sign * value
                else:
                    known[summand] += exponent * value
        return factors, known


def scaling_law(counted: str) -> Law:
    """The law of mayaki2026.scaling_laws above a floor, for A the ``active`` or the ``total`` parameters."""
    return Law(
        f"scaling_laws, {counted}",
        "floor + a*A^(-2*beta/d) + b*A/n",
        "mayaki2026.scaling_laws",
        "derived here; the paper's own formulas are not known",
        {"A": counted, "n": "samples"},
        (Term("a", (("-beta/d", counted), ("-beta/d", counted))), Term("b", ((1.0, counted), (-1.0, "samples")))),
        "floor",
    )


def _hoffmann(counted: str) -> Law:
    return Law(
        f"hoffmann2022, {counted}",
        "E + A*N^(-alpha) + B*D^(-beta)",
        "Hoffmann et al. 2022, Training Compute-Optimal Large Language Models, arXiv 2203.15556, equation (2)",
        f"read; a law of dense models, here with N the {counted} parameters",
        {"N": counted, "D": "samples"},
        (Term("A", (("-alpha", counted),)), Term("B", (("-beta", "samples"),))),
        "E",
    )


PUBLISHED = (
    _hoffmann("active"),
    _hoffmann("total"),
    Law(
        "krajewski2024",
        "c + (g*G^(-gamma) + a)*N^(-alpha) + b*D^(-beta)",
        "Krajewski et al. 2024, Scaling Laws for Fine-Grained Mixture of Experts, arXiv 2402.07871, equation (9)",
        "read; N is the total parameters without embeddings, G the granularity",
        {"N": "total", "D": "samples", "G": "granularity"},
        (
            Term("g", (("-gamma", "granularity"), ("-alpha", "total"))),
            Term("a", (("-alpha", "total"),)),
            Term("b", (("-beta", "samples"),)),
        ),
        "c",
    ),
    Law(
        "clark2022",
        "exp(d)*N^(a + c*log(E))*E^b",
        "Clark et al. 2022, Unified Scaling Laws for Routed Language Models, arXiv 2202.01169",
        "from summaries; without its cap on the number E of experts, at one number of tokens, N the active parameters",
        {"N": "active", "E": "experts"},
        (Term("exp(d)", (("a", "active"), ("b", "experts"), ("c", ("active", "experts")))),),
    ),
    Law(
        "abnar2025",
        "e + a*N^(-alpha) + b*D^(-beta) + c*S^(-kappa) + d*S^(-delta)*N^(-gamma)",
        "Abnar et al. 2025, Parameters vs FLOPs, arXiv 2501.12370, equation (6)",
        "from a summary; N is the total parameters, S the share of active experts, here of active parameters",
        {"N": "total", "D": "samples", "S": "share"},
        (
            Term("a", (("-alpha", "total"),)),
            Term("b", (("-beta", "samples"),)),
            Term("c", (("-kappa", "share"),)),
            Term("d", (("-delta", "share"), ("-gamma", "total"))),
        ),
        "e",
    ),
)
"""Published forms that are fitted beside the law; each says how its wording is known."""
