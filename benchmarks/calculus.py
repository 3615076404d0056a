"""Evaluation of claims against hand-written numpy, sympy's evalf and mpmath.iv, in one run: medians and their ratios.

Vectorised at a million points, certified one by one, and the whole ``eval`` command on a grid of 10^5 points. The
rivals run in turn with boundkit, all values must agree, and the tables go into README.md between the markers.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import sympy
from flint import fmpq
from scipy.special import gammaln
from section import table, write

from boundkit.api import theorem
from boundkit.formulas.numbers import to_sympy
from boundkit.statements.claim import Claim

HERE = Path(__file__).parent
POINTS = 1_000_000
DIGITS = 15
COVERING = theorem("mayaki2026.covering_number")
CLAIMS = [COVERING.claim(name) for name in ("fixed_pattern", "fixed_pattern_simplified")]
BUDGET = theorem("mayaki2026.active_budget").claim("active_budget")
GRID = [
    *("eval", "mayaki2026.covering_number", "--claim", "fixed_pattern", "S=1000:100000:1000", "B=1", "Lambda=10"),
    *("delta=1/1000:1/10:1/1000", "L=32", "T=128", "E=8:17", "k=2"),
]


def arrays(seed: int, count: int) -> dict[str, np.ndarray]:
    """Random values of all symbols, float64; k is at most E."""
    draw = np.random.default_rng(seed)
    whole = {"S": 10**6, "L": 64, "T": 256, "P": 10**6, "S_shared": 10**6}
    values = {name: draw.integers(1, most, count).astype(float) for name, most in whole.items()}
    values |= {"B": draw.uniform(0.5, 2, count), "Lambda": draw.uniform(1, 10, count)}
    values |= {"delta": draw.uniform(0.001, 0.1, count), "E": draw.integers(8, 200, count).astype(float)}
    return values | {"k": draw.integers(1, 9, count).astype(float)}


def by_hand(claim: Claim, at: dict[str, np.ndarray]) -> Callable[[], np.ndarray]:
    """The claim as a person would write it in numpy."""
    S, B, Lambda, delta, L, T, E, k = (at[name] for name in ("S", "B", "Lambda", "delta", "L", "T", "E", "k"))
    P, S_shared = at["P"], at["S_shared"]
    return {
        "fixed_pattern": lambda: (
            S * np.log(np.ceil(B * Lambda / delta))
            + L * T * (gammaln(E + 1) - gammaln(k + 1) - gammaln(E - k + 1))
        ),
        "fixed_pattern_simplified": lambda: (
            S * np.log(np.ceil(B * Lambda / delta)) + L * T * k * (np.log(E / k) + 1)
        ),
        "active_budget": lambda: L * (P * np.minimum(E, T * k) + S_shared),
    }[claim.name]  # fmt: skip


def in_turn(works: dict[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Median seconds of each, run one after the other ``runs`` times, after one run that does not count."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(runs):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(listed) for name, listed in times.items()}


def vectorised(claim: Claim, runs: int) -> dict[str, float]:
    at = arrays(0, POINTS)
    hand, own = by_hand(claim, at), [at[name] for name in claim.form.names]
    if not np.allclose(hand(), claim.form.floats(*own), rtol=1e-12):
        raise SystemExit(f"WRONG {claim.name}: the compiled form and hand-written numpy differ")
    return in_turn({"numpy": hand, "boundkit": lambda: claim.form.floats(*own)}, runs)


def rows(claim: Claim, count: int) -> list[list[fmpq]]:
    """Exact points, in the order of the form's names: decimals of three digits, and k = 2."""
    at = arrays(1, count) | {"k": np.full(count, 2.0)}
    return [[fmpq(int(at[name][row] * 1000) or 1, 1000) for name in claim.form.names] for row in range(count)]


def intervals(claim: Claim) -> Callable[..., object]:
    """The claim for mpmath.iv, which has neither ceilings nor binomials: C(E, 2) is written out."""

    def ceiling(x: object) -> object:
        return mpmath.iv.mpf([mpmath.ceil(mpmath.mpf(x.a)), mpmath.ceil(mpmath.mpf(x.b))])

    plain = claim.expression.xreplace({s: sympy.Symbol(s.name) for s in claim.expression.free_symbols})
    pairs = plain.replace(sympy.binomial, lambda n, k: n * (n - 1) / 2)
    return sympy.lambdify(sympy.symbols(claim.form.names), pairs, [{"log": mpmath.iv.log, "ceiling": ceiling}])


def agree(
    claim: Claim, points: Sequence[Sequence[fmpq]], theirs: Callable[[int], object], iv: Callable[[int], object]
) -> None:
    for index, row in enumerate(points):
        mine = float(claim.form.certified(*row, digits=DIGITS).mid())
        interval = iv(index)
        slack = 1e-12 * abs(mine)
        outside = not float(interval.a) - slack <= mine <= float(interval.b) + slack
        if outside or abs(mine - float(theirs(index))) > slack:
            raise SystemExit(f"WRONG {claim.name} at {row}: {mine}, evalf {theirs(index)}, iv {interval}")


