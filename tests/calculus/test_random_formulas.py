"""Random formulas: certify answers or says INCONCLUSIVE, within 10 s and 1 GiB, and never raises anything else."""

import random
import subprocess
import sys
import time
from contextlib import suppress

import mpmath
import pytest
import sympy
from sympy import Le, Lt, Max, Min, Rational, ceiling, exp, floor, log, sqrt

from boundkit.calculus.inequalities.judgement import certify
from boundkit.errors import BudgetExhaustedError
from boundkit.interruption import within
from boundkit.verdict import Verdict

SYMBOLS = (
    sympy.Symbol("x", positive=True),
    sympy.Symbol("y", nonnegative=True),
    sympy.Symbol("n", integer=True, positive=True),
    sympy.Symbol("m", integer=True, nonnegative=True),
    sympy.Symbol("u", real=True),
)
LOWEST = {"x": (1, 4), "y": (0, 3), "n": (1, 4), "m": (0, 3), "u": (-3, 3)}
PARTS = 20
FORMULAS = 2000


def formula(draw, depth):
    if depth == 0 or draw.random() < 0.15:
        number = Rational(draw.randint(-9, 30), draw.choice((1, 1, 2, 3, 7)))
        return draw.choice(SYMBOLS) if draw.random() < 0.7 else number
    one, other = formula(draw, depth - 1), formula(draw, depth - 1)
    made = (
        lambda: one + other, lambda: one + other, lambda: one * other, lambda: one * other, lambda: one - other,
        lambda: one / other, lambda: Max(one, other), lambda: Min(one, other), lambda: log(1 + abs(one)),
        lambda: sqrt(abs(one)), lambda: ceiling(one), lambda: floor(one), lambda: exp(one), lambda: one**other,
        lambda: abs(one), lambda: log(one),
    )  # fmt: skip
    return draw.choice(made)()


def relation(seed):
    """A relation between two random formulas, often one that is true by its form, and a box for some symbols."""
    draw = random.Random(seed)
    while True:
        with suppress(TypeError, ValueError, OverflowError, ZeroDivisionError, RecursionError):
            small, large = formula(draw, draw.randint(1, 4)), formula(draw, draw.randint(1, 3))
            large = draw.choice((large, large, Max(small, large), small + abs(large)))
            made = draw.choice((Le, Le, Le, Lt))(small, large, evaluate=False)
            if made.free_symbols and not made.has(sympy.oo, -sympy.oo, sympy.zoo, sympy.nan, sympy.I):
                break
    box = {}
    for symbol in sorted(made.free_symbols, key=str):
        low = draw.randint(*LOWEST[symbol.name])
        if draw.random() < 0.5:
            box[symbol.name] = low, draw.choice((None, low, low + 1, low + 5, low + 100, low + 10**6))
    return made, box


def judged(seed):
    """The verdict after a check of the time and of the verdict itself by floating point of 40 digits."""
    made, box = relation(seed)
    start = time.process_time()
    judgement = certify(made, box)
    assert time.process_time() - start < 10, (seed, made, box)
    if judgement.verdict is Verdict.CERTIFIED:
        assert not any(fails(made, point) for point in points(seed, made, box)), (seed, made, box)
    if judgement.verdict is Verdict.REFUTED:
        witness = {s: sympy.Rational(str(judgement.witness[s.name])) for s in made.free_symbols}
        assert fails(made, witness) is not False, (seed, made, box)
    return judgement.verdict


def points(seed, made, box):
    draw = random.Random(seed + 10**6)
    for _ in range(20):
        point = {}
        for symbol in sorted(made.free_symbols, key=str):
            low, high = box.get(symbol.name, (LOWEST[symbol.name][0], None))
            high = low + 9 if high is None else high
            whole = symbol.is_integer
            point[symbol] = (
                sympy.Integer(draw.randint(low, high))
                if whole
                else low + (high - low) * Rational(draw.randint(0, 64), 64)
            )
        yield point


def fails(made, point):
    """Whether the relation is clearly broken at a point; None when 40 digits do not tell."""
    errors = (TypeError, ValueError, OverflowError, ZeroDivisionError, AttributeError, BudgetExhaustedError)
    with mpmath.workdps(40), suppress(*errors), within(0.1):  # a tower of exponentials does not end there
        small, large = sympy.lambdify(list(point), [made.lts, made.gts], "mpmath")(
            *(mpmath.mpf(int(v.p)) / int(v.q) for v in point.values())
        )
        close = abs(small - large) < mpmath.mpf(10) ** -25 * max(1, abs(small), abs(large))
        return None if close else bool(small > large)
    return None


def test_a_few_random_formulas_are_judged():
    assert {judged(seed) for seed in range(12, 22)} > {Verdict.REFUTED}


def test_a_long_negative_power_is_not_worked_out_by_sympy():
    assert judged(2687) is Verdict.INCONCLUSIVE  # it holds ceiling((u + x)**(u + 27)) at fractions of u + x far below 0


SCRIPT = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
sys.path[:0] = {folders!r}
from collections import Counter
from peak import peak_memory
from test_random_formulas import judged
print(Counter(str(judged(seed)) for seed in range({first}, {last})))
assert peak_memory() < 1 << 30, "more than 1 GiB"
"""


@pytest.mark.heavy
@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured by the resource module")
@pytest.mark.parametrize("part", range(PARTS))
def test_two_thousand_random_formulas_are_judged_in_time_and_memory(part):
    from pathlib import Path

    share = FORMULAS // PARTS
    first, last = 1000 + share * part, 1000 + share * (part + 1)
    here = Path(__file__).parent
    code = SCRIPT.format(folders=[str(here), str(here.parent)], first=first, last=last)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "CERTIFIED" in done.stdout
