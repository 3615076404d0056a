"""Counting regions: boundkit, relucent and the numpy forward pass in one run, one thread each. See README.md."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from peers import environment
from section import table, write

HERE = Path(__file__).resolve().parent
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
RELUCENT = "1.0.0"

Arrays = list[np.ndarray]


# --- what is counted -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A network of one of FAMILIES on [-radius, radius]^d, with its exact count where another program confirmed it."""

    shape: str
    regions: int | None = None
    family: str = "generic"
    seed: int = 0
    radius: float = 1.0

    @property
    def inputs(self) -> int:
        return int(self.shape.split("-")[0])

    @property
    def widest(self) -> int:
        return max(int(width) for width in self.shape.split("-")[1:])


@dataclass(frozen=True)
class Quoted:
    """Seconds of another run, on another day, of programs that are not on PyPI; and of relucent and our prototype."""

    edge_subdivision: str
    splinecam: str
    masden: str
    relucent: str
    prototype: str
    forward: str


FIELD = {
    #                                        edge subdivision, SplineCAM, Masden, relucent, prototype, forward pass
    Case("2-16-16-1", 225): Quoted("0.012", "0.63", "0.25", "3.27", "0.00007", "0.00002"),
    Case("2-32-32-32-1", 1981): Quoted("0.056", "2.9", "9.1", "59", "0.0014", "0.0004"),
    Case("2-64-64-64-1", 8161): Quoted("0.26", "11", "59", ">305", "0.008", "0.0044"),
    Case("2-128-128-128-1", 33551): Quoted("2.0-3.7", "59", "", "", "0.10", "0.082"),
    Case("3-16-16-1", 1429): Quoted("0.018", "", "2.4", "24", "0.0008", "0.0001"),
    Case("3-32-32-32-1", 54030): Quoted("0.45-0.69", "", "", "", "0.043", "0.014"),
    Case("4-12-12-1", 1619): Quoted("0.021", "", "6.3", "41", "0.0015", "0.0001"),
    Case("4-16-16-16-1", 22600): Quoted("0.15-0.24", "", "", "", "0.014", "0.0025"),
    Case("6-8-8-1", 973): Quoted("0.037", "", "64", "48", "0.005", "0.00005"),
    Case("6-10-10-1", 5845): Quoted("0.15", "", "crash", ">305", "0.015", "0.0003"),
    Case("4-24-24-24-1", 124525): Quoted("2.07", "", "", "", "0.12", "0.023"),
    Case("6-16-16-1", 187914): Quoted("3.6", "", "", "", "0.35", "0.015"),
    Case("3-64-64-64-1", 298119): Quoted("15.3", "", "", "", "0.51", "0.35"),
    Case("2-256-256-256-1", 147392): Quoted("105-175, wrong set", "", "", "", "1.2", "1.1"),
}
DEGENERATE = (
    Case("2-16-16-1", 60, "all biases zero"),
    Case("2-12-12-1", 173, "first layer's biases zero"),
    Case("2-8-8-1", 60, "small integers"),
    Case("2-12-12-1", 103, "paired units"),
    Case("2-12-12-1", 89, "sparse"),
)
# Counts: exact cell splitting for the first two, linear programs in float64 with margins above 2e-6 for all.
MANY_INPUTS = (
    Case("5-8-8-1", 476),
    Case("7-6-6-1", 798),
    Case("7-8-8-1", 5981),
    Case("8-6-6-1", 764),
    Case("8-8-8-1", 3412),
)
MILLION = Case("4-37-37-37-1")
GROWING = tuple(
    Case("3-64-64-64-1", 298119 if radius == 1 else None, radius=radius)
    for radius in (0.08, 0.13, 0.21, 0.35, 0.6, 1.0, 2.2)
)
RELUCENT_FINISHES = ("2-16-16-1", "3-16-16-1")
RELUCENT_TAKES_LONG = ("4-12-12-1", "6-8-8-1", "2-32-32-32-1")
NO_SLOWER_THAN_FORWARD = ("2-128-128-128-1", "3-64-64-64-1")
# ONNX files by the beginning of their name: the boxes on which they are counted; [-1, 1]^d for others.
BOXES = {"vdp": (1.0,), "tll": (1.0, 2.0), "cartpole": (1.0,), "acasxu": (0.01,)}


