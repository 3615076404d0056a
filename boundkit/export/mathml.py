"""Formulas as MathML, which browsers show without a library: the LaTeX that boundkit writes, translated.

What the LaTeX groups by parentheses is grouped in the page as well. Products and applications of functions, which the
LaTeX leaves to the eye, get the invisible operators of MathML.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, tostring

from boundkit.formulas.text import latex, plain

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon"
_LETTERS = dict(zip(_GREEK.split(), "αβγδεζηθικλμνξπρστυ", strict=True)) | {
    "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "varepsilon": "ε", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "infty": "∞", "ell": "ℓ", "partial": "∂",
}  # fmt: skip
_SIGNS = {"leq": "≤", "geq": "≥", "neq": "≠", "ne": "≠", "cdot": "⋅", "times": "×", "in": "∈", "wedge": "∧", "vee": "∨"}
_CHARACTERS = {"-": "\N{MINUS SIGN}", "*": "⋅"} | {c: c for c in "+=<>,:;|/"}
_BIG = {"sum": "\N{N-ARY SUMMATION}", "prod": "\N{N-ARY PRODUCT}", "int": "\N{INTEGRAL}"}
_NAMES = {"log", "min", "max", "exp", "sin", "cos", "tan", "sup", "inf", "lim"}
_FENCES = {
    "(": "(", ")": ")", "[": "[", "]": "]", "|": "|", ".": "", r"\{": "{", r"\}": "}", r"\lfloor": "⌊",
    r"\rfloor": "⌋", r"\lceil": "⌈", r"\rceil": "⌉",
}  # fmt: skip
_ACCENTS = {"bar": "¯", "widetilde": "~", "tilde": "~", "hat": "^"}
_SPACES = (r"\,", r"\:", r"\;", r"\ ", r"\quad", r"\limits", r"\displaystyle")
_TIMES, _OF = "\N{INVISIBLE TIMES}", "\N{FUNCTION APPLICATION}"


class _UnknownLatexError(ValueError):
    """The LaTeX has a command that the translation does not know."""


def mathml(expression: Any) -> str:
    """A formula as a MathML element.

    >>> from sympy import Symbol
    >>> mathml(2 * Symbol("n"))
    '<math><mn>2</mn><mo>\u2062</mo><mi>n</mi></math>'
    """
    return from_latex(latex(expression), plain(expression))


def from_latex(text: str, otherwise: str = "") -> str:
    """A MathML element for a formula in the LaTeX that boundkit writes; ``otherwise`` as text where it knows better."""
    try:
        parts = _Reader(text).whole()
    except _UnknownLatexError:
        parts = [_element("mtext", otherwise or text)]
    return tostring(_element("math", *parts), encoding="unicode")


def _element(name: str, *children: Element | str, **attributes: str) -> Element:
    made = Element(name, attributes)
    for child in children:
        if isinstance(child, str):
            made.text = child
        else:
            made.append(child)
    return made


def _row(parts: list[Element]) -> Element:
    return parts[0] if len(parts) == 1 else _element("mrow", *parts)


class _Reader:
    """Recursive descent over the tokens of a formula."""

    def __init__(self, text: str) -> None:
        self._tokens = _TOKEN.findall(text)
        self._place = 0
        self._spaced = False

    def whole(self) -> list[Element]:
        """The children of the math element. Raises _UnknownLatexError."""
        parts = self._parts()
        if self._next() is not None:
            raise _UnknownLatexError(self._next())
        return parts

    def _next(self) -> str | None:
        while self._place < len(self._tokens) and (
            self._tokens[self._place].isspace() or self._tokens[self._place] in _SPACES
        ):
            self._place += 1
            self._spaced = True
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _take(self, wanted: str | None = None) -> str:
        token = self._next()
        if token is None or wanted not in (None, token):
            raise _UnknownLatexError(f"{token} for {wanted}")
        self._place += 1
        self._spaced = False
        return token

    def _parts(self, *ends: str) -> list[Element]:
        """Elements up to one of the ends, with the operators that the LaTeX leaves out."""
        parts: list[Element] = []
        before = "operator"
        while (token := self._next()) is not None and token not in (*ends, "}", r"\right", "&", r"\\", r"\end"):
            spaced = self._spaced
            atom, kind = self._scripted()
            if "operator" not in (before, kind) and kind != "factorial":
                parts += _between(parts[-1], before, atom, kind, spaced=spaced)
            parts.append(atom)
            before = kind
        return parts

    def _scripted(self) -> tuple[Element, str]:
        """An element with its scripts, and its kind."""
        token = self._take()
        base, kind = self._atom(token)
        scripts: dict[str, Element] = {}
        while (sign := self._next()) in ("_", "^") and sign not in scripts:
            self._take()
            scripts[str(sign)] = self._argument()
        below = kind == "big" or token in (r"\min", r"\max")
        names = ("munder", "mover", "munderover") if below else ("msub", "msup", "msubsup")
        if scripts:
            name = names[("_" in scripts) + 2 * ("^" in scripts) - 1]
            base = _element(name, base, *(scripts[sign] for sign in "_^" if sign in scripts))
        return base, kind

    def _argument(self) -> Element:
        if self._next() != "{":
            return self._atom(self._take())[0]
        self._take()
        found = _row(self._parts())
        self._take("}")
        return found

    def _atom(self, token: str) -> tuple[Element, str]:
        command = token[1:] if token.startswith("\\") else ""
        if token[0].isdigit():
            return _element("mn", token), "operand"
        if token.isalpha() or command in _LETTERS:
            return _element("mi", _LETTERS.get(command, token)), "letter"
        if token == "!":
            return _element("mo", token), "factorial"
        if token in _CHARACTERS or command in _SIGNS:
            return _element("mo", _CHARACTERS.get(token) or _SIGNS[command]), "operator"
        if command in _BIG:
            return _element("mo", _BIG[command]), "big"
        if command in _NAMES:
            return _element("mi", command), "name"
        return self._construct(token, command), "operator" if command == "text" else "operand"

    def _construct(self, token: str, command: str) -> Element:
        if token == "{":
            self._place -= 1
            return self._argument()
        if token == "(":
            return self._fenced("(", ")", ")")
        if command == "left":
            return self._fenced(self._take(), None, r"\right")
        if command in ("frac", "binom"):
            return self._stacked(command, self._argument(), self._argument())
        if command == "sqrt":
            return self._root()
        if command in ("mathrm", "text", "operatorname", "mathbb"):
            return self._word(command)
        if command in _ACCENTS:
            return _element("mover", self._argument(), _element("mo", _ACCENTS[command]), accent="true")
        if command in ("begin", "substack"):
            return self._table(command)
        raise _UnknownLatexError(token)

    def _fenced(self, opening: str, closing: str | None, end: str) -> Element:
        parts = self._parts(end)
        self._take(end)
        closing = self._take() if closing is None else closing
        if opening not in _FENCES or closing not in _FENCES:
            raise _UnknownLatexError(f"{opening} {closing}")
        ends = (_element("mo", _FENCES[fence]) for fence in (opening, closing))
        return _element("mrow", next(ends), *parts, next(ends))

    def _stacked(self, command: str, above: Element, below: Element) -> Element:
        if command == "frac":
            return _element("mfrac", above, below)
        stack = _element("mfrac", above, below, linethickness="0")
        return _element("mrow", _element("mo", "("), stack, _element("mo", ")"))

    def _root(self) -> Element:
        if self._next() != "[":
            return _element("msqrt", self._argument())
        self._take()
        degree = _row(self._parts("]"))
        self._take("]")
        return _element("mroot", self._argument(), degree)

    def _word(self, command: str) -> Element:
        self._take("{")
        letters = ""
        while self._tokens[self._place] != "}":
            letters += self._tokens[self._place].removeprefix("\\")
            self._place += 1
        self._take("}")
        if command == "mathbb":
            return _element("mi", {"N": "ℕ", "R": "ℝ", "Z": "ℤ"}.get(letters, letters))
        return _element("mtext", letters + "\N{NO-BREAK SPACE}") if command == "text" else _element("mi", letters)

    def _table(self, command: str) -> Element:
        """The rows of cases, or of conditions below a sign."""
        self._take("{")
        if command == "begin" and [self._take() for _ in "cases}"] != list("cases}"):
            raise _UnknownLatexError("begin")
        rows: list[Element] = []
        cells: list[Element] = []
        while True:
            cells.append(_element("mtd", *self._parts()))
            end = self._take()
            if end != "&":
                rows.append(_element("mtr", *cells))
                cells = []
            if end in ("}", r"\end"):
                break
        if end == r"\end":
            for letter in "{cases}":
                self._take(letter)
            return _element("mrow", _element("mo", "{"), _element("mtable", *rows))
        return _element("mtable", *rows)


def _between(left: Element, before: str, right: Element, kind: str, *, spaced: bool) -> list[Element]:
    """What stands between two operands: an application, a space after a name, a product; nothing inside dx."""
    if not spaced:
        return [] if before == kind == "letter" else [_element("mo", _OF)]
    if before in ("name", "big"):
        return [_element("mspace", width="0.17em")]
    wide = any(part.tag == "mi" and len(part.text or "") > 1 for part in (left, right))
    return [_element("mo", _TIMES), *([_element("mspace", width="0.17em")] if wide else [])]
