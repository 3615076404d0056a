"""Text of any script and any bytes, as names of files have it, for terminals, pages and LaTeX.

LaTeX gets what pdflatex sets with the fonts of ``\\usepackage[T1]{fontenc}``: accents and Greek letters as commands,
every other letter beyond ASCII as its number, such as [U+4E2D].
"""

from __future__ import annotations

import unicodedata

from sympy.printing.latex import greek_letters_set

from boundkit.streams import printable

_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_\allowbreak{}",
    "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    ".": r".\allowbreak{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    "ß": r"\ss{}", "æ": r"\ae{}", "Æ": r"\AE{}", "œ": r"\oe{}", "Œ": r"\OE{}", "ø": r"\o{}", "Ø": r"\O{}",
    "ł": r"\l{}", "Ł": r"\L{}", "ı": r"\i{}", "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''",
    "…": r"\dots{}", "≤": r"$\leq$", "≥": r"$\geq$", "×": r"$\times$", "·": r"$\cdot$", "°": r"\textdegree{}",
}  # fmt: skip
_MARKS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0327": "c", "\u0328": "k",
}  # fmt: skip


def latex_text(text: str) -> str:
    r"""Text for LaTeX.

    >>> latex_text("50% of ü ζ 中")
    '50\\% of \\"{u} $\\zeta$ [U+4E2D]'
    """
    return "".join(map(_command, printable(text)))


def _command(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter.isascii():
        return letter
    parts = unicodedata.normalize("NFD", letter)
    base, marks = parts[0], parts[1:]
    if len(marks) == 1 and marks in _MARKS and base.isascii() and base.isalpha():
        return rf"\{_MARKS[marks]}{{{base}}}"
    words = unicodedata.name(letter, "").split()
    greek = words[-1].lower() if words[:1] == ["GREEK"] and len(words) == 4 else ""
    if greek in greek_letters_set and words[1] == "SMALL" and greek != "omicron":
        return rf"$\{greek}$"
    return f"[U+{ord(letter):04X}]"