def generic(shape: str, seed: int) -> tuple[Arrays, Arrays]:
    """Normal weights of variance 2 / inputs and biases of variance 1/4, drawn layer by layer."""
    rng, weights, biases = np.random.default_rng(seed), [], []
    for inputs, outputs in pairwise(int(width) for width in shape.split("-")):
        weights.append(rng.normal(size=(outputs, inputs)) * np.sqrt(2 / inputs))
        biases.append(rng.normal(size=outputs) * 0.5)
    return weights, biases


def no_biases(shape: str, seed: int) -> tuple[Arrays, Arrays]:
    weights, biases = generic(shape, seed)
    return weights, [np.zeros_like(bias) for bias in biases]


def no_first_biases(shape: str, seed: int) -> tuple[Arrays, Arrays]:
    weights, biases = generic(shape, seed)
    return weights, [np.zeros_like(biases[0]), *biases[1:]]


def small_integers(shape: str, seed: int) -> tuple[Arrays, Arrays]:
    rng, widths = np.random.default_rng(seed), [int(width) for width in shape.split("-")]
    hidden = list(pairwise(widths[:-1]))
    weights = [rng.integers(-2, 3, (outputs, inputs)).astype(float) for inputs, outputs in hidden]
    biases = [rng.integers(-1, 2, outputs).astype(float) for _, outputs in hidden]
    return [*weights, np.ones((widths[-1], widths[-2]))], [*biases, np.zeros(widths[-1])]


def paired_units(shape: str, seed: int) -> tuple[Arrays, Arrays]:
    weights, biases = generic(shape, seed)
    half = len(biases[0]) // 2
    weights[0][half:], biases[0][half:] = -weights[0][:half], -biases[0][:half]
    return weights, biases


def sparse(shape: str, seed: int) -> tuple[Arrays, Arrays]:
    weights, biases = generic(shape, seed)
    for weight, least in zip(weights, (0.8, 0.35), strict=False):
        weight[abs(weight) < least] = 0
    return weights, biases


FAMILIES: dict[str, Callable[[str, int], tuple[Arrays, Arrays]]] = {
    "generic": generic,
    "all biases zero": no_biases,
    "first layer's biases zero": no_first_biases,
    "small integers": small_integers,
    "paired units": paired_units,
    "sparse": sparse,
}


# --- measuring, each in a process of its own -------------------------------------------------------------------------


@dataclass(frozen=True)
class Measured:
    """Medians in seconds and bytes. ``first``: a network object counted for the first time, ``again``: once more.

    ``prepared``: what a first count takes outside the compiled code of its engine.
    """

    regions: int = 0
    guarantee: str = ""
    engine: str = ""
    runs: int = 0
    first: float = 0.0
    again: float = 0.0
    prepared: float = 0.0
    forward: float = 0.0
    peak: int = 0
    failure: str = ""

    @property
    def exact(self) -> bool:
        return self.guarantee == "exact" and not self.failure

    @property
    def seconds(self) -> float:
        """``first``, infinite for a count that stopped before the end."""
        return self.first if self.exact else math.inf


def measure(case: Case, budget: float) -> Measured:
    """Ours and the forward pass in turn; a tiny network and one untimed run of the case come first."""
    from boundkit.networks import ReLUNetwork
    from boundkit.regions import count

    def counted(network: Any) -> Measured:
        result = count(network, box=(-case.radius, case.radius))
        return Measured(result.activation_regions, result.guarantee, result.engine)

    def in_turn() -> tuple[float, float, float, float]:
        network = ReLUNetwork.of(weights, biases)
        ours = timed(counted, network)[0], timed(counted, network)[0]
        prepared = outside_kernels(counted, ReLUNetwork.of(weights, biases))
        return *ours, prepared, timed(forward_pass, weights, biases, points)[0]

    warm_up(case.inputs)
    weights, biases = FAMILIES[case.family](case.shape, case.seed)
    untimed, result = timed(counted, ReLUNetwork.of(weights, biases))
    result = replace(result, runs=1, first=untimed, peak=peak_memory())
    if not result.exact:
        return result
    points = np.random.default_rng(1).uniform(-case.radius, case.radius, size=(result.regions, case.inputs))
    forward_pass(weights, biases, points)
    runs = 1 if untimed > 10 * budget else int(np.clip(budget / untimed, 3, 101))
    medians = [statistics.median(times) for times in zip(*(in_turn() for _ in range(runs)), strict=True)]
    first, again, prepared, forward = medians
    return replace(result, runs=runs, first=first, again=again, prepared=prepared, forward=forward)


