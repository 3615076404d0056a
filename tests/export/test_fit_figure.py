"""The picture of a fit: residuals of both countings, curves of equal loss, and the frontier where the law has one."""

import numpy as np
import pytest
from drawn_runs import TRUTH, drawn_runs
from matplotlib.figure import Figure

import boundkit
from boundkit.export.fit_figure import OPERATIONS, compute_frontier, fit_figure, fit_picture, iso_risk


@pytest.fixture(scope="module")
def found():
    return boundkit.fit(drawn_runs(1), draws=100)


@pytest.mark.heavy
def test_a_picture_has_three_panels_and_is_written_whole(found, tmp_path):
    figure = fit_figure(found)
    assert [axis.get_title() for axis in figure.axes] == ["residuals", "curves of equal loss", "frontier of compute"]
    fit_picture(found, tmp_path / "fit.svg")
    assert b"</svg>" in (tmp_path / "fit.svg").read_bytes()


def test_the_frontier_is_the_least_loss_for_each_compute():
    axis = Figure().subplots()
    compute_frontier(axis, TRUTH, (1e15, 1e20))
    (frontier,) = [line for line in axis.lines if line.get_label() == "best for its compute"]
    for compute, least in zip(*(data[::40] for data in frontier.get_data()), strict=True):
        sizes = np.geomspace(1, compute / OPERATIONS, 4001)
        losses = (
            TRUTH["floor"] + TRUTH["a"] * sizes ** (-2 * TRUTH["beta/d"]) + TRUTH["b"] * OPERATIONS * sizes**2 / compute
        )
        assert least == pytest.approx(losses.min(), rel=1e-4)
        assert least <= losses.min() * (1 + 1e-12)


def test_a_law_without_a_best_size_has_no_frontier():
    axes = Figure().subplots(1, 2)
    falling = TRUTH | {"beta/d": -0.1}
    iso_risk(axes[0], falling, (1e6, 1e9), (1e9, 1e12))
    compute_frontier(axes[1], falling, (1e15, 1e20))
    assert [line.get_label() for axis in axes for line in axis.lines] == ["floor"]
