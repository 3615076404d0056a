"""Maps of regions: polygons coloured by pattern or by gradient, region boundaries, gate boundaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from boundkit.export.palette import HUES, directions, tinted, told_apart
from boundkit.export.panel import INK, Panel, draw_keys, number, points, sheet
from boundkit.networks.affine import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_VECTOR_POLYGONS = 20_000
_MOST_ARROWS = 150
_TINTS = (0.0, 0.3, 0.54, 0.74)
_PLAIN = 1  # the tint of a group of one region
_MOST_EQUAL = 8  # sides of a domain beyond this ratio are not drawn to one scale
_THIN, _OUTLINE, _THICK = 0.7, 1.0, 2.2  # points


def draw_maps(panels: Sequence[Panel], names: Sequence[str], colour: str) -> Figure:
    """A figure with one map a panel, all coloured in the same way; ``names`` are those of the two coordinates."""
    gradient = colour == "gradient"
    filled: Sequence[Any]
    figure, axes, aside = sheet(len(panels), _shape(panels[0]) or 1, aside=gradient or panels[0].routed)
    if gradient:
        filled, longest = _gradient_colours(panels)
        _draw_wheel(aside, longest, names, panels[0].program.outputs)
    else:
        filled, keys = _pattern_colours(panels)
        if panels[0].routed:
            draw_keys(aside, _handles(panels, keys))
    for axis, panel, colours in zip(axes, panels, filled, strict=True):
        _draw_map(axis, panel, colours, arrows=gradient)
        axis.set(xlabel=names[0], ylabel=names[1], title=panel.title)
    return figure


def _draw_map(axis: Axes, panel: Panel, colours: Any, *, arrows: bool) -> None:
    from matplotlib.collections import LineCollection, PolyCollection

    corners = panel.polygons
    pixels = len(corners) > _MOST_VECTOR_POLYGONS
    axis.add_collection(
        PolyCollection(corners, facecolors=colours, edgecolors=colours, linewidths=0.25, rasterized=pixels)
    )
    thin = float(np.clip(9 / sqrt(len(corners)), 0.12, _THIN))
    cells = len({panel.route(region) for region in panel.regions})
    thick = max(3 * thin, float(np.clip(9 / sqrt(cells), 0.5, _THICK)))
    for gate, width in ((False, thin), (True, thick)):
        segments = [points(ends) for one, other, ends in panel.borders if panel.one_route(one, other) is not gate]
        axis.add_collection(LineCollection(segments, colors=INK, linewidths=width, capstyle="round", rasterized=pixels))
    axis.fill(*panel.outline.T, facecolor="none", edgecolor=INK, linewidth=_OUTLINE)
    if arrows and len(corners) <= _MOST_ARROWS:
        _draw_arrows(axis, panel, corners)
    _frame(axis, panel)


def _frame(axis: Axes, panel: Panel) -> None:
    (left, right), (low, high) = panel.extent(0), panel.extent(1)
    if _shape(panel) is not None:
        axis.set_aspect("equal")
    across, up = 0.01 * (right - left), 0.01 * (high - low)
    axis.set(xlim=(left - across, right + across), ylim=(low - up, high + up))
    axis.spines[:].set_visible(False)


def _shape(panel: Panel) -> float | None:
    """Height by width of a domain, or None when one is too long to draw both to one scale."""
    (left, right), (low, high) = panel.extent(0), panel.extent(1)
    ratio = (high - low) / (right - left)
    return ratio if 1 / _MOST_EQUAL <= ratio <= _MOST_EQUAL else None


# by pattern --------------------------------------------------------------------------------------------------------


def _pattern_colours(panels: Sequence[Panel]) -> tuple[list[list[Any]], dict[str, Any]]:
    """A colour per region of every panel, and the colours of the routes when few enough to be named.

    The hue is the route, the class of a decision, or in a network without gates the pattern of its first layer; tints
    tell the regions of one hue apart.
    """
    routes = sorted({panel.route(region) for panel in panels for region in panel.regions}, key=str)
    named = panels[0].routed and len(routes) <= len(HUES)
    fixed = dict(zip(routes, HUES, strict=False)) if named else None
    filled = [_hues_and_tints(panel, fixed) for panel in panels]
    name = _class_name if panels[0].classes else _route_name
    return filled, {name(r): tinted(h, _TINTS[_PLAIN]) for r, h in fixed.items()} if fixed else {}


def _hues_and_tints(panel: Panel, fixed: Mapping[Any, str] | None) -> list[Any]:
    groups = [panel.route(region) if panel.routed else region.pattern[:1] for region in panel.regions]
    hues = fixed or _group_hues(panel, groups)
    inner = [(one, other) for one, other, _ in panel.borders if groups[one] == groups[other]]
    tints = told_apart(len(groups), inner, len(_TINTS)) if inner else [_PLAIN] * len(groups)
    return [tinted(hues[group], _TINTS[tint]) for group, tint in zip(groups, tints, strict=True)]


def _group_hues(panel: Panel, groups: Sequence[Any]) -> dict[Any, str]:
    """A hue per group, different for groups that touch."""
    places = {group: place for place, group in enumerate(dict.fromkeys(groups))}
    pairs = [(places[groups[one]], places[groups[other]]) for one, other, _ in panel.borders]
    return {g: HUES[h] for g, h in zip(places, told_apart(len(places), pairs, len(HUES)), strict=True)}


def _route_name(route: tuple[Any, ...]) -> str:
    """How the legend calls a route.

    >>> _route_name((2,)), _route_name(((0, 3),)), _route_name((0, (1, 2)))
    ('expert 2', 'experts 0, 3', 'route 0, 1+2')
    """
    if len(route) == 1:
        served = route[0]
        return f"experts {', '.join(map(str, served))}" if isinstance(served, tuple) else f"expert {served}"
    return "route " + ", ".join("+".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in route)


def _class_name(route: tuple[Any, ...]) -> str:
    return f"class {route[0]}"


def _handles(panels: Sequence[Panel], keys: Mapping[str, Any]) -> list[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = [Patch(facecolor=hue, edgecolor=INK, linewidth=0.5, label=name) for name, hue in keys.items()]
    handles.append(Line2D([], [], color=INK, linewidth=_THICK, label=panels[0].border))
    if any(panel.one_route(one, other) for panel in panels for one, other, _ in panel.borders):
        handles.append(Line2D([], [], color=INK, linewidth=_THIN, label="region boundary"))
    return handles


# by gradient -------------------------------------------------------------------------------------------------------


def _gradient_colours(panels: Sequence[Panel]) -> tuple[list[Floats], float]:
    """A colour per region from the gradient of the first output, and the size of the longest."""
    vectors = [points([region.affine.weight.tolist()[0] for region in panel.regions]) for panel in panels]
    longest = max(float(np.hypot(*found.T).max()) for found in vectors)
    colours = [directions(np.arctan2(v[:, 1], v[:, 0]), np.hypot(*v.T) / (longest or 1)) for v in vectors]
    return colours, longest


def _draw_arrows(axis: Axes, panel: Panel, corners: Sequence[Floats]) -> None:
    """A short arrow along the gradient in every region that has room for one."""
    (left, right), (low, high) = panel.extent(0), panel.extent(1)
    arrow = 0.05 * max(right - left, high - low)
    for region, polygon in zip(panel.regions, corners, strict=True):
        across, up = (number(entry) for entry in region.affine.weight.tolist()[0])
        length, centre = hypot(across, up), polygon.mean(axis=0)
        if length == 0 or _room(polygon, centre) < arrow / 2:
            continue
        half = np.array([across, up]) * (arrow / length / 2)
        _arrow(axis, centre - half, centre + half)


def _arrow(axis: Axes, start: Any, end: Any) -> None:
    style = {"arrowstyle": "->", "color": INK, "linewidth": 0.6, "mutation_scale": 6, "shrinkA": 0, "shrinkB": 0}
    axis.annotate("", end, start, arrowprops=style)


def _room(polygon: Floats, centre: Floats) -> float:
    """Distance from a point to the nearest side of the polygon around it."""
    sides = np.roll(polygon, -1, axis=0) - polygon
    offsets = centre - polygon
    return float(np.min(np.abs(sides[:, 0] * offsets[:, 1] - sides[:, 1] * offsets[:, 0]) / np.hypot(*sides.T)))


def _draw_wheel(aside: Axes, longest: float, names: Sequence[str], outputs: int) -> None:
    """The legend of gradients: a disc, its centre the gradient 0, its rim the longest."""
    grid = np.linspace(-1, 1, 301)
    across, up = np.meshgrid(grid, grid)
    size = np.hypot(across, up)
    image = np.ones((301, 301, 4))
    image[..., :3] = directions(np.arctan2(up, across), np.minimum(size, 1))
    image[..., 3] = size <= 1
    aside.imshow(image, origin="lower", extent=(-1, 1, -1, 1), interpolation="bilinear")
    for tip, name in (((1, 0), names[0]), ((0, 1), names[1])):
        _arrow(aside, (0, 0), tip)
        aside.text(
            1.12 * tip[0],
            1.12 * tip[1],
            name,
            ha="left" if tip[0] else "center",
            va="center" if tip[0] else "bottom",
            fontsize="small",
        )
    which = "gradient" if outputs == 1 else "gradient of output 1"
    aside.text(0, -1.15, f"{which}\nrim: size {longest:.3g}", ha="center", va="top", fontsize="small")
    aside.set(xlim=(-1.3, 1.5), ylim=(-1.9, 1.5))