def outside_kernels(counted: Callable[[Any], Measured], network: Any) -> float:
    """Seconds of a count outside the compiled code that cuts the layers."""
    from boundkit.regions import lattice, skeleton

    inside = []

    def watched(kernel: Callable[..., Any], *given: Any) -> Any:
        seconds, result = timed(kernel, *given)
        inside.append(seconds)
        return result

    with patch.object(skeleton, "uninterrupted", watched), patch.object(lattice, "uninterrupted", watched):
        return timed(counted, network)[0] - sum(inside)


def measure_file(path: str, radius: float, budget: float) -> Measured:
    """A network file on [-radius, radius]^d, counted once; after ``budget`` seconds what is found is a lower bound."""
    from boundkit.networks.formats import load
    from boundkit.regions import count

    network = load(path)
    warm_up(network.inputs)
    seconds, result = timed(lambda: count(network, (-radius, radius), budget=budget))
    found = Measured(result.activation_regions, result.guarantee, result.engine)
    return replace(found, runs=1, first=seconds, peak=peak_memory())


def measure_compiling() -> Measured:
    """The first count of all in this process, of a tiny network."""
    return Measured(first=timed(warm_up, 3)[0])


def measure_relucent(shape: str) -> Measured:
    """relucent's search, one worker, clipped to the box, without its closing certificate: its fastest right setting."""
    import relucent
    from relucent.model.model import LinearLayer, ReLULayer, ReLUNetwork

    def search(shape: str) -> tuple[float, int]:
        layers: list[Any] = []
        for weight, bias in zip(*generic(shape, 0), strict=True):
            layers += [LinearLayer(weight, bias[None]), ReLULayer()]
        found = relucent.Complex(ReLUNetwork(layers[:-1]))
        start = np.zeros((1, int(shape.split("-")[0])))
        options = {"nworkers": 1, "cube_radius": 1.0, "cube_mode": "clipped", "verify": False}
        return timed(lambda: found.bfs(start, **options))[0], len(found)

    relucent.update_settings(VERBOSE=0)
    search("2-16-16-1")
    runs = [search(shape)]
    while len(runs) < 3 and runs[0][0] < 10:
        runs.append(search(shape))
    return Measured(runs[0][1], runs=len(runs), first=statistics.median(seconds for seconds, _ in runs))


def warm_up(inputs: int) -> None:
    """Count a tiny network in general position and a tiny one that is not, so that both engines are compiled."""
    from boundkit.networks import ReLUNetwork
    from boundkit.regions import count

    for family in (generic, no_biases):
        _ = count(ReLUNetwork.of(*family(f"{inputs}-5-5-1", 1)), box=(-1, 1)).activation_regions


def forward_pass(weights: Arrays, biases: Arrays, points: np.ndarray) -> np.ndarray:
    for number, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        if number:
            np.maximum(points, 0, out=points)
        points = points @ weight.T
        points += bias
    return points


