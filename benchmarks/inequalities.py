"""``certify`` beside z3 and cvc5 on fifteen inequalities: who decides which, and in what time.

All variables are real and positive. A solver is asked whether the negation has a solution; "unsat" is its yes, and
comes without a certificate. A solver that is not installed (extra ``smt``) is left out. A verdict that is not the truth
fails the command. The table goes into README.md between the markers.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable
from functools import reduce
from importlib.metadata import version
from importlib.util import find_spec
from operator import add, mul
from pathlib import Path
from typing import Any

import sympy
from section import table, write
from sympy import Le, Rational, exp, log

from boundkit.calculus.inequalities import certify

HERE = Path(__file__).parent
SECONDS = 20
x, y, z = sympy.symbols("x y z", positive=True)
SCHUR = x * (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y)
GOALS = {  # what is asked, small <= large, and whether it is true
    "1 + x <= e^x": (1 + x, exp(x), True),
    "log(1 + x) <= x": (log(1 + x), x, True),
    "2xy <= x^2 + y^2": (2 * x * y, x**2 + y**2, True),
    "3xyz <= x^3 + y^3 + z^3": (3 * x * y * z, x**3 + y**3 + z**3, True),
    "0 <= x(x-y)(x-z) + y(y-x)(y-z) + z(z-x)(z-y)": (sympy.S.Zero, SCHUR, True),
    "3z^2 x <= x^3/y^2 + 2 z^3 y": (3 * z**2 * x, x**3 / y**2 + 2 * z**3 * y, True),
    "e^-x <= 1/(1 + x)": (exp(-x), 1 / (1 + x), True),
    "x^2 e^-x <= 4 e^-2": (x**2 * exp(-x), 4 * exp(-2), True),
    "x e^-x <= 0.3679": (x * exp(-x), Rational(3679, 10000), True),
    "2 e^((x+y)/2) <= e^x + e^y": (2 * exp((x + y) / 2), exp(x) + exp(y), True),
    "log x <= log y + x/y - 1": (log(x), log(y) + x / y - 1, True),
    "1 + 5x <= (1 + x)^5": (1 + 5 * x, (1 + x) ** 5, True),
    "1 + x + x^2/2 + x^3/6 <= e^x": (1 + x + x**2 / 2 + x**3 / 6, exp(x), True),
    "e^x <= 1 + 2x": (exp(x), 1 + 2 * x, False),
    "3x <= x^4 + 1": (3 * x, x**4 + 1, False),
}
Answer = tuple[str, bool | None]  # what is shown, and what was decided


def by_boundkit(small: sympy.Expr, large: sympy.Expr) -> Answer:
    judgement = certify(Le(small, large, evaluate=False))
    return str(judgement.verdict), judgement.holds


def by_z3(small: sympy.Expr, large: sympy.Expr) -> Answer:
    import z3

    missing = next((name for name, kind in (("exp", exp), ("log", log)) if (large - small).has(kind)), None)
    if missing:
        return f"no {missing}", None
    names = {symbol: z3.Real(symbol.name) for symbol in (large - small).free_symbols}

    def put(node: sympy.Expr) -> Any:
        if node.is_Rational:
            return z3.Q(int(node.p), int(node.q))
        if isinstance(node, sympy.Pow):
            base, power = node.args
            return reduce(mul, [put(base)] * int(power)) if power > 0 else 1 / reduce(mul, [put(base)] * -int(power))
        return names[node] if node.is_Symbol else reduce(add if node.is_Add else mul, map(put, node.args))

    solver = z3.Solver()
    solver.set("timeout", SECONDS * 1000)
    solver.add(*(name > 0 for name in names.values()), put(small) > put(large))
    return answer(str(solver.check()))


def by_cvc5(small: sympy.Expr, large: sympy.Expr) -> Answer:
    import cvc5
    from cvc5 import Kind

    if (large - small).has(log):
        return "no log", None
    terms = cvc5.TermManager()
    solver = cvc5.Solver(terms)
    solver.setLogic("QF_NRAT")
    solver.setOption("tlimit-per", str(SECONDS * 1000))
    names = {s: terms.mkConst(terms.getRealSort(), s.name) for s in (large - small).free_symbols}
    one = terms.mkReal(1)

    def put(node: sympy.Expr) -> Any:
        if node.is_Rational:
            return terms.mkReal(int(node.p), int(node.q))
        if isinstance(node, exp):
            return terms.mkTerm(Kind.EXPONENTIAL, put(node.args[0]))
        if isinstance(node, sympy.Pow):
            base, power = node.args
            product = terms.mkTerm(Kind.MULT, *[put(base)] * abs(int(power)), one)
            return product if power > 0 else terms.mkTerm(Kind.DIVISION, one, product)
        return names[node] if node.is_Symbol else terms.mkTerm(
            Kind.ADD if node.is_Add else Kind.MULT, *map(put, node.args))  # fmt: skip

    for name in names.values():
        solver.assertFormula(terms.mkTerm(Kind.GT, name, terms.mkReal(0)))
    solver.assertFormula(terms.mkTerm(Kind.GT, put(small), put(large)))
    return answer(str(solver.checkSat()).split()[0].strip("()"))


def answer(found: str) -> Answer:
    decided = {"unsat": True, "sat": False}.get(found)
    return (f"none in {SECONDS} s" if decided is None else found), decided


SOLVERS: dict[str, Callable[[sympy.Expr, sympy.Expr], Answer]] = {
    "boundkit": by_boundkit,
    "z3": by_z3,
    "cvc5": by_cvc5,
}
PACKAGES = {"z3": "z3-solver", "cvc5": "cvc5"}


def asked(runs: int, solvers: list[str]) -> tuple[list[list[str]], dict[str, int]]:
    """A row for each goal, and how many each decided. Raises SystemExit for a wrong answer."""
    rows, decided = [], dict.fromkeys(solvers, 0)
    for text, (small, large, truth) in GOALS.items():
        row = [text if truth else f"{text} (false)"]
        for name in solvers:
            times, shown, held = [], "", None
            for _ in range(runs):
                sympy.core.cache.clear_cache()
                start = time.perf_counter()
                shown, held = SOLVERS[name](small, large)
                times.append(time.perf_counter() - start)
                if held is None:
                    break
            if held is not None and held is not truth:
                raise SystemExit(f"WRONG {text}: {name} says {shown}")
            decided[name] += held is not None
            row.append(shown if held is None else f"{shown} {statistics.median(times):.3f}")
        rows.append(row)
        print(" | ".join(row), flush=True)
    return rows, decided


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each, whose median counts (5)")
    parser.add_argument("--output", type=Path, default=HERE / "README.md", help="Markdown file with the two markers")
    given = parser.parse_args()
    solvers = [name for name in SOLVERS if find_spec(name)]
    certify(Le(x, x + 1, evaluate=False))  # what is imported late does not count
    rows, decided = asked(given.runs, solvers)
    rows.append([f"decided, of {len(GOALS)}", *(str(decided[name]) for name in solvers)])
    versions = [f"{PACKAGES[name]} {version(PACKAGES[name])}" for name in solvers if name in PACKAGES]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, CPython {platform.python_version()}"
    text = (
        f"{', '.join([machine, f'sympy {sympy.__version__}', *versions])}; load average {os.getloadavg()[0]:.1f}.\n\n"
    )
    write(text + table(["goal", *(f"{name}, s" for name in solvers)], rows), given.output, "inequalities")


if __name__ == "__main__":
    main()
