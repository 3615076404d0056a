"""``boundkit table regions``: networks counted, beside the bounds that speak of their shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from boundkit.api import catalogue
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.commands.bounds import bound_at
from boundkit.commands.effort import Listener
from boundkit.commands.inputs import Where, read_network, read_where
from boundkit.commands.shapes import dense_values, is_rectified, mixture_values, shape_of
from boundkit.constructions.gaussian import gaussian_network, is_shape
from boundkit.errors import BudgetExhaustedError
from boundkit.networks.program import PiecewiseAffine, is_mixture
from boundkit.regions import count
from boundkit.regions.domain import Domain
from boundkit.statements.claim import Claim
from boundkit.statements.theorem import Theorem

REGION_BOUNDS = {
    "serra_upper": ("classical.serra_upper", "upper"),
    "montufar_upper": ("classical.montufar_upper", "upper"),
    "montufar_lower": ("classical.montufar_lower", "published"),
    "zaslavsky": ("classical.zaslavsky", "upper"),
    "(E R)^L": ("wang2025.mixture_cells", "pieces"),
    "C(E, k)^L": ("wang2025.mixture_cells", "top_k"),
    "one top-k layer": ("wang2025.routing_cells", "cells"),
}
"""The claims that speak of regions, by the names they go by beside a count."""


@dataclass(frozen=True)
class NetworkCounted:
    """A network, its regions, exact or at least so many, and the bounds for its shape with their claims."""

    name: str
    shape: str
    regions: int
    guarantee: str
    routing_cells: int | None
    bounds: Mapping[str, tuple[Claim, Enclosure]]


def counts_of(
    networks: Sequence[str],
    box: tuple[str, str] | None,
    domain: Path | None,
    progress: Listener,
    budget: float | None = None,
) -> tuple[NetworkCounted, ...]:
    """Networks from files, or random ones of a shape such as 2-16-16-1, on [-1, 1]^d unless a domain is given."""
    unsaid = box is None and domain is None
    where = Where((-1, 1), None, budget) if unsaid else read_where(box, domain, progress, budget)
    programs = {
        name: where.restricted(gaussian_network(name) if is_shape(name) else read_network(Path(name), progress))
        for name in networks
    }
    theorems = [entry.theorem for entry in catalogue().entries]
    counting = progress.begin("counting")
    return count_beside_bounds(
        theorems, programs, where.domain, budget=budget, progress=counting, announce=progress.note
    )


def count_beside_bounds(
    theorems: Sequence[Theorem],
    networks: Mapping[str, PiecewiseAffine],
    where: Domain = (-1, 1),
    *,
    budget: float | None = None,
    progress: Callable[[int], None] | None = None,
    announce: Callable[[str], None] | None = None,
) -> tuple[NetworkCounted, ...]:
    """The activation regions of networks on a domain, and the claims of ``REGION_BOUNDS`` among the theorems.

    A count that ``budget`` seconds do not finish is a lower bound. Raises the errors of ``count``.
    """
    known = {theorem.id: theorem for theorem in theorems}
    claims = {head: known[id].claim(name) for head, (id, name) in REGION_BOUNDS.items() if id in known}
    rows = []
    for name, program in networks.items():
        found = count(program, where, budget=budget, progress=progress, announce=announce)
        cells = None
        if found.guarantee == "exact" and is_mixture(program):
            with suppress(BudgetExhaustedError):
                cells = found.routing_cells
        bounds = {
            head: (claims[head], bound)
            for head, values in _region_values(program, claims).items()
            if head in claims and isinstance(bound := bound_at(claims[head], values), Enclosure)
        }
        rows.append(NetworkCounted(name, shape_of(program), found.activation_regions, found.guarantee, cells, bounds))
    return tuple(rows)


def _region_values(program: PiecewiseAffine, bounds: Mapping[str, Claim]) -> dict[str, dict[str, Any]]:
    """Values for each bound that speaks of a program of this form."""
    dense = dense_values(program)
    if dense is not None and dense["J"]:
        widths, values = dense["n"], {"montufar_upper": dense}
        if is_rectified(program):
            values["serra_upper"] = dense
            if min(widths) >= program.inputs:
                values["montufar_lower"] = dense
        if len(widths) == 1:
            values["zaslavsky"] = {"m": widths[0], "d": program.inputs}
        return values
    mixture = mixture_values(program, partial(_most_pieces, bounds))
    if mixture is None or "R" not in mixture:
        return {}
    values = {"(E R)^L": mixture} if mixture["k"] == 1 else {}
    if mixture["R"] == 1:
        values["C(E, k)^L"] = mixture
        if mixture["L"] == 1:
            values["one top-k layer"] = mixture
    return values


def _most_pieces(bounds: Mapping[str, Claim], expert: PiecewiseAffine) -> int | None:
    """The regions that serra_upper allows a dense expert, or None where it says nothing."""
    dense = dense_values(expert)
    if dense is None or not is_rectified(expert):
        return None
    if dense["J"] == 0:
        return 1
    exact = bounds["serra_upper"].evaluate(**dense).exact if "serra_upper" in bounds else None
    return None if exact is None else int(exact)
