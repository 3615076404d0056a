"""Symbols that carry their meaning, formulas in them: parsing, text and LaTeX, values."""

from boundkit.formulas.deductions import mend
from boundkit.formulas.domain import Bounds, Domain, domain_of
from boundkit.formulas.evaluation import Value, evaluate, expand, log_of, substitute
from boundkit.formulas.functions import given_functions
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.parsing import parse
from boundkit.formulas.smooth import derivative, is_smooth
from boundkit.formulas.symbols import (
    Abbreviation,
    Quantity,
    Variable,
    check_values,
    define,
    function,
    functions_in,
    latex_name,
    natural,
    positive,
    quantity,
    real,
    require,
)
from boundkit.formulas.text import latex, plain

mend()

__all__ = [
    "Abbreviation",
    "Bounds",
    "Domain",
    "Quantity",
    "Value",
    "Variable",
    "check_values",
    "define",
    "derivative",
    "domain_of",
    "evaluate",
    "expand",
    "function",
    "functions_in",
    "given_functions",
    "is_smooth",
    "latex",
    "latex_name",
    "log_of",
    "natural",
    "parse",
    "plain",
    "positive",
    "quantity",
    "real",
    "require",
    "substitute",
    "to_sympy",
]
