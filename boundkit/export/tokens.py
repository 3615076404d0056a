"""Parameters that T tokens use as a table and as a picture (matplotlib, extra ``plot``)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from boundkit.arithmetic.enclosure import enclose
from boundkit.commands.tokens import TokensFound
from boundkit.export.cells import Cell, Number
from boundkit.export.figures import require_picture, save
from boundkit.export.palette import HUES
from boundkit.export.panel import INK
from boundkit.export.tables import Table, remarks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SIZE = (7.2, 4.6)  # inches
_MOST_STEPS = 2000
_DASHES = ("-", "--", ":")


def tokens_table(found: TokensFound) -> Table:
    """One row a model: its shape, the most parameters that T tokens use for each T, all of them, and the last T."""
    heads = ("model", "layers", "E", "k", "P", *(f"T = {T}" for T in found.tokens), "all", "gone at T")
    rows: list[tuple[Cell, ...]] = []
    for model in found.models:
        counts = [found.used(model, T) for T in (*found.tokens, model.gone_at)]
        shape = (model.routed_layers, model.experts, model.active, model.expert_parameters)
        rows.append((model.name, *(_cell(n) for n in (*shape, *counts, model.gone_at))))
    routers = "counted" if found.router else "not counted"
    notes = (
        "T tokens use the experts of all of them: min(E, k T) in each layer at worst (mayaki2026.active_budget); "
        "tokens that all use the same k experts use no more than one",
        f"routers, E scores of a state in each layer, are {routers}; embeddings, attention, shared experts and layers "
        "without experts are, biases and norms are not",
        "layers: those that have experts; P: parameters of an expert, a gated block of three matrices; gone at T: "
        "E/k, rounded up, from where on the active parameters may be all parameters",
    )
    narrow = (0.15, 0.06, 0.05, 0.04)
    share = (1 - sum(narrow)) / (len(heads) - len(narrow))
    return Table(
        "Parameters that T tokens use at worst",
        heads,
        (*narrow, *[share] * (len(heads) - len(narrow))),
        tuple(rows),
        (*notes, *remarks(found.models)),
    )


def _cell(value: int | None) -> Cell:
    return "not known" if value is None else Number(enclose(value), up=True)


def tokens_picture(found: TokensFound, path: str | Path) -> None:
    """Draw the share of all parameters over T, a step for each number of tokens, into a .pdf, .svg or .png file.

    Models whose counts are not known are left out. Raises the errors of ``require_picture``.
    """
    path = Path(path)
    require_picture(path)
    save(_drawn(found), path)


def _drawn(found: TokensFound) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(_SIZE, layout="constrained")
    axis = figure.subplots()
    known = [model for model in found.models if found.used(model, 1) is not None]
    last = max([*found.tokens, *(model.gone_at for model in known)])
    for place, model in enumerate(known):
        whole = found.used(model, model.gone_at)
        assert whole is not None
        steps = range(1, model.gone_at, max(1, model.gone_at // _MOST_STEPS))
        tokens = [*steps, model.gone_at, *([last] if last > model.gone_at else [])]
        shares = [(found.used(model, T) or 0) / whole for T in tokens]
        hue, dash = HUES[place % len(HUES)], _DASHES[place // len(HUES) % len(_DASHES)]
        axis.plot(tokens, shares, color=hue, linestyle=dash, linewidth=1.2, label=f"{model.name}: {model.gone_at}")
        axis.plot([model.gone_at], [1], color=hue, marker="o", markersize=4, clip_on=False)
    axis.set_xscale("log", base=2)
    axis.set(xlabel="tokens T", ylabel="share of all parameters in use, at worst", ylim=(0, 1.02), xlim=(1, last))
    axis.grid(color="#dddddd", linewidth=0.5)
    axis.set_axisbelow(True)
    if known:
        legend = figure.legend(loc="outside right upper", frameon=False, fontsize="small", title="gone at T")
        legend.get_title().set_color(INK)
    return figure
