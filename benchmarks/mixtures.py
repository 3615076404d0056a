"""Counting regions of mixtures and cells of gates: the cell walk, cell splitting, the forward pass. See README.md."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from section import table, write

from boundkit.constructions.digits import digits, product, tents
from boundkit.constructions.gaussian import gaussian_gate, gaussian_layers, gaussian_mixture
from boundkit.networks import Affine, stack
from boundkit.regions import count
from boundkit.regions.cells import split
from boundkit.regions.domain import cell_of
from boundkit.regions.engines import Skeleton
from boundkit.regions.limit import Limit

HERE = Path(__file__).resolve().parent
MIXTURES = {  # inputs, experts, width, mixture layers, hidden layers of an expert: regions; one generator, seed 0
    (1, 8, 16, 2, 1): 16,
    (2, 4, 8, 1, 1): 44,
    (2, 4, 8, 2, 1): 88,
    (2, 8, 16, 1, 1): 84,
    (2, 8, 16, 2, 1): 262,
    (3, 4, 8, 1, 1): 154,
    (2, 4, 16, 1, 2): 281,
    (3, 4, 8, 2, 1): 413,
    (4, 4, 8, 1, 1): 191,
}
GATES = {  # inputs, experts, experts that serve: cells, None where nothing else confirmed it; one generator, seed 1
    (1, 64, 8): 16,
    (2, 16, 2): 13,
    (2, 32, 4): 53,
    (2, 64, 8): 185,
    (3, 16, 2): 21,
    (3, 32, 2): 47,
    (4, 12, 2): 33,
    (2, 256, 8): None,
    (3, 64, 8): None,
}
LINES = {
    "digits, 10 experts, 6 layers": (lambda: digits(10, 6), 10**6),
    "tents, 100 experts, 3 layers": (lambda: tents(100, 3), 10**6),
    "product, 46 experts, 3 layers": (lambda: product(46, 3), 46**3),
}
AIMS = {1: 20, 2: 20, 3: 40, 4: 80}  # microseconds a region, by inputs
GATE_AIMS = {(2, 64, 8): 0.02, (2, 256, 8): 0.3, (3, 64, 8): 1.0}  # seconds
PLAIN_AIM = 10  # times a plain network of the same widths, by region
PATIENCE = 2.0  # seconds, that cell splitting may take


Figures = tuple[int, float, float | None, float]


def gate_alone(draw: np.random.Generator, inputs: int, experts: int, top: int) -> Any:
    gate = gaussian_gate(draw, inputs, experts, top)
    return stack((gate, [Affine(np.ones((1, inputs)), np.array([float(number)])) for number in range(experts)]))


def programs(build: Callable[..., Any], shapes: Any, seed: int) -> Iterator[tuple[Any, Callable[[], Any]]]:
    """For every shape what makes its program anew, from the state of the one generator at that row."""
    draw = np.random.default_rng(seed)
    for shape in shapes:
        state = draw.bit_generator.state
        build(draw, *shape)

        def again(state: Any = state, shape: Any = shape) -> Any:
            own = np.random.default_rng(0)
            own.bit_generator.state = state
            return build(own, *shape)

        yield shape, again


def seconds(function: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    """Processor time, which other programs on the machine change little, and the result."""
    start = time.process_time()
    result = function(*arguments)
    return time.process_time() - start, result


def measured(
    make: Callable[[], Any], box: tuple[int, int], known: int | None
) -> tuple[int, float, float | None, float]:
    """The count, and medians of seconds: the first count of a new program, cell splitting, the forward pass."""
    _, found = seconds(count, make(), box)
    if found.guarantee != "exact" or known not in (None, found.activation_regions):
        raise SystemExit(f"WRONG: {found}, not {known}")
    runs = 3 if found.seconds > 0.1 else 31
    own = statistics.median(seconds(count, make(), box)[0] for _ in range(runs))
    program = make()
    points = np.random.default_rng(1).uniform(*box, size=(found.activation_regions, program.inputs))
    forward = statistics.median(seconds(program.floats, points)[0] for _ in range(min(runs, 1 + 10**6 // len(points))))
    return found.activation_regions, own, splitting(make(), box, found.activation_regions), forward


def splitting(program: Any, box: tuple[int, int], regions: int) -> float | None:
    """The seconds of cell splitting, None where it takes longer than it may."""
    start, seen = time.process_time(), 0
    for _ in split(program, cell_of(program.inputs, box)):
        seen += 1
        if time.process_time() - start > PATIENCE:
            return None
    if seen != regions:
        raise SystemExit(f"WRONG: cell splitting finds {seen} regions, not {regions}")
    return time.process_time() - start


def plain(inputs: int, _: int, width: int, layers: int, hidden: int) -> float:
    """Median seconds a region of the plain network of a mixture's widths, seed 0, by the engine for those."""
    before = [*[width] * hidden, inputs] * (layers - 1)
    times = []
    for _run in range(31):
        network = gaussian_layers(np.random.default_rng(0), [inputs, *before, *[width] * hidden, 1])
        own, found = seconds(Skeleton(Limit()).count, network, (-1, 1))
        times.append(own / found.activation_regions)
    return statistics.median(times[1:])


def row(name: str, figures: Figures, aim: str, reached: bool | None) -> list[str]:
    regions, own, split_up, forward = figures
    told = {True: f"{aim}: reached", False: f"{aim}: **missed**", None: ""}[reached]
    other = f"{split_up:.3g}" if split_up is not None else f"> {PATIENCE:g}"
    print(name, regions, f"{own:.5f} s", told, file=sys.stderr, flush=True)
    return [name, str(regions), f"{own:.3g}", f"{1e6 * own / regions:.3g}", other, f"{forward:.3g}", told]


def tables(quick: bool) -> Iterator[str]:
    head = ["regions", "cell walk, s", "us a region", "cell splitting, s", "forward pass, s", "target"]
    rows = []
    for shape, make in programs(gaussian_mixture, MIXTURES, 0):
        figures = measured(make, (-1, 1), MIXTURES[shape])
        aim, each, like = AIMS[shape[0]], figures[1] / figures[0], plain(*shape)
        own = row(", ".join(map(str, shape)), figures, f"{aim} us", 1e6 * each <= aim)
        told = "reached" if each <= PLAIN_AIM * like else "**missed**"
        rows.append([*own, f"{1e6 * like:.3g}", f"{each / like:.2g}", told])
    against = ["plain network, us a region", "mixture / plain", f"at most {PLAIN_AIM} times"]
    yield table(["inputs, experts, width, layers, hidden", *head, *against], rows)
    rows = []
    for shape, make in programs(gate_alone, GATES, 1):
        figures = measured(make, (-1, 1), GATES[shape])
        limit = GATE_AIMS.get(shape)
        rows.append(row(", ".join(map(str, shape)), figures, f"{limit} s", limit and figures[1] <= limit))
    yield table(["inputs, experts, serving", *head], rows)
    if not quick:
        rows = []
        for name, (build, regions) in LINES.items():
            figures, limit = measured(build, (0, 1), regions), 3 if "product" in name else 1
            rows.append(row(name, figures, f"{limit} s", figures[1] <= limit))
        yield table(["mixture of affine experts", *head], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small mixtures only; writes no file")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    count(digits(2, 2), (0, 1))
    text = "\n\n".join(tables(options.quick))
    told = (
        f"{platform.machine()}, {os.cpu_count()} cores, CPython {platform.python_version()}; load average {load:.1f}."
    )
    print(text)
    if not options.quick:
        write(f"{told}\n\n{text}", HERE / "README.md", "mixtures")


if __name__ == "__main__":
    main()
