"""Commands on network files: regions and routing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from boundkit.cli import options
from boundkit.cli.answers import answer
from boundkit.errors import MalformedInputError, MissingValueError


def count_regions(
    file: options.Network,
    box: options.Box = None,
    domain: options.DomainFile = None,
    through: options.Through = None,
    points: options.MorePoints = None,
    decision: options.Decision = False,
    layer: options.Layer = None,
    top: options.Top = None,
    router_only: options.RouterOnly = False,
    jobs: options.Jobs = None,
    scheduler: options.Scheduler = None,
    budget: options.SecondsForCounts = None,
    memory: options.Memory = 4.0,
    pieces: options.WithPieces = True,
    plot: options.Plot = None,
    colour: options.Colour = "pattern",
    section: options.Section = None,
    output: options.RegionsOutput = None,
    as_json: options.Json = False,
) -> None:
    """Activation regions and affine pieces of a network file, counted exactly.

    Examples: boundkit regions net.onnx --box -1 1; boundkit regions net.npz --box -1,0 1,1/3 --plot regions.pdf;
    boundkit regions net.onnx --domain property.vnnlib; boundkit regions net.onnx --through a.npy b.npy c.npy --box 0 1;
    boundkit regions net.onnx --box -1 1 --decision;
    boundkit regions net.npz --box -1 1 --section origin=0,1/3 --section u=1,1 --section v=1,-2
    """
    from boundkit.commands.effort import Effort
    from boundkit.commands.inputs import Part, read_network, read_section, read_where
    from boundkit.commands.places import place_for
    from boundkit.commands.regions import find_regions
    from boundkit.export.progress import Progress
    from boundkit.export.regions import line_of, print_regions, regions_document

    with Progress() as progress:
        flat = read_section(section or [])
        where = read_where(box, domain, progress, budget, points_of(through, points), flat)
        network = read_network(file, progress, Part(layer, top, router_only))
        program = where.restricted(network, decision=decision)
        picture = None
        if section and flat is None and plot is None:
            raise MalformedInputError(
                f"--section {section[0]} fixes an input of a picture, and none is drawn; add --plot OUT, or give "
                "origin=.., u=.. and v=.. to count on a plane"
            )
        if plot is not None:
            from boundkit.export.figures import Picture
            from boundkit.values import read_assignments

            fixed = read_assignments(section or []) if flat is None else {}
            picture = Picture(program, where.domain, plot, colour, fixed, decision)
        asked: dict[str, Any] = {"pieces": pieces, "classes": decision, "picture": picture, "output": output}
        asked |= {"network": network, "line": line_of(network)}
        with place_for(jobs, scheduler, progress) as place:
            found = find_regions(program, where.domain, Effort(place, where.budget, memory), progress, **asked)
    answer(as_json, lambda: regions_document(found), lambda: print_regions(found))
    raise typer.Exit(found.exit_code)


def example(name: options.Example, output: options.Output = None, as_json: options.Json = False) -> None:
    """A small file to try the other commands on.

    Examples: boundkit example network; boundkit example mixture -o mine.npz
    """
    from boundkit.commands.example import write_example

    path, command = write_example(name, output)
    answer(as_json, lambda: {"file": str(path), "try": command}, lambda: f"wrote {path}; try it: {command}")


def routing(
    file: options.Network,
    box: options.Box = None,
    domain: options.DomainFile = None,
    through: options.Through = None,
    points: options.MorePoints = None,
    decision: options.Decision = False,
    layer: options.Layer = None,
    top: options.Top = None,
    router_only: options.RouterOnly = False,
    graphml: options.GraphMl = None,
    tikz: options.Tikz = None,
    data: options.Data = None,
    plot: options.Plot = None,
    budget: options.SecondsForRoutes = None,
    memory: options.Memory = 4.0,
    as_json: options.Json = False,
) -> None:
    """Realised routes of a mixture, their exact measures, and the load of every expert.

    Examples: boundkit routing mixture.safetensors --box -1 1 --graphml routes.graphml;
    boundkit routing mixture.safetensors --data X.npy
    """
    from boundkit.commands.effort import Effort
    from boundkit.commands.inputs import Part, box_around, read_data, read_network, read_where
    from boundkit.commands.routing import find_routing, write_tikz
    from boundkit.export.progress import Progress
    from boundkit.export.routing import print_routing, routing_found_document
    from boundkit.routing import write_graphml
    from boundkit.routing.layers import mixture_layers

    writers: list[Any] = [(graphml, write_graphml), (tikz, write_tikz)]
    if plot is not None:
        from boundkit.export.figures import require_picture
        from boundkit.export.routing_figure import picture

        require_picture(plot)
        writers.append((plot, lambda found, path: picture(found, path)))
    with Progress() as progress:
        inputs = read_data(data, through) if data is not None else None
        if inputs is not None and box is None and domain is None:
            box = box_around(inputs)
        where = read_where(box, domain, progress, budget, points_of(through, points))
        network = read_network(file, progress, Part(layer, top, router_only))
        program = where.restricted(network, decision=decision)
        if not mixture_layers(program):
            raise MalformedInputError(f"{file} has no mixture layer, hence no routes; try boundkit regions {file}")
        exports = [(path, write) for path, write in writers if path is not None]
        effort = Effort(budget=where.budget, memory=memory)
        asked: dict[str, Any] = {"exports": exports, "data": inputs}
        found = find_routing(program, where.domain, effort, progress, network=network, **asked)
    answer(as_json, lambda: routing_found_document(found), lambda: print_routing(found))
    raise typer.Exit(found.exit_code)


def points_of(through: Sequence[Path] | None, more: Sequence[Path] | None) -> tuple[Path, ...]:
    """The files behind --through, of which the command line knows the first. Raises MissingValueError."""
    if more and not through:
        raise MissingValueError(f"{str(more[0])!r} is one argument too many; points stand behind --through")
    return (*(through or ()), *(more or ()))
