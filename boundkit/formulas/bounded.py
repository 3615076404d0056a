"""Computer algebra within bounds: the size of a formula is looked at before a call, processor time while it runs."""

from __future__ import annotations

import ctypes
import math
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from types import TracebackType
from typing import Any

import sympy
from flint import ctx
from sympy.core.parameters import global_parameters

from boundkit.arithmetic.registrations import CHOICES
from boundkit.errors import BudgetExhaustedError

_MOST_TERMS = 50_000
_MOST_OPERATIONS = 2000
_LARGEST_EXPONENT = 512
_LONGEST_NUMBER = 4096  # bits
_LONGEST_POWER = 14_000  # bits, which Python still writes in decimals
_LONGEST_ROOT = 128  # bits of a number under a root, which sympy factors
_LARGEST_FACTORIAL = 1000
COUNTING = (sympy.binomial, sympy.factorial, sympy.gamma, sympy.loggamma)
_SECONDS = 3.0
_BETWEEN_LOOKS = 0.05  # seconds


class within:  # noqa: N801 - a context manager, used like a function
    """A block that raises BudgetExhaustedError once it has used so many seconds of the process's processor time.

    Blocks may be nested; each ends by its own deadline. Python code is interrupted, a single operation of a compiled
    library is not; the sizes of what such a library is given must be bounded before (``is_manageable``).

    >>> with within(60):
    ...     sum(range(10))
    45
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._overtime = type("Overtime", (BaseException,), {})
        self._open = False

    def __enter__(self) -> within:
        self._thread = threading.get_ident()
        self._precision, self._evaluates = ctx.prec, global_parameters.evaluate
        self._deadline = time.process_time() + self._seconds
        self._open = True
        _watch(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        interruption: BaseException | None = None
        while self._open:
            try:
                self._close()
            except BaseException as late:  # another deadline, or this one, may strike here as well
                interruption = late
        if kind is self._overtime or type(interruption) is self._overtime:
            ctx.prec, global_parameters.evaluate = self._precision, self._evaluates
            raise BudgetExhaustedError(f"no end within {self._seconds:g} s of processor time; simplify the formula")
        if interruption is not None:
            raise interruption

    def _close(self) -> None:
        with _LOCK:
            _DEADLINES.discard(self)
            _interrupt(self._thread, None)
            self._open = False

    def look(self) -> None:
        """Interrupt the thread of the block when its time is over; again at every look, should it go on."""
        if self._open and time.process_time() > self._deadline:
            _interrupt(self._thread, self._overtime)


_LOCK = threading.Lock()
_DEADLINES: set[within] = set()
_AWAKE = threading.Event()
_WATCHMAN: list[threading.Thread] = []


def _interrupt(thread: int, error: type[BaseException] | None) -> None:
    target = ctypes.py_object() if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), target)


def _watch(deadline: within) -> None:
    with _LOCK:
        _DEADLINES.add(deadline)
    if not _WATCHMAN or not _WATCHMAN[0].is_alive():  # a process that was forked has none
        _WATCHMAN[:] = [threading.Thread(target=_look_from_time_to_time, name="deadlines", daemon=True)]
        _WATCHMAN[0].start()
    _AWAKE.set()


def _look_from_time_to_time() -> None:
    while True:
        if not _DEADLINES:
            _AWAKE.clear()
            _AWAKE.wait(1)
        time.sleep(_BETWEEN_LOOKS)
        with _LOCK:
            for deadline in tuple(_DEADLINES):
                deadline.look()


def call(function: Callable[..., Any], *arguments: Any, seconds: float = _SECONDS, **options: Any) -> Any:
    """function(*arguments, **options), within bounds of size and time.

    Raises BudgetExhaustedError when a formula among the arguments is too large or the time runs out; what the function
    raises is raised.

    >>> x = sympy.Symbol("x")
    >>> call(sympy.factor, x**2 - 1)
    (x - 1)*(x + 1)
    >>> call(sympy.expand, (x + 1) ** 100_000)
    Traceback (most recent call last):
    boundkit.errors.BudgetExhaustedError: a formula is too large for expand; simplify it
    """
    if not all(is_manageable(each) for each in arguments if isinstance(each, sympy.Basic)):
        raise BudgetExhaustedError(f"a formula is too large for {function.__name__}; simplify it")
    with within(seconds):
        return function(*arguments, **options)


def rewritten(rule: Callable[..., Any], form: sympy.Expr, **options: Any) -> sympy.Expr:
    """The formula by a rule that keeps its value; as it stands where the rule does not come to an end or fails.

    >>> x = sympy.Symbol("x")
    >>> rewritten(sympy.expand, (x + 1) ** 2), rewritten(sympy.expand, (x + 1) ** 100_000)
    (x**2 + 2*x + 1, (x + 1)**100000)
    """
    found = attempt(rule, form, **options)
    return form if found is None else found


def attempt(function: Callable[..., Any], *arguments: Any, seconds: float = _SECONDS, **options: Any) -> Any:
    """What ``call`` gives, or None where sympy does not come to an end or fails."""
    try:
        return call(function, *arguments, seconds=seconds, **options)
    except (BudgetExhaustedError, *FAILURES):
        return None


FAILURES = (
    sympy.PolynomialError, sympy.PoleError, NotImplementedError, TypeError, ValueError, AttributeError,
    ArithmeticError, RecursionError, IndexError, KeyError, AssertionError,
)  # fmt: skip
"""What sympy raises on formulas that are beyond it."""


@lru_cache(maxsize=1 << 14)
def is_manageable(form: sympy.Basic) -> bool:
    """Whether a formula is small: its operations, its terms when multiplied out, its numbers and its exponents."""
    return _terms(form) <= _MOST_TERMS and form.count_ops() <= _MOST_OPERATIONS


def _terms(node: sympy.Basic) -> float:
    """About how many terms a formula has when it is multiplied out; infinite for numbers that are too long."""
    if isinstance(node, sympy.Rational):
        return 1 if max(abs(node.p), node.q).bit_length() <= _LONGEST_NUMBER else math.inf
    if not node.args:
        return 1
    if isinstance(node, sympy.Pow | sympy.exp):
        return _terms_of_power(*node.as_base_exp())
    if isinstance(node, COUNTING) and node.args[0].is_Rational and abs(node.args[0]) > _LARGEST_FACTORIAL:
        return math.inf
    parts = [_terms(argument) for argument in node.args]
    if isinstance(node, sympy.Add):
        return sum(parts)
    if isinstance(node, sympy.Mul):
        return math.prod(parts)
    return 1 if max(parts) <= _MOST_TERMS else math.inf


def _terms_of_power(base: sympy.Expr, exponent: sympy.Expr) -> float:
    of_base, of_exponent = _terms(base), _terms(exponent)
    if math.inf in (of_base, of_exponent):
        return math.inf
    terms = sympy.Add.make_args(exponent)
    numbers = [part for term in terms for part in sympy.Mul.make_args(term) if part.is_Rational]
    if any(max(abs(number.p), number.q) > _LARGEST_EXPONENT for number in numbers):
        return math.inf
    if _bits_of_power(base, exponent) > _LONGEST_POWER:
        return math.inf
    if base.is_Rational and exponent.is_Rational:
        return 1 if exponent.is_Integer or max(abs(base.p), base.q).bit_length() <= _LONGEST_ROOT else math.inf
    times = sum(abs(int(term)) for term in terms if term.is_Integer)  # (a + b)^(n + 3) becomes (a + b)^n (a + b)^3
    if times == 0:
        return max(1, of_base, of_exponent)
    return math.comb(times + int(of_base) - 1, times) if of_base * times <= _MOST_TERMS else math.inf


def _bits(node: sympy.Basic) -> float:
    """About how many bits the longest number has that is there when a formula is multiplied out."""
    if isinstance(node, sympy.Rational):
        return math.log2(max(abs(node.p), node.q))
    if isinstance(node, sympy.Add):
        return max(map(_bits, node.args)) + math.log2(len(node.args))
    if isinstance(node, sympy.Mul):
        return sum(map(_bits, node.args))
    if isinstance(node, sympy.Pow):
        return _bits_of_power(*node.args)
    return max(map(_bits, node.args), default=0) if isinstance(node, CHOICES) else 0


def _bits_of_power(base: sympy.Expr, exponent: sympy.Expr) -> float:
    """a^(b n + c) becomes (a^b)^n a^c."""
    of_base, of_exponent = _bits(base), _bits(exponent)
    if of_base == 0:
        return 0
    return of_base * 2**of_exponent if of_exponent <= math.log2(_LONGEST_POWER) + 20 else math.inf