def timed(function: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - start, result


def peak_memory() -> int:
    """Largest resident size of this process so far, in bytes."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


MEASURES: dict[str, Callable[..., Measured]] = {
    "case": lambda budget, **case: measure(Case(**case), budget),
    "file": measure_file,
    "compiling": measure_compiling,
    "relucent": measure_relucent,
}


def in_child(limit: float, what: str, python: Any = sys.executable, cache: str = "", **arguments: Any) -> Measured:
    """One of MEASURES in a new process with one thread, stopped after ``limit`` seconds."""
    job = json.dumps({"what": what, **arguments})
    environment = os.environ | ONE_THREAD | ({"NUMBA_CACHE_DIR": cache} if cache else {})
    command = [str(python), str(Path(__file__).resolve()), "--measure", job]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return Measured(failure=f"not done after {limit:g} s")
    lines = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    if done.returncode or not lines:
        return Measured(failure=lines[-1] if lines else f"exit code {done.returncode}")
    return Measured(**json.loads(lines[-1]))


def busy() -> str:
    """How much else the machine does; timings on a busy one are worth little."""
    load = os.getloadavg()[0]
    if load > 0.3 * (os.cpu_count() or 1):
        say(f"warning: the machine is busy (load average {load:.1f}); timings will be too long")
    return f"load average {load:.1f} before the run"


def relucent_python(folder: Path | None) -> tuple[Path | None, str]:
    """The interpreter of an environment that holds relucent; else the reason why there is none."""
    test = f"import relucent; relucent.Complex; assert relucent.__version__ == {RELUCENT!r}"
    return environment(f"relucent-{RELUCENT}", [f"relucent=={RELUCENT}"], test, folder)


# --- the run ---------------------------------------------------------------------------------------------------------


@dataclass
class Run:
    """Everything that was measured."""

    field: dict[Case, Measured]
    degenerate: dict[Case, tuple[Measured, Measured]]
    inputs: dict[Case, Measured]
    growing: dict[Case, Measured]
    million: dict[Case, Measured]
    relucent: dict[str, Measured]
    files: dict[tuple[str, float], Measured]
    compiling: tuple[Measured, Measured] | None
    load: str
    no_relucent: str = ""

    def ours(self) -> dict[Case, Measured]:
        """Every count of a network whose weights were drawn here."""
        degenerate = {case: own for case, (own, _) in self.degenerate.items()}
        likes = {replace(case, regions=None, family="generic"): like for case, (_, like) in self.degenerate.items()}
        return {**likes, **degenerate, **self.inputs, **self.growing, **self.million, **self.field}

    def wrong(self) -> list[str]:
        """Counts that contradict the exact ones."""
        return [
            f"{title(case)}: {own.regions} regions, {own.guarantee}; there are {case.regions}"
            for case, own in self.ours().items()
            if case.regions is not None and ((own.exact and own.regions != case.regions) or own.regions > case.regions)
        ]

    def unfinished(self) -> list[str]:
        """Counts that stopped before the end."""
        listed = [(title(case), own) for case, own in self.ours().items() if not own.exact]
        return [f"{name}: {own.failure or f'{own.regions} regions, {own.guarantee}'}" for name, own in listed]


def carried_out(options: argparse.Namespace) -> Run:
    """All measurements, one process after the other."""
    budget = 0.2 if options.quick else 1.5

    def on(case: Case) -> Measured:
        own = in_child(options.limit, "case", budget=budget, **asdict(case))
        say(f"{title(case):<42} {own.failure or f'{own.regions} regions, {own.guarantee}, {digits(own.first)} s'}")
        return own

    small = [case for case in FIELD if not options.quick or (case.regions or 0) < 2500]
    inputs = [case for case in MANY_INPUTS if not options.quick or (case.regions or 0) < 800]
    run = Run({}, {}, {}, {}, {}, {}, {}, None, busy())
    run.field = {case: on(case) for case in small}
    run.degenerate = {case: (on(case), on(replace(case, family="generic", regions=None))) for case in DEGENERATE}
    run.inputs = {case: on(case) for case in inputs}
    if not options.quick:
        run.growing = {case: on(case) for case in GROWING}
        run.million = {MILLION: on(MILLION)}
        with tempfile.TemporaryDirectory() as empty:
            cold = in_child(options.limit, "compiling", cache=empty)
            run.compiling = cold, in_child(options.limit, "compiling", cache=empty)
    shapes = () if options.no_relucent else RELUCENT_FINISHES[: 1 if options.quick else None]
    shapes += RELUCENT_TAKES_LONG if options.all else ()
    python, run.no_relucent = relucent_python(options.relucent) if shapes else (None, "left out")
    for shape in shapes if python else ():
        say(f"relucent {shape}")
        run.relucent[shape] = in_child(options.limit, "relucent", python=python, shape=shape)
    if run.no_relucent:
        say(f"relucent is not measured: {run.no_relucent}")
    for path in sorted(options.networks.glob("*.onnx")) if options.networks else ():
        for radius in next((own for name, own in BOXES.items() if path.name.lower().startswith(name)), (1.0,)):
            own = in_child(
                options.limit + options.budget, "file", path=str(path.resolve()), radius=radius, budget=options.budget
            )
            say(f"{path.name} on [{-radius:g}, {radius:g}]^d: {own.failure or f'{own.regions}, {own.guarantee}'}")
            run.files[path.stem, radius] = own
    return run


# --- targets ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """What was to be reached and what was; ``reached`` is None where nothing was measured."""

    aim: str
    reached: bool | None
    got: str

    def line(self) -> str:
        return (
            f"{self.aim}: **{ {True: 'reached', False: 'missed', None: 'not measured'}[self.reached] }** ({self.got})"
        )


def ratios(aim: str, values: dict[str, float], most: float) -> Target:
    """Whether all values are at most ``most``; names the worst and those above. Infinite: not counted."""
    if not values:
        return Target(aim, None, "no case in this run")
    missed = {name: value for name, value in values.items() if not value <= most}
    worst = max(values, key=lambda name: values[name])
    got = f"worst {digits(values[worst])} on {worst}, {len(values)} cases"
    listed = ", ".join(f"{name} {digits(value)}" for name, value in missed.items())
    return Target(aim, not missed, got + (f"; missed on {listed}" if missed else ""))


def targets(run: Run) -> list[Target]:
    amiss = run.wrong() + run.unfinished()
    prototype, edges, forward, narrow = {}, {}, {}, {}
    for case, own in run.field.items():
        prototype[case.shape] = own.seconds / least(FIELD[case].prototype)
        edges[case.shape] = own.seconds / least(FIELD[case].edge_subdivision)
        if case.shape in NO_SLOWER_THAN_FORWARD:
            forward[case.shape] = own.seconds / (own.forward or 1)
        if case.inputs <= 4 and case.widest <= 32:
            narrow[case.shape] = 1e6 * per_region(own)
    prepared = {case.shape: own.prepared for case, own in run.field.items() if case.widest <= 16 and own.exact}
    degenerate = {title(case): per_region(own) / per_region(like) for case, (own, like) in run.degenerate.items()}
    slow = pace(run)
    scaled = [{name: value / slow for name, value in values.items()} for values in (prototype, edges, narrow)]
    paced = f"with our times divided by {digits(slow)}, the pace of this machine"
    return [
        Target("every count exact and right", not amiss, "; ".join(amiss) or f"{len(run.ours())} counts"),
        ratios("time at most 1.5 times the prototype's (quoted)", prototype, 1.5),
        ratios("time at most a tenth of edge subdivision's (quoted; the least of its times)", edges, 0.1),
        ratios(f"the prototype's, {paced}", scaled[0], 1.5),
        ratios(f"edge subdivision's, {paced}", scaled[1], 0.1),
        against_relucent(run),
        ratios("time at most twice the forward pass", forward, 2),
        ratios("at most 1 microsecond a region, d <= 4, width <= 32", narrow, 1),
        ratios(f"the same, {paced}", scaled[2], 1),
        ratios("a first count at most 0.0003 s outside the compiled kernels, width <= 16", prepared, 0.0003),
        *million(run),
        linear(run),
        ratios("degenerate nets: time a region at most 50 times that of the generic net", degenerate, 50),
        many_inputs(run),
    ]


def pace(run: Run) -> float:
    """How much longer the forward pass takes here than in the quoted run: the median over the nets."""
    return statistics.median(own.forward / least(FIELD[case].forward) for case, own in run.field.items() if own.forward)


def against_relucent(run: Run, shape: str = "3-16-16-1") -> Target:
    aim = f"at least 1000 times as fast as relucent on {shape}"
    ours = next((own for case, own in run.field.items() if case.shape == shape), None)
    theirs = run.relucent.get(shape)
    if ours is None or theirs is None or theirs.failure:
        return Target(aim, None, (theirs.failure if theirs else run.no_relucent) or "not in this run")
    times = theirs.first / ours.seconds
    return Target(aim, times >= 1000, f"{times:.0f} times: {digits(theirs.first)} s against {digits(ours.seconds)} s")


def million(run: Run) -> list[Target]:
    aims = "a 4-input net of 10^6 regions in less than 5 s", "the same within 2 GiB, whole process"
    own = next(iter(run.million.values()), None)
    if own is None:
        return [Target(aim, None, "not in this run") for aim in aims]
    if not own.exact:
        return [Target(aim, False, own.failure or f"{own.guarantee}: {own.regions} regions") for aim in aims]
    enough = own.regions >= 10**6
    return [
        Target(aims[0], enough and own.first < 5, f"{own.regions} regions in {digits(own.first)} s"),
        Target(aims[1], enough and own.peak < 2**31, f"{mebibytes(own.peak)} MiB at most"),
    ]


def linear(run: Run) -> Target:
    aim = "time grows like the regions over three decades: slope at most 1.1"
    points = [(own.regions, own.first) for own in run.growing.values() if own.exact]
    if len(points) < 3:
        return Target(aim, None, "not in this run")
    regions, seconds = np.log10(np.array(points, dtype=float)).T
    slope, decades = np.polyfit(regions, seconds, 1)[0], regions.max() - regions.min()
    got = f"slope {slope:.3f} over {decades:.2f} decades, {GROWING[0].shape} on growing boxes"
    return Target(aim, bool(slope <= 1.1 and decades >= 3), got)


def many_inputs(run: Run) -> Target:
    done = [case.inputs for case, own in run.inputs.items() if own.exact and own.regions == case.regions]
    got = f"{len(done)} of {len(run.inputs)} nets, up to d = {max(done, default=0)}"
    return Target("d up to 8", None if 8 not in [case.inputs for case in run.inputs] else 8 in done, got)


# --- tables ----------------------------------------------------------------------------------------------------------


def markdown(run: Run) -> str:
    """The section of README.md."""
    parts = [machine(run)]
    parts += ["### Reached or not", "\n".join(f"- {target.line()}" for target in targets(run))]
    parts += ["### Generic nets, this run", ours_table({**run.field, **run.inputs, **run.million})]
    parts += ["### The same nets and other programs, seconds", "_Italics: quoted, another run._", peers_table(run)]
    parts += ["### Degenerate nets", degenerate_table(run)]
    if run.growing:
        parts += ["### One net on growing boxes", growing_table(run)]
    if run.files:
        parts += ["### Network files", files_table(run)]
    return "\n\n".join(parts)


def machine(run: Run) -> str:
    from importlib.metadata import version

    listed = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "python-flint"))
    text = f"{platform.machine()}, {os.cpu_count()} cores, CPython {platform.python_version()}, {listed}; {run.load}."
    if run.compiling is None:
        return text
    cold, warm = (own.failure or f"{own.first:.1f} s" for own in run.compiling)
    return f"{text} Compiling: the first count on a machine took {cold}, the first in a later process {warm}."


def ours_table(rows: dict[Case, Measured]) -> str:
    head = ["net", "regions", "engine", "runs", "boundkit, s", "again, s", "outside kernels, s", "us a region"]
    head += ["forward pass, s", "boundkit / forward", "peak, MiB"]
    return table(head, [ours_row(case, own) for case, own in rows.items()])


def ours_row(case: Case, own: Measured) -> list[str]:
    if not own.exact:
        return [title(case), str(case.regions or ""), own.failure or f"{own.guarantee}: {own.regions} found"]
    seconds = digits(own.first), digits(own.again), digits(own.prepared)
    figures = *seconds, digits(1e6 * per_region(own)), digits(own.forward)
    ratio, peak = digits(own.first / own.forward), mebibytes(own.peak)
    return [title(case), str(own.regions), own.engine, str(own.runs), *figures, ratio, peak]


def peers_table(run: Run) -> str:
    head = "net", "boundkit", "prototype", "boundkit / prototype", "edge subdivision", "edge subdivision / boundkit"
    rows = []
    for case, own in run.field.items():
        quoted = FIELD[case]
        times = ["", ""]
        if own.exact:
            times = [digits(own.first / least(quoted.prototype)), digits(least(quoted.edge_subdivision) / own.first)]
        measured = run.relucent.get(case.shape)
        relucent = italic(quoted.relucent)
        if measured is not None:
            relucent = measured.failure or digits(measured.first)
            relucent += "" if measured.failure or measured.regions == case.regions else f", {measured.regions} regions"
        ours = digits(own.first) if own.exact else ""
        others = italic(quoted.splinecam), italic(quoted.masden), relucent
        edges = italic(quoted.edge_subdivision)
        rows.append([title(case), ours, italic(quoted.prototype), times[0], edges, times[1], *others])
    note = f"\n\nrelucent {RELUCENT} is not measured in this run: {run.no_relucent}." if run.no_relucent else ""
    return table([*head, "SplineCAM", "Masden", f"relucent {RELUCENT}"], rows) + note


def degenerate_table(run: Run) -> str:
    head = "net", "regions", "engine", "boundkit, s", "us a region", "generic net, us a region", "ratio"
    rows = []
    for case, (own, like) in run.degenerate.items():
        if not own.exact or not like.exact:
            rows.append([title(case), str(case.regions), own.failure or like.failure or own.guarantee])
            continue
        each = [1e6 * per_region(own), 1e6 * per_region(like), per_region(own) / per_region(like)]
        rows.append([title(case), str(own.regions), own.engine, digits(own.first), *map(digits, each)])
    return table(head, rows)


def growing_table(run: Run) -> str:
    rows = []
    for case, own in run.growing.items():
        box = f"[-{case.radius:g}, {case.radius:g}]^{case.inputs}"
        figures = digits(own.first), digits(1e6 * per_region(own)), mebibytes(own.peak)
        rows.append([box, str(own.regions), *figures] if own.exact else [box, own.failure or own.guarantee])
    return table((f"{GROWING[0].shape} on", "regions", "boundkit, s", "us a region", "peak, MiB"), rows)


def files_table(run: Run) -> str:
    rows = []
    for (name, radius), own in run.files.items():
        found = f"{'' if own.exact else '>= '}{own.regions}", own.engine, digits(own.first), mebibytes(own.peak)
        rows.append([name, f"{-radius:g} .. {radius:g}", *([own.failure] if own.failure else [own.guarantee, *found])])
    return table(("file", "each input", "guarantee", "regions", "engine", "s, once", "peak, MiB"), rows)


def title(case: Case) -> str:
    parts = [case.shape, "" if case.family == "generic" else case.family, f"seed {case.seed}" if case.seed else ""]
    parts.append("" if case.radius == 1 else f"on [-{case.radius:g}, {case.radius:g}]^{case.inputs}")
    return ", ".join(part for part in parts if part)


def per_region(own: Measured) -> float:
    return own.seconds / max(own.regions, 1)


def digits(value: float) -> str:
    """Three digits in positional notation; whole numbers above a hundred."""
    return np.format_float_positional(value, precision=3, fractional=False, trim="-") if value < 100 else f"{value:.0f}"


def mebibytes(size: int) -> str:
    return f"{size / 2**20:.0f}"


def italic(text: str) -> str:
    return f"_{text}_" if text else ""


def least(text: str) -> float:
    """The first number in a quoted time; ranges begin with their least."""
    found = re.search(r"[0-9.]+", text)
    if found is None:
        raise ValueError(f"{text!r} holds no number")
    return float(found[0])


# --- the plot --------------------------------------------------------------------------------------------------------


def plot(run: Run, path: Path) -> None:
    """Time against regions, both logarithmic: measured marks are filled, quoted ones hollow."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(8.4, 5.4), layout="constrained")

    def draw(points: Iterable[tuple[int, float]], label: str, marker: str, colour: str, filled: bool = True) -> None:
        points = sorted(points)
        if points:
            style = {"markerfacecolor": colour if filled else "none", "markeredgecolor": colour, "markersize": 6}
            axes.loglog(*zip(*points, strict=True), marker, label=label, zorder=3 if filled else 2, **style)

    def quoted(column: str) -> list[tuple[int, float]]:
        rows = [(case.regions or 0, getattr(row, column)) for case, row in FIELD.items()]
        return [(regions, least(text)) for regions, text in rows if re.match("[0-9]", text)]

    def measured(listed: Iterable[Measured], column: str = "first") -> list[tuple[int, float]]:
        return [(own.regions, getattr(own, column)) for own in listed if own.exact]

    generic_nets = [*run.field.values(), *run.inputs.values(), *run.million.values()]
    degenerate_nets = [own for own, _ in run.degenerate.values()]
    known = {case.shape: case.regions or 0 for case in FIELD}
    relucent = [(known[shape], own.first) for shape, own in run.relucent.items() if not own.failure]
    draw(quoted("masden"), "Masden (quoted)", "v", "#CC79A7", filled=False)
    draw(quoted("splinecam"), "SplineCAM (quoted)", "D", "#56B4E9", filled=False)
    draw(quoted("relucent"), f"relucent {RELUCENT} (quoted)", "^", "#D55E00", filled=False)
    draw(relucent, f"relucent {RELUCENT}", "^", "#D55E00")
    draw(quoted("edge_subdivision"), "edge subdivision (quoted)", "s", "#E69F00", filled=False)
    draw(quoted("prototype"), "prototype, float64 (quoted)", "o", "#0072B2", filled=False)
    draw(measured(degenerate_nets), "boundkit, degenerate nets", "X", "#000000")
    draw(measured(run.growing.values()), f"boundkit, {GROWING[0].shape}, growing boxes", ".", "#7F7F7F")
    draw(measured(generic_nets), "boundkit, generic nets", "o", "#0072B2")
    draw(measured(generic_nets, "forward"), "numpy forward pass", "P", "#009E73")
    ends = np.array([50, 2e6])
    axes.loglog(ends, ends * 1e-6, "--", color="#999999", linewidth=1, zorder=1, label="1 microsecond a region")
    axes.set(xlabel="activation regions", ylabel="seconds", title="Counting activation regions, one thread")
    axes.grid(True, which="major", color="#E5E5E5", zorder=0)
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside right upper", frameon=False, fontsize=8)
    figure.savefig(path, dpi=150, metadata={"Software": None})
    plt.close(figure)


# --- the command -----------------------------------------------------------------------------------------------------


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small networks only; writes no file unless named")
    parser.add_argument("--all", action="store_true", help="relucent also on nets that take it a minute each")
    parser.add_argument("--no-relucent", action="store_true", help="leave relucent out")
    parser.add_argument(
        "--relucent", type=Path, metavar="FOLDER", help="relucent's environment (default: in the cache)"
    )
    parser.add_argument("--networks", type=Path, metavar="FOLDER", help="count the ONNX networks of this folder too")
    parser.add_argument("--budget", type=float, default=120, metavar="SECONDS", help="for each of these networks (120)")
    parser.add_argument("--limit", type=float, default=600, metavar="SECONDS", help="for each measurement (600)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="Markdown (default: README.md beside this script)")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="picture (default: regions.png beside this script)")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.networks and not options.networks.is_dir():
        parser.error(f"--networks: {options.networks} is no folder")
    if not options.quick:
        options.output = options.output or HERE / "README.md"
        options.plot = options.plot or HERE / "regions.png"
    return options


def main() -> int:
    options = arguments()
    if options.measure:
        job = json.loads(options.measure)
        print(json.dumps(asdict(MEASURES[job.pop("what")](**job))))
        return 0
    run = carried_out(options)
    text = markdown(run)
    print(text)
    wrong, unfinished = run.wrong(), run.unfinished()
    say("\n".join([*(f"WRONG {line}" for line in wrong), *(f"unfinished {line}" for line in unfinished)]))
    if wrong:
        return 1
    if options.output:
        write(text, options.output, "regions")
    if options.plot:
        plot(run, options.plot)
    return 1 if unfinished else 0


if __name__ == "__main__":
    sys.exit(main())
