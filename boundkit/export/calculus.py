"""What ``boundkit solve`` and ``boundkit compare`` print: JSON documents, and text beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from boundkit.api import theorem
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.calculus.solving.comparison import Comparison
from boundkit.calculus.solving.inversion import Solution
from boundkit.calculus.solving.planes import EQUAL, UNKNOWN, Plane
from boundkit.errors import MalformedInputError, NotEvaluableError
from boundkit.formulas.text import latex, plain
from boundkit.models import NOTE, model
from boundkit.statements.comparison import compare_claims, plane_of_claims
from boundkit.statements.inversion import read_relation
from boundkit.statements.shape import SYMBOLS, require_fit
from boundkit.statements.theorem import Claim, Theorem
from boundkit.values import read_assignments


def values_of_model(
    name: str, theorem: Theorem, relation: str, symbol: str, given: Mapping[str, Any], claim: str | None = None
) -> dict[str, Any]:
    """Values of a model's shape for all symbols of a relation but the one that is solved for; ``given`` come first.

    Raises UnknownNameError for a model that there is not, the errors of ``read_relation``, and DomainError where no
    object of the shape is one that a claim speaks of.
    """
    shape = {other: value for other, value in model(name).values.items() if other != symbol}
    asked, claims = read_relation(theorem, relation, claim)
    needed = {s.name for one in claims for s in one.symbols.values()} | {s.name for s in asked.free_symbols}
    for one in claims:
        require_fit(theorem, one, {**shape, **given})
    return {n: v for n, v in {**shape, **given}.items() if n in needed or (n in given and n not in SYMBOLS)}


def solution_document(
    solution: Solution, values: Mapping[str, Any] | None = None, model: str | None = None
) -> dict[str, Any]:
    """The JSON of ``boundkit solve``; ``value`` is exact text, or two ends, or null when there is no such value."""
    shape = {} if model is None else {"model": model, "note": NOTE}
    return shape | {
        "values": {name: str(value) for name, value in (values or {}).items()},
        "symbol": solution.symbol,
        "kind": solution.kind,
        "value": _end(solution.value),
        "relation": solution.relation,
        "closed_form": plain(solution.closed_form) if solution.closed_form is not None else None,
        "solutions": [
            {"from": _end(run.low), "to": _end(run.high), "first_included": not run.opens} for run in solution.branches
        ],
        "beside": [
            {"at": str(beside.at), "left": _end(beside.left), "right": _end(beside.right), "holds": beside.holds}
            for beside in solution.neighbours
        ],
        "how": solution.how,
        "certified": solution.certified,
    }


def solution_text(solution: Solution, values: Mapping[str, Any] | None = None, model: str | None = None) -> str:
    """What a person reads: the value, a closed form, where the relation holds, and the values beside the threshold."""
    lines = [str(solution)]
    if model is not None:
        lines.append(f"at {', '.join(f'{name} = {value}' for name, value in (values or {}).items())} ({model}; {NOTE})")
    if solution.closed_form is not None:
        lines.append(f"closed form: {plain(solution.closed_form)}")
    return "\n".join([*lines, *map(str, solution.neighbours)])


def _end(value: Enclosure | None) -> Any:
    if value is None:
        return None
    return str(value.lower) if value.exact else value.decimals()


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
        labels = tuple(word for word in words if ":" in word.partition("=")[0])
        claims = [_claim(label) for label in labels]
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
        return cls(labels, compare_claims(claims[0], claims[1], single, functions=formulas))

    @property
    def decided(self) -> bool:
        return self.comparison is None or self.comparison.verdict != "undecided"

    def document(self) -> dict[str, Any]:
        """The JSON of ``boundkit compare``."""
        if self.plane is not None:
            return {"bounds": list(self.labels), "plane": self._plane_document(self.plane)}
        assert self.comparison is not None
        found = self.comparison
        return {
            "left": self.labels[0],
            "right": self.labels[1],
            "verdict": found.verdict,
            "strict": found.strict,
            "how": found.how,
            "crossings": [
                {
                    "symbol": crossing.symbol,
                    "below": _end(crossing.below),
                    "above": _end(crossing.above),
                    "before": crossing.before,
                    "after": crossing.after,
                }
                for crossing in found.crossings
            ],
            "ratio_limit": {
                limit.ray: {
                    "limit": plain(limit.limit) if limit.limit is not None else None,
                    "relation": limit.relation,
                    "how": limit.reason,
                }
                for limit in found.limits
            },
        }

    def _plane_document(self, made: Plane) -> dict[str, Any]:
        names = {EQUAL: "equal", UNKNOWN: None}
        return {
            "columns": {made.names[0]: _texts(made.columns)},
            "rows": {made.names[1]: _texts(made.rows)},
            "smallest": [[names.get(which, which) for which in row] for row in made.smallest],
        }

    def text(self) -> str:
        """What a person reads."""
        if self.plane is not None:
            return "\n".join(self._counts(self.plane))
        assert self.comparison is not None
        found = self.comparison
        lines = [f"left:  {self.labels[0]}", f"right: {self.labels[1]}", f"{found.verdict}: {found.how}"]
        lines += [str(crossing) for crossing in found.crossings]
        lines += [_limit_text(limit) for limit in found.limits]
        return "\n".join(lines)

    def _counts(self, made: Plane) -> list[str]:
        total = len(made.columns) * len(made.rows)
        names: Mapping[int, str] = dict(enumerate(self.labels)) | {
            EQUAL: "exactly equal",
            UNKNOWN: "no bound, or undecided",
        }
        counts = {name: made.count(which) for which, name in names.items()}
        return [f"smallest at {count} of {total} points: {name}" for name, count in counts.items() if count]


def _texts(values: Sequence[fmpq]) -> list[str]:
    return [str(value) for value in values]


def _limit_text(limit: Any) -> str:
    shown = "no limit" if limit.limit is None else f"left/right -> {plain(limit.limit)}"
    return f"{limit.ray}: {shown}" + (f" ({limit.reason})" if limit.reason else "")


def _claim(label: str) -> Claim:
    name, _, claim = label.rpartition(":")
    if not name or not claim:
        raise MalformedInputError(f"{label!r} is no bound; write ID:CLAIM, such as wang2025.piece_count:upper")
    chosen = theorem(name)
    found = chosen.claim(claim)
    if claim not in chosen.evaluable():
        others = ", ".join(chosen.evaluable()) or "none"
        raise NotEvaluableError(f"{label} is asymptotic: it has no constants; explicit claims there: {others}")
    return found
