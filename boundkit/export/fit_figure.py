"""Pictures of a fitted scaling law: residuals, curves of equal loss, the frontier of compute (matplotlib)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from boundkit.commands.compare import read_bound
from boundkit.commands.fit import COUNTS, Fit
from boundkit.export.figures import require_picture, save
from boundkit.export.palette import HUES
from boundkit.export.panel import INK, log_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]
OPERATIONS = 6  # for each active parameter and sample of training
_FRONTIER = "mayaki2026.scaling_laws:compute_active"
_SIZE = (11.4, 4.1)  # inches
_GRID, _LEVELS = 160, 9
_STYLES = {"active": ("o", HUES[4], HUES[4]), "total": ("s", HUES[5], "white")}


def fit_picture(found: Fit, path: str | Path) -> None:
    """Draw residuals, iso-risk curves and the frontier of compute of a fit into a .pdf, .svg or .png file.

    Raises the errors of ``require_picture``.
    """
    path = Path(path)
    require_picture(path)
    with np.errstate(all="ignore"):
        save(fit_figure(found), path)


def fit_figure(found: Fit) -> Figure:
    """The picture of a fit as a figure of matplotlib."""
    from matplotlib.figure import Figure

    figure = Figure(_SIZE, layout="constrained")
    left, middle, right = figure.subplots(1, 3)
    _residuals(left, found)
    sizes = found.runs.total if found.counted == "total" else found.runs.active
    samples, parameters = found.runs.samples, found.parameters
    iso_risk(middle, parameters, _span(sizes), _span(samples))
    middle.plot(sizes, samples, linestyle="none", marker="o", markersize=3.5, color=INK, label="runs")
    compute_frontier(right, parameters, _span(OPERATIONS * sizes * samples))
    right.plot(OPERATIONS * sizes * samples, found.runs.loss, linestyle="none", marker="o", markersize=3.5, color=INK,
               label="runs")  # fmt: skip
    handles = {handle.get_label(): handle for axis in (left, right) for handle in axis.get_legend_handles_labels()[0]}
    figure.legend(handles=list(handles.values()), loc="outside lower center", ncols=5, frameon=False, fontsize="small")
    middle.set(xlabel=f"{found.counted} parameters A", ylabel=found.runs.data, title="curves of equal loss")
    right.set(xlabel=f"compute, {OPERATIONS} A {found.runs.data}", ylabel="loss", title="frontier of compute")
    shown = ", ".join(f"{name} = {value:.3g}" for name, value in parameters.items())
    title = f"loss = {found.laws[found.counted].problem.law.formula}, {shown}; explained by: {found.explains}"
    figure.suptitle(title, fontsize="medium", color=INK)
    return figure


def _residuals(axis: Axes, found: Fit) -> None:
    for count in COUNTS:
        marker, colour, face = _STYLES[count]
        fitted = found.laws[count]
        axis.plot(np.exp(fitted.problem.predicted(fitted.theta)), fitted.residuals, linestyle="none", marker=marker,
                  markersize=4.5, color=colour, markerfacecolor=face, label=f"A the {count} parameters")  # fmt: skip
    axis.axhline(0, color=INK, linewidth=0.8)
    axis.set(xlabel="loss of the law", ylabel="log(loss) less that of the law", title="residuals", xscale="log")
    said = np.concatenate([np.exp(law.problem.predicted(law.theta)) for law in found.laws.values()])
    log_ticks(axis.xaxis, float(said.max() / said.min()))
    axis.grid(color="#dddddd", linewidth=0.5)
    axis.set_axisbelow(True)


def iso_risk(
    axis: Axes, parameters: Mapping[str, float], sizes: tuple[float, float], samples: tuple[float, float]
) -> None:
    """Curves of equal loss over parameters A and samples n, and the best A for each compute on both axes' ranges."""
    across, up = np.geomspace(*sizes, _GRID), np.geomspace(*samples, _GRID)
    loss = _loss(parameters, across[None, :], up[:, None])
    if np.isfinite(loss).all():
        levels = np.unique(np.quantile(loss, np.linspace(0.03, 0.97, _LEVELS)))
        curves = axis.contour(across, up, loss, levels=levels, colors=HUES[4], linewidths=0.9)
        axis.clabel(curves, fmt="%.3g", fontsize="x-small")
    axis.set(xscale="log", yscale="log")
    compute = OPERATIONS * np.geomspace(sizes[0] * samples[0], sizes[1] * samples[1], _GRID)
    best = _best_sizes(parameters, compute)
    if best is not None:
        axis.plot(best, compute / (OPERATIONS * best), color=HUES[5], linewidth=1.6, linestyle="--",
                  label="best for its compute")  # fmt: skip
    axis.set(xlim=sizes, ylim=samples)


def compute_frontier(axis: Axes, parameters: Mapping[str, float], span: tuple[float, float]) -> None:
    """The least loss over compute, where the law has one."""
    compute = np.geomspace(*span, _GRID)
    best = _best_sizes(parameters, compute)
    if best is not None:
        least = _loss(parameters, best, compute / (OPERATIONS * best))
        axis.plot(compute, least, color=HUES[5], linewidth=1.6, linestyle="--", label="best for its compute")
    axis.axhline(parameters["floor"], color=INK, linewidth=0.8, linestyle=":", label="floor")
    axis.set(xscale="log", yscale="log")
    log_ticks(axis.yaxis, 1.0)
    axis.grid(color="#dddddd", linewidth=0.5)
    axis.set_axisbelow(True)


def _loss(parameters: Mapping[str, float], size: Floats, samples: Floats) -> Any:
    power = -2 * parameters["beta/d"]
    return parameters["floor"] + parameters["a"] * size**power + parameters["b"] * size / samples


def _best_sizes(parameters: Mapping[str, float], compute: Floats) -> Floats | None:
    """The parameters of least loss at each compute, as mayaki2026.scaling_laws has them; None where the law has none.

    At least 1 of them and at least one sample, beyond which the loss is monotone.
    """
    given = {"a": parameters["a"], "b": parameters["b"], "beta": parameters["beta/d"], "d": 1.0, "c": OPERATIONS}
    if not all(0 < value < np.inf for value in given.values()):
        return None
    form = read_bound(_FRONTIER)[1].form
    columns = {**{name: np.full_like(compute, value) for name, value in given.items()}, "C": compute}
    best = form.floats(*(columns[name] for name in form.names))
    return np.asarray(np.clip(best, 1.0, compute / OPERATIONS))


def _span(values: Floats) -> tuple[float, float]:
    """The range of positive numbers with some room at both ends."""
    room = max((values.max() / values.min()) ** 0.06, 1.05)
    return float(values.min() / room), float(values.max() * room)
