"""Functions taken apart where absolute values turn, and what is in the way of a derivative."""

import pytest
import sympy
from sympy import Rational

from boundkit.errors import NotEvaluableError, RoughFunctionError
from boundkit.formulas.parsing import parse
from boundkit.formulas.pieces import pieces_of, require_differentiable
from boundkit.formulas.symbols import real

x = real("x", "a place", least=0, at_most=1)


def pieces(text):
    return pieces_of(parse(text, {"x": x}), x)


def test_pieces_have_the_values_of_the_whole():
    for text in ("x**2", "Abs(x - 1/3)", "Abs(Abs(2*x - 1) - 1/2)", "x + Abs(x**2 - 1/2)", "Abs((3*x - 1)*(4*x - 3))"):
        whole = parse(text, {"x": x})
        found = pieces_of(whole, x)
        assert found[0].left == 0
        assert found[-1].right == 1
        for piece in found:
            assert not piece.formula.has(sympy.Abs)
            middle = (piece.left + piece.right) / 2
            assert sympy.simplify(piece.formula.subs(x, middle) - whole.subs(x, middle)) == 0
    assert [piece.right for piece in pieces("Abs(Abs(2*x - 1) - 1/2)")] == [Rational(1, 4), Rational(1, 2),
                                                                        Rational(3, 4), 1]  # fmt: skip


def test_turns_that_are_not_found_are_refused():
    for text in ("Abs(sin(x) - 1/2)", "Abs(x**5 - x + 1/7)"):
        with pytest.raises(NotEvaluableError, match="turn"):
            pieces(text)


@pytest.mark.parametrize(
    "text",
    ["x**2", "x*Abs(x)", "(x - 1/2)*Abs(x - 1/2)", "(Abs(x - 1/2) + x - 1/2)**2", "Abs(x**2 - 1/2)**3", "x**(3/2)",
     "x**2*log(x)", "sin(x)/x", "(x**2 - 1/2)*Abs(x**2 - 1/2)"],
)  # fmt: skip
def test_what_is_differentiable_passes(text):
    require_differentiable("f", pieces(text), x)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Abs(x - 1/2)", "kink"), ("Abs(x - 1/2)/(x - 1/2)", "jump"), ("sqrt(x)", "vertical tangent"),
     ("Abs(x - 1/2)**(2/3)", "vertical tangent"), ("1/x", "pole"), ("1/(3*x - 1)", "jump or a pole"),
     ("sin(1/x)", "jump or a pole"), ("x*sin(1/x)", "vertical tangent or a kink"), ("Abs(x**2 - 1/2)", "kink")],
)  # fmt: skip
def test_what_is_in_the_way_is_named(text, kind):
    with pytest.raises(RoughFunctionError, match="f has a") as refused:
        require_differentiable("f", pieces(text), x)
    assert refused.value.kind == kind
