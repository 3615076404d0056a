"""``boundkit compare``: two bounds held against each other, or several over a plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boundkit.api import theorem
from boundkit.calculus.solving.comparison import Comparison
from boundkit.calculus.solving.planes import Plane
from boundkit.errors import MalformedInputError, NotEvaluableError
from boundkit.formulas.text import latex
from boundkit.statements.claim import Claim
from boundkit.statements.comparison import compare_claims, plane_of_claims
from boundkit.statements.theorem import Theorem
from boundkit.values import read_assignments


@dataclass(frozen=True)
class SideBySide:
    """Two bounds compared, or several over a plane; ``labels`` name them."""

    labels: tuple[str, ...]
    comparison: Comparison | None
    plane: Plane | None = None
    axes: tuple[str, str] = ("", "")
    fixed: str = ""

    @classmethod
    def of(cls, words: Sequence[str]) -> SideBySide:
        """Read ID:CLAIM twice or more, and SYM=VAL; ranges for two symbols make a plane.

        Raises MalformedInputError, saying what is allowed, and the errors of ``compare_claims``, ``plane_of_claims``.
        """
        labels = labels_among(words)
        claims = [read_bound(label)[1] for label in labels]
        if len(claims) < 2:
            raise MalformedInputError(
                f"{len(claims)} of the two bounds were given; name each as ID:CLAIM, such as "
                "wang2025.piece_count:upper wang2025.mixture_cells:pieces"
            )
        functions = {name for claim in claims for name in claim.functions}
        listed = read_assignments([word for word in words if word not in labels], functions)
        ranged = {name: values for name, values in listed.items() if len(values) > 1}
        single = {name: values[0] for name, values in listed.items() if name not in ranged}
        formulas = {name: single.pop(name) for name in functions & single.keys()}
        if ranged and len(ranged) != 2:
            raise MalformedInputError(
                f"ranges were given for {', '.join(ranged)}; give ranges for exactly two symbols, which make a plane, "
                "or one value each"
            )
        if ranged:
            columns, rows = ranged.items()
            symbols = {name: symbol for claim in claims for name, symbol in claim.symbols.items()}
            made = plane_of_claims(claims, columns, rows, single, functions=formulas)
            fixed = ", ".join(f"{name} = {value}" for name, value in (single | formulas).items())
            return cls(labels, None, made, (latex(symbols[columns[0]]), latex(symbols[rows[0]])), fixed)
        if len(claims) > 2:
            raise MalformedInputError(f"{len(claims)} bounds were given; more than two want ranges for two symbols")
        return cls(labels, compare_claims(claims[0], claims[1], single, functions=formulas, seconds=None))

    @property
    def decided(self) -> bool:
        """Whether the comparison was decided; a plane has an answer at every point."""
        return self.comparison is None or self.comparison.verdict != "undecided"


def labels_among(words: Sequence[str]) -> tuple[str, ...]:
    """The words that name bounds, ID:CLAIM, among those that give values."""
    return tuple(word for word in words if ":" in word.partition("=")[0])


def only_range(words: Sequence[str]) -> str | None:
    """The word that gives a symbol several values, where there is one only; lists of functions' values do not count."""
    labels = labels_among(words)
    functions = {name for label in labels for name in read_bound(label)[1].functions}
    given = [word for word in words if word not in labels]
    ranged = [word for word in given for listed in read_assignments([word], functions).values() if len(listed) > 1]
    return ranged[0] if len(ranged) == 1 else None


def read_bound(label: str) -> tuple[Theorem, Claim]:
    """The explicit claim that ID:CLAIM names, with its theorem. Raises MalformedInputError, NotEvaluableError."""
    name, _, claim = label.rpartition(":")
    if not name or not claim:
        raise MalformedInputError(f"{label!r} is no bound; write ID:CLAIM, such as wang2025.piece_count:upper")
    chosen = theorem(name)
    found = chosen.claim(claim)
    if claim not in chosen.evaluable():
        others = ", ".join(chosen.evaluable()) or "none"
        raise NotEvaluableError(f"{label} is asymptotic: it has no constants; explicit claims there: {others}")
    return chosen, found
