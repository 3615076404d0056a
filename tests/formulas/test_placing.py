"""Values in formulas: what is too large is refused before it is made."""

import pytest
import sympy
from peak import peak_memory
from sympy import Integer, Le, Max, Min, Sum, binomial, ceiling, exp, log

from boundkit.calculus.inequalities.judgement import certify
from boundkit.calculus.solving.inversion import solve
from boundkit.formulas.placing import placed
from boundkit.verdict import Verdict

x, y = sympy.symbols("x y", positive=True)
n, m = sympy.symbols("n m", integer=True, positive=True)


@pytest.mark.parametrize(
    "form",
    [
        (x - 2) ** n**30, 2 ** n**30, x * exp(n**30) ** (n + 1), binomial(n**9, m), y ** (x + 10**6 * n),
        log((x - 2) ** (n**30) * exp(n) + 2 * x, evaluate=False), Max(x, (x + y) ** (n**30)),
    ],
    ids=str,
)  # fmt: skip
def test_what_would_be_too_large_is_not_made(form):
    assert placed(form, {n: Integer(5)}) is None


def test_what_is_small_is_put_in():
    assert placed((x + y) ** n, {n: Integer(3)}) == (x + y) ** 3
    assert placed(ceiling(x / 2) + y, {ceiling(x / 2): n}) == n + y
    assert placed(x**1000 + n, {n: m}) == x**1000 + m  # what was long before is no reason to refuse


def test_an_index_keeps_its_place():
    total = Sum(n * x, (n, 1, m))
    assert placed(total, {n: Integer(7), m: Integer(2)}) == Sum(n * x, (n, 1, 2))


MIN = Min(y**m, exp(n))


def test_an_end_in_a_long_power_takes_no_memory():
    """Without the guard the first takes 700 MiB and the others more than a gigabyte."""
    before = peak_memory()
    large = 2 * x + y + (x - 2) ** (n**30) * MIN
    relation = sympy.Lt((x - 2) ** (n**30) * MIN, large, evaluate=False)
    assert certify(relation, {"n": (4, 5), "x": (3, None), "y": (1, None)}).verdict is Verdict.CERTIFIED
    assert certify(Le((x + y) ** (n**30), (x + y + 3) ** (n**30), evaluate=False), {"n": (5, 5)}).holds
    assert str(solve((x + 1) ** (10**8) >= 5 * x, x)) == "always: it holds for all real numbers > 0"
    assert peak_memory() - before < 200 << 20
