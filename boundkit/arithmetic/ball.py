"""sympy expressions compiled to exact, ball and array arithmetic.

One compiled form serves all: it computes with exact rationals as long as every operation stays rational, passes to
balls (python-flint's arb) where a logarithm, a root or a transcendental constant enters, and runs on numpy arrays as
well. A comparison of balls that does not decide widens the result instead of guessing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache
from types import CodeType
from typing import TYPE_CHECKING, Any

import sympy
from flint import acb, arb, ctx, fmpq

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.operations import INSTRUCTIONS
from boundkit.arithmetic.rational import rational
from boundkit.arithmetic.registrations import instructions
from boundkit.arithmetic.source import source_of
from boundkit.errors import DomainError, UndecidedError

if TYPE_CHECKING:
    import numpy as np

Value = fmpq | arb
_BITS_PER_DIGIT = 3.33
_SPARE_BITS = 24
_HIGHEST_PRECISION = 1 << 14
_HIGHEST_PRECISION_OF_INTEGRALS = 1024
_BLOCK = 1 << 14
_ON_NUMBERS = instructions("exact", INSTRUCTIONS)


class Form:
    """A formula ready for numbers: a function of its symbols, which are sorted by name.

    Calling it gives the value at the current precision: exact rationals (fmpq) and balls (arb) in, one of them out.

    >>> E, L = sympy.symbols("E L")
    >>> form = compiled(E**L * sympy.log(2))
    >>> form.names, form.enclosed(8, 1, digits=17).decimals()
    (('E', 'L'), ['5.5451774444795624', '5.5451774444795625'])
    """

    def __init__(self, expression: sympy.Basic):
        symbols = sorted(expression.free_symbols, key=lambda symbol: symbol.name)
        self.expression = expression
        self.names: tuple[str, ...] = tuple(symbol.name for symbol in symbols)
        self._code: CodeType = compile(source_of(expression, symbols), f"<{type(expression).__name__}>", "exec")
        self._at: dict[int, Callable[..., Any]] = {}

    def _made(self, operations: Mapping[str, Any]) -> Callable[..., Any]:
        within = dict(operations)
        exec(self._code, within)
        return within["make"]()

    def __call__(self, *values: Any) -> Any:
        """The value at fmpq, arb or acb ``values``, at the current precision; a relation gives True, False or None.

        Raises DomainError where the formula has no real value, UndecidedError where a case cannot be decided.
        """
        try:
            return (self._at.get(ctx.prec) or self._prepared())(*values)
        except ZeroDivisionError:
            raise DomainError("the formula divides by zero here") from None

    def _prepared(self) -> Callable[..., Any]:
        """The function with its constants worked out at the current precision."""
        formula = self._at[ctx.prec] = self._made(_ON_NUMBERS)
        return formula

    def certified(self, *values: Any, digits: int = 15) -> Value:
        """The exact value, or a ball whose radius is below 10**-digits of it, or the best one found.

        ``values`` are rational, in the order of the names. The precision is doubled until the digits are certified or
        16384 bits are reached; with an integral, which may cost thousands of evaluations, four times the bits of the
        digits or 1024. Raises DomainError where the formula has no finite value, UndecidedError where a case cannot be
        decided.
        """
        return self._settled(values, digits)

    def enclosed(self, *values: Any, digits: int = 15) -> Enclosure:
        """The enclosure of ``certified``: the same meaning of values and digits, the same errors."""
        return self._settled(values, digits, enclose)

    def _settled(self, values: Iterable[Any], digits: int, finish: Callable[[Value], Any] | None = None) -> Any:
        """The certified value, handed on at the precision that it was found with."""
        exact = [v if type(v) is fmpq else fmpq(v) if type(v) is int else rational(v) for v in values]
        needed, first = _bits(digits)
        precision = first
        outer = ctx.prec
        try:
            while True:
                ctx.prec = precision
                try:
                    value = self(*exact)
                except UndecidedError:
                    if precision >= self._highest(first):
                        raise
                else:
                    if type(value) is not arb or value.rel_accuracy_bits() >= needed:
                        return value if finish is None else finish(value)
                    if precision >= self._highest(first):
                        self._require_finite(value, exact)
                        return value if finish is None else finish(value)
                precision *= 2
        finally:
            ctx.prec = outer

    def floats(self, *arrays: Any) -> np.ndarray:
        """Values at arrays of one shape, or that numpy broadcasts to one; float64 and never rigorous.

        What is not defined is nan, and inf only what exceeds float64. Raises NotEvaluableError for integrals and for
        sums over paths.
        """
        import numpy as np

        inputs = [np.asarray(array, dtype=np.float64) for array in arrays]
        shape = np.broadcast_shapes(*(array.shape for array in inputs))
        with np.errstate(all="ignore"):
            if any(array.shape not in ((), shape) for array in inputs) or not shape:
                return np.array(np.broadcast_to(self._on_arrays(*inputs), shape))
            flat = [array.reshape(-1) if array.shape else array for array in inputs]
            found = np.empty(shape)
            out = found.reshape(-1)
            for start in range(0, out.size, _BLOCK):
                block = slice(start, start + _BLOCK)
                out[block] = self._on_arrays(*(array[block] if array.shape else array for array in flat))
        return found

    @cached_property
    def _on_arrays(self) -> Callable[..., Any]:
        from boundkit.arithmetic.arrays import ON_ARRAYS

        return self._made(ON_ARRAYS)

    @cached_property
    def _has_integral(self) -> bool:
        return self.expression.has(sympy.Integral)

    def _highest(self, first: int) -> int:
        return max(4 * first, _HIGHEST_PRECISION_OF_INTEGRALS) if self._has_integral else _HIGHEST_PRECISION

    def _require_finite(self, value: arb, at: list[fmpq]) -> None:
        if not value.is_finite():
            where = ", ".join(f"{name}={number}" for name, number in zip(self.names, at, strict=True))
            raise DomainError(f"the formula has no finite value here: {where}")


@cache
def _bits(digits: int) -> tuple[int, int]:
    """The relative accuracy, and the precision to begin with, that so many digits need."""
    needed = int(digits * _BITS_PER_DIGIT) + 1
    return needed, max(64, needed + _SPARE_BITS)


@lru_cache(maxsize=512)
def compiled(expression: sympy.Basic) -> Form:
    """The compiled form of an expression or relation.

    Raises NotEvaluableError for functions that have no ball arithmetic here.
    """
    return Form(expression)


def exact_or_ball(expression: sympy.Basic, values: Mapping[str, Any]) -> Any:
    """The value of ``expression`` at rational or ball ``values`` (by symbol name), at the current precision.

    A rational result is exact; any other is a ball that holds it. Raises the errors of a Form; MissingValue is the
    caller's business.
    """
    form = compiled(expression)
    return form(*(_number(values[name]) for name in form.names))


def _number(value: Any) -> Any:
    return value if isinstance(value, fmpq | arb | acb) else rational(value)


def enclosure(expression: sympy.Basic, values: Mapping[str, Any], digits: int = 17) -> Enclosure:
    """An enclosure of ``expression`` whose relative width is below 10**-digits, or the best one found; see Form."""
    form = compiled(expression)
    return form.enclosed(*(values[name] for name in form.names), digits=digits)
