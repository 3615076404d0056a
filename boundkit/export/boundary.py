"""The boundary of a decision as ``boundkit regions --decision`` tells it: the JSON, and what a person reads."""

from __future__ import annotations

from typing import Any

from flint import fmpq
from rich.console import Console
from rich.table import Table

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import to_fraction
from boundkit.export.cells import Number
from boundkit.regions.boundary import Boundary, Roots

_MOST_LINES = 12
_MOST_TERMS, _LONGEST = 8, 200
_SIZES = {1: "points", 2: "length", 3: "area"}


def boundary_document(boundary: Boundary) -> dict[str, Any]:
    """The JSON of a boundary: its ``pieces``, ``facets`` and ``measure``, the same of each pair, and the classes.

    ``dimension`` is that of the boundary. A measure, or the volume of a class, has its ``exact`` value as text, null
    where that is long, and an ``enclosure``, two decimal numbers; ``share`` is the class's part of the domain, rounded.
    """
    total = sum(boundary.volumes, fmpq(0))
    return {
        "dimension": boundary.dimension - 1,
        "pieces": boundary.pieces,
        "facets": boundary.facets,
        "measure": _size(boundary.size),
        "between": [
            {"classes": list(wall.classes), "pieces": wall.pieces, "measure": _size(wall.size)}
            for wall in boundary.walls
        ],
        "classes": [
            {"class": number, "volume": _measure(enclose(volume)), "share": float(to_fraction(volume / total))}
            for number, volume in enumerate(boundary.volumes)
        ],
    }


def _size(size: Roots) -> dict[str, Any]:
    text = str(size) if len(size.terms) <= _MOST_TERMS else None
    return {"exact": text if text is not None and len(text) <= _LONGEST else None, "enclosure": size.value.decimals()}


def _measure(value: Enclosure) -> dict[str, Any]:
    return {"exact": Number(value).exact, "enclosure": value.decimals()}


def print_boundary(out: Console, boundary: Boundary) -> None:
    """The classes that occur with their shares, and the flat pieces between them, the walls of most pieces first."""
    document = boundary_document(boundary)
    table = Table(box=None, pad_edge=False, show_header=False)
    chosen = sorted((one for one in document["classes"] if one["share"]), key=lambda one: -one["share"])
    for one in chosen[:_MOST_LINES]:
        table.add_row(f"class {one['class']}", f"{100 * one['share']:.4g}%", "[dim]of the domain[/]")
    if len(chosen) > _MOST_LINES:
        table.add_row(f"{len(chosen) - _MOST_LINES} further", "", "[dim]classes, in the JSON[/]")
    never = len(document["classes"]) - len(chosen)
    if never:
        table.add_row(
            f"{never} of {len(document['classes'])}", "never", "[dim]classes that no open set of inputs has[/]"
        )
    size = _SIZES.get(boundary.dimension, "measure")
    table.add_row("boundary", f"[bold]{boundary.pieces}[/]", f"[dim]flat pieces, {size}[/] {boundary.measure}")
    walls = sorted(boundary.walls, key=lambda wall: -wall.pieces)
    for wall in walls[:_MOST_LINES] if len(walls) > 1 else ():
        pair = " and ".join(map(str, wall.classes))
        table.add_row(f"  {pair}", str(wall.pieces), f"[dim]{size}[/] {wall.measure}")
    if len(walls) > _MOST_LINES:
        table.add_row(f"  {len(walls) - _MOST_LINES} further", "", "[dim]pairs of classes, in the JSON[/]")
    out.print(table)
