"""Where a picture of a routing puts layers and experts, and the words it shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from flint import fmpq

from boundkit.arithmetic.rational import to_fraction
from boundkit.networks.program import PiecewiseAffine
from boundkit.routing.graph import LayerLoad, Routing
from boundkit.routing.layers import Node, Place, mixture_layers, place, routed_layers

_LONGEST_FRACTION = 5  # characters


@dataclass(frozen=True)
class Layout:
    """Column and height of every expert, and of the title above the experts of every layer, in rows.

    Layers are columns. An expert has a strip of its own, as high as the layers inside of it, which lie to its right;
    so nothing lies between an expert without layers and the layer that follows. Heights run from -rows/2 to rows/2.
    """

    columns: int
    rows: float
    nodes: dict[Node, tuple[int, float]] = field(default_factory=dict)
    heads: dict[Place, tuple[int, float]] = field(default_factory=dict)


def layout(program: PiecewiseAffine) -> Layout:
    """The places of all mixture layers of a program."""
    columns = {layer.place: layer.column for layer in routed_layers(program)}
    found = Layout(1 + max(columns.values(), default=0), _rows(program))
    _put(program, (), 0.0, columns, found)
    return found


def _rows(program: PiecewiseAffine) -> float:
    return max((1 + sum(map(_strip, layer.experts)) for layer in mixture_layers(program)), default=0.0)


def _strip(expert: PiecewiseAffine) -> float:
    return max(1.0, _rows(expert))


def _put(
    program: PiecewiseAffine, within: tuple[int, ...], middle: float, columns: dict[Place, int], found: Layout
) -> None:
    """Centre the layers of a program on a height."""
    for number, layer in enumerate(mixture_layers(program)):
        path = (*within, number)
        column, strips = columns[place(path)], [_strip(expert) for expert in layer.experts]
        top = middle + (1 + sum(strips)) / 2
        found.heads[place(path)] = column, top - 0.5
        top -= 1
        for index, (expert, strip) in enumerate(zip(layer.experts, strips, strict=True)):
            found.nodes[place(path), index] = column, top - strip / 2
            _put(expert, (*path, index), top - strip / 2, columns, found)
            top -= strip


def share_text(share: fmpq) -> str:
    """A share as a short exact fraction where it has one, else as a rounded percentage.

    >>> share_text(fmpq(1, 9)), share_text(fmpq(12345, 100000))
    ('1/9', '12.3%')
    """
    text = str(share)
    return text if len(text) <= _LONGEST_FRACTION else f"{100 * float(to_fraction(share)):.3g}%"


def highest_load(routing: Routing) -> fmpq:
    """The load of the expert that serves most, to which the thickness of lines is set; 1 without experts."""
    return max((load for own in routing.layers for load in own.loads), default=fmpq(1))


def head_text(own: LayerLoad) -> tuple[str, str]:
    """The title of a layer: its name, and the entropy of its loads."""
    figures = own.entropy.decimals(4) if own.entropy is not None else None
    return f"layer {own.layer.name}", f"entropy {figures[0]} nats" if figures is not None else "not reached"


def summary_text(routing: Routing) -> str:
    """What the picture says below: routes and cells, and dead experts if there are any."""
    dead = f", dead experts: {len(routing.dead)}" if routing.dead else ""
    return f"routes: {routing.paths} of {routing.possible}, cells: {routing.cells}{dead}"
