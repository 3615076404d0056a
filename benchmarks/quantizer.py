"""The best k cells of n points on a line: boundkit, kmeans1d and ckwrap in one run, one thread each. See README.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from peers import environment
from section import table, write

HERE = Path(__file__).resolve().parent
VERSIONS = {"kmeans1d": "0.5.0", "ckwrap": "1.2.3"}
SIZES, COUNTS = (10**4, 10**5, 10**6), (10, 100, 1000)
LARGEST, LARGEST_OF_ALL = 10**7, 10**8  # points times cells, with which the peers are run
CERTIFIED_UP_TO = 10**5
AIM = 2.0
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


def points_of(size: int) -> np.ndarray:
    """Normal points, not sorted; sorting is part of what is timed."""
    return np.random.default_rng(0).normal(size=size)


def timed(function: Any, runs: int) -> tuple[float, Any]:
    """The median of processor time after one untimed run of small size, and the last result."""
    times, found = [], None
    for _ in range(runs):
        start = time.process_time()
        found = function()
        times.append(time.process_time() - start)
    return statistics.median(times), found


def squares(points: np.ndarray, clusters: np.ndarray) -> float:
    """The sum of squares about the mean of each cluster."""
    order = np.argsort(clusters, kind="stable")
    starts = np.flatnonzero(np.diff(clusters[order], prepend=-1))
    counts = np.diff([*starts, len(points)])
    sums = np.add.reduceat(points[order], starts)
    return float(((points[order] - np.repeat(sums / counts, counts)) ** 2).sum())


def of_peer(name: str, size: int, cells: int, runs: int) -> dict[str, float]:
    """In the peers' environment: seconds and the sum of squares."""
    import importlib

    peer = importlib.import_module(name)
    cluster = peer.cluster if name == "kmeans1d" else peer.ckmeans
    points = points_of(size)
    cluster(points[:100], 3)
    seconds, found = timed(lambda: cluster(points, cells), runs)
    return {"seconds": seconds, "error": squares(points, np.asarray(found.clusters if name == "kmeans1d"
                                                                     else found.labels))}  # fmt: skip


def of_boundkit(size: int, cells: int, runs: int) -> dict[str, float]:
    """Seconds for sorting, dividing and the certificate; seconds that checking it in whole numbers takes besides."""
    from boundkit.measures.line_points import LinePoints
    from boundkit.measures.quantizer import best_cells

    points = points_of(size)
    best_cells(LinePoints.of(np.sort(points[:100])), 3)
    seconds, found = timed(lambda: best_cells(LinePoints.of(np.sort(points)), cells), runs)
    clusters = np.repeat(np.arange(cells), np.diff(found.places))
    checking, least = timed(lambda: found.least, 1) if size <= CERTIFIED_UP_TO else (0.0, None)
    if least is not None and not least.exact:
        raise SystemExit(f"WRONG: the least error of {size} points in {cells} cells is not known exactly")
    return {"seconds": seconds, "error": squares(np.sort(points), clusters), "checking": checking}


def in_child(python: Path, what: str, size: int, cells: int) -> dict[str, float]:
    runs = 1 if size * cells > LARGEST else 3 if size > 10**4 else 7
    job = json.dumps([what, size, cells, runs])
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([str(python), str(Path(__file__).resolve()), "--measure", job], capture_output=True,
                              text=True, env={**os.environ, **ONE_THREAD}, cwd=folder)  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{what} failed: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout)


def rows(peers: Path | None, sizes: tuple[int, ...], largest: int) -> Iterator[list[str]]:
    for size in sizes:
        for cells in COUNTS:
            own = in_child(Path(sys.executable), "boundkit", size, cells)
            others: list[dict[str, float] | None] = []
            for name in VERSIONS:
                run = peers is not None and size * cells <= (LARGEST if name == "ckwrap" else largest)
                others.append(in_child(peers, name, size, cells) if run and peers is not None else None)
            known = [other for other in others if other is not None]
            for other in known:
                if own["error"] > other["error"] * (1 + 1e-9):
                    raise SystemExit(f"WRONG: {size} points in {cells} cells: {own['error']}, not {other['error']}")
            fastest = min((other["seconds"] for other in known), default=None)
            ratio = own["seconds"] / fastest if fastest else None
            told = "" if ratio is None else "reached" if ratio <= AIM else "**missed**"
            checked = f"{own['checking']:.3g}" if own["checking"] else ""
            times = [f"{other['seconds']:.3g}" if other else "" for other in others]
            row = [f"10^{round(np.log10(size))}", str(cells), f"{own['seconds']:.3g}", *times,
                   f"{ratio:.2g}" if ratio else "", told, checked]  # fmt: skip
            print(*row, file=sys.stderr, flush=True)
            yield row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10^4 points only; writes no file")
    parser.add_argument("--all", action="store_true", help="kmeans1d also where it takes up to a minute")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="the peers' environment (default: in the cache)")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        what, *case = json.loads(options.measure)
        print(json.dumps(of_boundkit(*case) if what == "boundkit" else of_peer(what, *case)))
        return
    load = os.getloadavg()[0]
    listed = [f"{name}=={version}" for name, version in VERSIONS.items()]
    peers, reason = environment("line-clusters", listed, "import kmeans1d, ckwrap", options.peers)
    head = ["points", "cells", "boundkit, s", *(f"{name}, s" for name in VERSIONS), "boundkit / faster peer",
            f"at most {AIM:g} times", "checking the certificate, s"]  # fmt: skip
    text = table(head, rows(peers, SIZES[:1] if options.quick else SIZES, LARGEST_OF_ALL if options.all else LARGEST))
    text += f"\n\nThe peers are not measured in this run: {reason}." if reason else ""
    told = f"{platform.machine()}, {os.cpu_count()} cores, CPython {platform.python_version()}, {', '.join(listed)}"
    print(text)
    if not options.quick:
        write(f"{told}; load average {load:.1f}.\n\n{text}", HERE / "README.md", "quantizer")


if __name__ == "__main__":
    main()
