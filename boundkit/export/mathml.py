"""Formulas as MathML, which browsers show without a library."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.printing.mathml import MathMLPresentationPrinter


def mathml(expression: Any) -> str:
    """A formula as a MathML element.

    >>> mathml(sympy.Symbol("n"))
    '<math><mi>n</mi></math>'
    """
    printer = _Printer({"fold_short_frac": False})
    return f"<math>{printer._print(expression).toxml(encoding='ascii').decode()}</math>"


class _Printer(MathMLPresentationPrinter):
    """sympy's printer, with products and case distinctions drawn as such."""

    def _element(self, name: str, *children: Any) -> Any:
        element = self.dom.createElement(name)
        for child in children:
            element.appendChild(self.dom.createTextNode(child) if isinstance(child, str) else child)
        return element

    def _print_Product(self, product: sympy.Product) -> Any:
        variable, low, high = product.limits[0]
        below = self._element("mrow", self._print(variable), self._element("mo", "="), self._print(low))
        sign = self._element("munderover", self._element("mo", "\N{N-ARY PRODUCT}"), below, self._print(high))
        return self._element("mrow", sign, self._print(product.function))

    def _print_Least(self, least: Any) -> Any:
        body, (index, first, last) = least.args
        order = [first, "\N{LESS-THAN OR EQUAL TO}", index, "\N{LESS-THAN OR EQUAL TO}", last]
        below = [self._element("mo", part) if isinstance(part, str) else self._print(part) for part in order]
        sign = self._element("munder", self._element("mo", "min"), self._element("mrow", *below))
        return self._element("mrow", sign, self._print(body))

    def _print_PathSum(self, total: Any) -> Any:
        conditions, product = total.displayed
        below = self._element("mrow")
        for number, condition in enumerate(conditions):
            if number:
                below.appendChild(self._element("mo", ","))
            below.appendChild(self._print(condition))
        sign = self._element("munder", self._element("mo", "\N{N-ARY SUMMATION}"), below)
        return self._element("mrow", sign, self._print(product))

    def _print_Piecewise(self, cases: sympy.Piecewise) -> Any:
        rows = [
            self._element("mtr", *(self._element("mtd", cell) for cell in (self._print(value), self._condition(when))))
            for value, when in cases.args
        ]
        return self._element("mrow", self._element("mo", "{"), self._element("mtable", *rows))

    def _condition(self, when: Any) -> Any:
        if when == sympy.true:
            return self._element("mtext", "otherwise")
        return self._element("mrow", self._element("mtext", "for\N{NO-BREAK SPACE}"), self._print(when))
