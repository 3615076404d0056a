"""What each page of a site shows, as data for its template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from boundkit.checking.report import Headline, Report
from boundkit.checking.witness import told
from boundkit.commands.report import Row
from boundkit.export.mathml import from_latex, mathml
from boundkit.export.report import what_follows
from boundkit.export.site.proofs import ProofPage
from boundkit.export.site.scatter import Scatter
from boundkit.export.tables import statement
from boundkit.formulas.text import plain
from boundkit.statements.claim import Claim
from boundkit.statements.reference import ClaimId
from boundkit.statements.relation import Sense
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

_SENSES = {
    Sense.UPPER: "upper bound",
    Sense.LOWER: "lower bound",
    Sense.EXACT: "exact",
    Sense.ASYMPTOTIC: "order of growth",
}


@dataclass(frozen=True)
class ClaimPart:
    """A claim with all that a reader asks of it; ``headline`` is None where it was not checked.

    ``above`` are the claims that rest on it.
    """

    theorem: Theorem
    claim: Claim
    headline: Headline | None = None
    rows: tuple[Row, ...] = ()
    above: tuple[ClaimId, ...] = ()
    proofs: Sequence[ProofPage] = ()
    scatter: Scatter | None = None

    @property
    def id(self) -> ClaimId:
        return ClaimId(self.theorem.id, self.claim.name)

    @cached_property
    def formulas(self) -> list[Markup]:
        """The statement, then its abbreviations and conditions."""
        return [Markup(from_latex(formula)) for formula in statement(self.claim).formulas]

    @property
    def latex(self) -> str:
        """The same to copy into a paper."""
        said, *terms = statement(self.claim).formulas
        return "\n".join([rf"\[ {said} \]", *(f"${term}$" for term in terms)])

    @property
    def plain(self) -> str:
        return plain(self.claim.statement)

    @property
    def sense(self) -> str:
        """Which way it bounds its quantity, in words."""
        return _SENSES[self.claim.sense]

    @property
    def verdict(self) -> str:
        """Its headline in a word; empty where it was not checked."""
        return "" if self.headline is None else self.headline.headline.value


@dataclass(frozen=True)
class ResultPage:
    """A result with its claims; ``files`` are written beside its page, by what they hold."""

    theorem: Theorem
    claims: tuple[ClaimPart, ...]
    files: tuple[tuple[str, str], ...] = ()

    @cached_property
    def symbols(self) -> list[tuple[Markup, str, str]]:
        """Each quantity and symbol, what it stands for, its domain and its unit."""
        quantities = dict.fromkeys(claim.quantity for claim in self.theorem.claims)
        found = [(quantity, quantity.unit) for quantity in quantities]
        found += [
            (symbol, ", ".join(filter(None, (str(symbol.domain), symbol.unit))))
            for symbol in self.theorem.symbols.values()
        ]
        return [(Markup(mathml(symbol)), symbol.meaning, told) for symbol, told in found]

    @property
    def counts(self) -> dict[str, int]:
        return counted(self.claims)


@dataclass(frozen=True)
class PaperPage:
    """The results of a paper on one page: what came of them, what is refuted, what its proofs take on trust."""

    name: str
    source: str
    results: tuple[ResultPage, ...]

    @property
    def parts(self) -> list[ClaimPart]:
        return [part for page in self.results for part in page.claims]

    @property
    def counts(self) -> dict[str, int]:
        return counted(self.parts)

    @property
    def follows(self) -> str:
        return what_follows(Report((), tuple(p.headline for p in self.parts if p.headline is not None)))

    @property
    def refuted(self) -> list[ClaimPart]:
        return [part for part in self.parts if part.verdict == Verdict.REFUTED.value]

    @property
    def premises(self) -> list[tuple[str, list[ClaimPart]]]:
        """What the proofs take on trust, each sentence once, with the claims that rest on it."""
        found: dict[str, list[ClaimPart]] = {}
        for part in self.parts:
            for premise in part.headline.premises if part.headline is not None else ():
                if premise.relation and part not in found.setdefault(premise.text, []):
                    found[premise.text].append(part)
        return list(found.items())


def counted(parts: Iterable[ClaimPart]) -> dict[str, int]:
    """How many claims came to each verdict that is there, in the order of the verdicts."""
    counts = Counter(part.verdict for part in parts)
    return {verdict.value: counts[verdict.value] for verdict in Verdict if counts[verdict.value]}


def witness_of(part: ClaimPart) -> str:
    """What refutes a claim, in a sentence; empty where nothing does."""
    broken = [row for row in part.rows if row.verdict is Verdict.REFUTED and row.breaks_claim]
    quantity = part.claim.quantity
    return told(broken[0], f"{quantity}: {quantity.meaning}") if broken else ""
