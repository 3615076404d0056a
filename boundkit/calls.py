"""The commands as functions: ``boundkit.check``, ``solve``, ``compare``, ``minimise``, ``falsify``, ``fit``,
``try_``.

Values are exact: integers, fractions, and texts such as "1/3"; a function of the user's is a formula as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from boundkit import api
from boundkit.api import catalogue, select, theorem
from boundkit.calculus.solving.comparison import Comparison
from boundkit.calculus.solving.inversion import Solution
from boundkit.checking.falsifier import Attack, Falsification
from boundkit.checking.report import Report
from boundkit.checking.searches import falsify_all
from boundkit.checking.trial import Trial
from boundkit.commands.check import latest
from boundkit.commands.compare import SideBySide
from boundkit.commands.fit import fit as fit
from boundkit.commands.minimise import Minimised
from boundkit.commands.minimise import minimise as minimise_words
from boundkit.commands.solve import solve as solve_words
from boundkit.commands.try_ import try_relation
from boundkit.crews.crew import Place
from boundkit.errors import MalformedInputError
from boundkit.export.progress import Progress, in_notebook


def check(*names: str, **asked: Any) -> Report:
    """Run the evidence of the results named by id, paper or file, as ``boundkit.api.check``; a notebook sees a bar.

    ``asked`` are its keyword arguments: full, jobs, budget, output, claims, words, first. Raises NothingMatchedError.
    """
    if not in_notebook() or "progress" in asked:
        return api.check(*names, **asked)
    with Progress("checking") as progress:
        return api.check(*names, **asked, progress=lambda result, done, total: progress(done, total, latest(result)))


def solve(
    id: str,
    relation: str,
    symbol: str,
    *,
    claim: str | None = None,
    want: str | None = None,
    between: tuple[Any, Any] | None = None,
    model: str | None = None,
    budget: int | None = None,
    **values: Any,
) -> Solution:
    """The least or greatest value of a symbol at which a relation in claims holds, certified; as ``boundkit solve``.

    >>> str(solve("wang2025.piece_count", "upper <= 10**6", "L", E=8).value)
    '6'
    """
    ends = None if between is None else ("-oo" if between[0] is None else str(between[0]),
                                         "oo" if between[1] is None else str(between[1]))  # fmt: skip
    asked: dict[str, Any] = {"claim": claim, "want": want, "between": ends, "model": model, "budget": budget}
    return solve_words(theorem(id), relation, symbol, _words(values), **asked).solution


def compare(left: str, right: str, **values: Any) -> Comparison:
    """Which of two bounds, each ID:CLAIM, is smaller, and where they cross; as ``boundkit compare``.

    >>> compare("wang2025.piece_count:upper", "wang2025.piece_count:upper", E=3, L=2).verdict
    'equal'
    """
    found = SideBySide.of([left, right, *_words(values)]).comparison
    if found is None:
        raise MalformedInputError("compare takes one value for a symbol; ranges make a plane: boundkit compare --plot")
    return found


def minimise(
    id: str,
    over: str | Sequence[str],
    *,
    claim: str | None = None,
    of: str | None = None,
    subject_to: Sequence[str] = (),
    model: str | None = None,
    budget: int | None = None,
    **values: Any,
) -> Minimised:
    """The certified least value of a claim, or of a formula in claims, over symbols; as ``boundkit minimise``.

    >>> str(minimise("wang2025.piece_count", "L", claim="upper", E=8).value)
    '8'
    """
    chosen = [over] if isinstance(over, str) else list(over)
    asked: dict[str, Any] = {"claim": claim, "of": of, "subject_to": subject_to, "model": model, "budget": budget}
    return minimise_words(theorem(id), chosen, _words(values), **asked)


def falsify(
    *names: str,
    claims: Sequence[str] = (),
    evaluations: int = 200,
    budget: float = 20.0,
    seed: int = 0,
    restarts: int = 1,
    jobs: int | Place = 1,
) -> list[Falsification]:
    """Search for objects that break claims beyond the grids of their evidence; as ``boundkit falsify``.

    ``budget`` is in seconds for one search; ``restarts`` searches, of seeds counted up, are made for each claim, shared
    by ``jobs`` processes or those of a place. Raises UnknownNameError for a claim that the results lack.
    """
    attack = Attack(evaluations, budget, seed)
    return falsify_all(select(catalogue(*names), names), attack, only=claims, restarts=restarts, jobs=jobs)


def try_(
    label: str,
    relation: str,
    *,
    without: str | Sequence[str] = (),
    evaluations: int = 200,
    budget: float = 20.0,
    seed: int = 0,
    **values: Any,
) -> Trial:
    """Hold a relation of your own against all objects of the claim ID:CLAIM; as ``boundkit try``.

    ``without`` names hypotheses that the objects need not meet; ``values`` are those that they must have, or constants
    of the relation; ``budget`` is in seconds.

    >>> found = try_("classical.kuhn_c2:upper", "error <= c*D*M*h**2", c="1/9", evaluations=5)
    >>> print(found.verdict, found.stand)
    REFUTED stronger
    """
    dropped = [without] if isinstance(without, str) else list(without)
    return try_relation(label, relation, _words(values), without=dropped, attack=Attack(evaluations, budget, seed))


def _words(values: dict[str, Any]) -> list[str]:
    """The values as they are written on the command line."""
    return [f"{name}={_written(value)}" for name, value in values.items()]


def _written(value: Any) -> str:
    if isinstance(value, list | tuple | range):
        return ",".join(map(str, value))
    if isinstance(value, float):
        raise MalformedInputError(f'{value!r} is a float, which is not exact; write it as text, such as "1/10"')
    return str(value)
