"""Routes as ``boundkit routing`` tells them: the JSON, and what a person reads."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.table import Table

from boundkit.arithmetic.rational import to_fraction
from boundkit.commands.routing import RoutingFound
from boundkit.export.regions import entry_data
from boundkit.export.terminal import console, print_shortfall
from boundkit.networks.parameters import total_parameters
from boundkit.routing import Observed, Routing
from boundkit.routing.observed import LEVEL
from boundkit.verdict import Verdict

_LONGEST_FRACTION = 40


def routing_document(routing: Routing) -> dict[str, Any]:
    """The JSON of ``boundkit routing``: measures and loads are exact fractions, entropies the ends of an enclosure.

    A layer is a number, or the text of its place when it is inside an expert; an entropy is null when no input reaches
    the layer. With the verdict INCONCLUSIVE a budget ended first: ``cells`` and entropies are null, and with the
    guarantee "lower bound" paths, measures, loads and the parameters of the worst input are such bounds, and no expert
    is known to be dead. ``parameters`` are all of them, and the most that an input needs: of experts and other affine
    maps (active), of gates (routing), and of both (loaded).
    """
    names = {own.place: own.place if isinstance(own.place, int) else own.layer.name for own in routing.layers}
    return {
        "paths": routing.paths,
        "possible": routing.possible,
        "cells": routing.cells,
        "guarantee": routing.guarantee,
        **({"verdict": Verdict.INCONCLUSIVE.value} if routing.cells is None else {}),
        "parameters": {
            "total": total_parameters(routing.program),
            **asdict(routing.parameters),
        },
        "volume": str(routing.volume),
        "layers": [
            {
                "layer": names[own.place],
                "experts": own.layer.experts,
                "top": own.layer.top,
                "entropy": own.entropy.decimals() if own.entropy is not None else None,
                "dead": list(own.dead),
            }
            for own in routing.layers
        ],
        "experts": [
            {"layer": names[own.place], "expert": expert, "load": str(load), "load_float": float(to_fraction(load))}
            for own in routing.layers
            for expert, load in enumerate(own.loads)
        ],
        "routes": [
            {"route": [entry_data(entry) for entry in route], "measure": str(measure)}
            for route, measure in routing.realised
        ],
    }


def routing_found_document(found: RoutingFound) -> dict[str, Any]:
    """The JSON of a search for routes, which says when it was interrupted, and how often data reach the experts.

    Of a router alone the active parameters are null: its experts were not read.
    """
    document = routing_document(found.routing) | {"parameters": found.parameters}
    document |= {"interrupted": True} if found.interrupted else {}
    return document | ({"observed": _observed_document(found.observed)} if found.observed is not None else {})


def _observed_document(observed: Observed) -> dict[str, Any]:
    """Of each expert how many points it serves, their share, and the interval for its probability."""
    return {
        "points": observed.points,
        "level": LEVEL,
        "experts": [
            {
                "layer": layer.name if not isinstance(layer.place, int) else layer.place,
                "expert": expert,
                "chosen": observed.chosen.get((layer.place, expert), 0),
                "share": observed.share((layer.place, expert)),
                "interval": list(observed.interval((layer.place, expert))),
            }
            for layer in observed.layers
            for expert in range(layer.experts)
        ],
    }


def print_routing(found: RoutingFound) -> None:
    """The figures of ``routing_document``: routes and cells, and per layer the load of every expert."""
    out, document = console(), routing_found_document(found)
    exact = document["guarantee"] == "exact"
    least = "" if exact else "at least "
    cells = f", in {document['cells']} cells" if document["cells"] is not None else ""
    out.print(f"{least}{document['paths']} of {document['possible']} routes realised{cells}")
    own = document["parameters"]
    needed = (
        f"the worst input needs {least}{own['active']} of experts, {own['routing']} of gates, {own['loaded']} together"
        if own["active"] is not None
        else "those of the gate; the experts were not read"
    )
    out.print(f"{own['total']} parameters; {needed}")
    seen = {(one["layer"], one["expert"]): one for one in document.get("observed", {}).get("experts", ())}
    if seen:
        out.print(
            f"{document['observed']['points']} points of the data; in brackets the {100 * LEVEL:.0f}% interval for the "
            "probability, if they are independent draws"
        )
    table = Table("layer", "expert", "load", *(["in the data"] if seen else []), "", box=None, pad_edge=False)
    for own in document["layers"]:
        loads = [expert for expert in document["experts"] if expert["layer"] == own["layer"]]
        for number, expert in enumerate(loads):
            table.add_row(
                str(own["layer"]) if number == 0 else "",
                str(expert["expert"]),
                f"{least}{100 * expert['load_float']:.4g}%" if expert["expert"] not in own["dead"] else "[red]dead[/]",
                *([_share(seen[own["layer"], expert["expert"]])] if seen else []),
                f"[dim]{_shortened(expert['load'])}[/]",
            )
        entropy = f"{own['entropy'][0]} nats" if own["entropy"] else "not reached" if exact else "not known"
        table.add_row("", "", "", *([""] if seen else []), f"entropy {entropy}", end_section=True)
    out.print(table)
    print_shortfall(out, document)


def _share(seen: dict[str, Any]) -> str:
    low, high = (f"{100 * end:.2f}" for end in seen["interval"])
    return f"{100 * seen['share']:.2f}% [{low}, {high}]".replace("[", "\\[")


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_FRACTION else f"exact fraction of {len(text)} digits in the JSON"