def certified(claim: Claim, runs: int) -> dict[str, float]:
    """Seconds for one point: boundkit at 15 digits, sympy's n(15), mpmath.iv at 53 bits."""
    form, points = claim.form, rows(claim, 1000)
    symbols = [next(s for s in claim.expression.free_symbols if s.name == name) for name in form.names]
    numbers = [dict(zip(symbols, map(to_sympy, row), strict=True)) for row in points[:5]]
    interval = intervals(claim)
    boxes = [[mpmath.iv.mpf(int(v.p)) / int(v.q) for v in row] for row in points[:50]]
    works = {
        "boundkit": (1000, lambda: [form.certified(*row, digits=DIGITS) for row in points]),
        "boundkit, as an enclosure": (1000, lambda: [form.enclosed(*row, digits=DIGITS) for row in points]),
        "sympy evalf": (5, lambda: [claim.expression.subs(number).n(DIGITS) for number in numbers]),
        "mpmath.iv": (50, lambda: [interval(*box) for box in boxes]),
    }
    agree(claim, points[:5], lambda i: claim.expression.subs(numbers[i]).n(DIGITS), lambda i: interval(*boxes[i]))
    found = in_turn({name: work for name, (_, work) in works.items()}, runs)
    return {name: found[name] / count for name, (count, _) in works.items()}


def command(*extra: str) -> str:
    words = [sys.executable, "-m", "boundkit.cli", *GRID, *extra]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def grid(runs: int) -> dict[str, float]:
    """Seconds of the whole command for 10^5 points; its enclosures are held against numpy."""
    listed = list(csv.DictReader(io.StringIO(command("--csv"))))
    names = ("S", "B", "Lambda", "delta", "L", "T", "E", "k")
    at = {name: np.array([float(Fraction(row[name])) for row in listed]) for name in names}
    low, high = (np.array([float(row[end]) for row in listed]) for end in ("lower", "upper"))
    at |= {name: np.zeros(len(listed)) for name in ("P", "S_shared")}
    truth = by_hand(CLAIMS[0], at)()
    # the float ceiling may be one too high where B Lambda / delta is whole; the enclosures come from exact numbers
    wrong = np.abs(low / truth - 1) > 1e-12
    exact = np.abs(at["B"] * at["Lambda"] / at["delta"] % 1 - 0.5) < 0.5 - 1e-9
    if len(listed) != 100_000 or np.any(high - low > 1e-14 * high) or np.any(wrong & exact):
        raise SystemExit("WRONG: the rows of eval and hand-written numpy differ")
    return in_turn(
        {f"eval {flag}".strip(): lambda flag=flag: command(*flag.split()) for flag in ("", "--json", "--csv")}, runs
    )


# the tables -----------------------------------------------------------------------------------------------------------


def verdict(target: str, values: Sequence[float], limit: float, *, least: bool) -> str:
    worst = min(values) if least else max(values)
    reached = worst >= limit if least else worst <= limit
    return f"- {target}: **{'reached' if reached else 'missed'}** (worst {worst:.3g})"


def markdown(runs: int) -> str:
    load = os.getloadavg()[0]
    fast = {claim.name: vectorised(claim, runs) for claim in (*CLAIMS, BUDGET)}
    single = {claim.name: certified(claim, runs) for claim in CLAIMS}
    whole = grid(3)
    rates = [own["boundkit"] for own in single.values()]
    against_evalf, against_iv = (
        [own[rival] / own["boundkit"] for own in single.values()] for rival in ("sympy evalf", "mpmath.iv")
    )
    verdicts = [
        verdict(
            "vectorised, at most 1.5 times hand-written numpy",
            [own["boundkit"] / own["numpy"] for own in fast.values()],
            1.5,
            least=False,
        ),
        verdict("certified, at least 50 times as fast as sympy's evalf", against_evalf, 50, least=True),
        verdict("certified, at least 10 times as fast as mpmath.iv", against_iv, 10, least=True),
        verdict("certified, at least 10^5 points a second", [1 / rate for rate in rates], 1e5, least=True),
        verdict("the whole eval command at 10^5 points, at most 5 s", list(whole.values()), 5, least=False),
    ]
    vectors = [
        [name, f"{own['numpy'] * 1e3:.1f}", f"{own['boundkit'] * 1e3:.1f}", f"{own['boundkit'] / own['numpy']:.2f}"]
        for name, own in fast.items()
    ]
    singles = [
        [name, how, f"{seconds * 1e6:.1f}", f"{seconds / own['boundkit']:.1f}"]
        for name, own in single.items()
        for how, seconds in own.items()
    ]
    parts = [
        f"{platform.machine()}, {os.cpu_count()} cores, CPython {platform.python_version()}, numpy {np.__version__}, "
        f"sympy {sympy.__version__}, mpmath {mpmath.__version__}; load average {load:.1f} before the run.",
        "### Reached or not",
        "\n".join(verdicts),
        f"### Vectorised, {POINTS} points",
        table(["claim", "numpy by hand, ms", "boundkit, ms", "ratio"], vectors),
        f"### Certified to {DIGITS} digits, one point at a time",
        table(["claim", "how", "microseconds a point", "times boundkit's"], singles),
        "### The whole command, 10^5 certified points",
        table(["command", "seconds"], [[f"`{name}`", f"{seconds:.2f}"] for name, seconds in whole.items()]),
    ]
    return "\n\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="runs of each, whose median counts (7)")
    parser.add_argument("--output", type=Path, default=HERE / "README.md", help="Markdown file with the two markers")
    options = parser.parse_args()
    text = markdown(options.runs)
    print(text)
    write(text, options.output, "calculus")


if __name__ == "__main__":
    main()
