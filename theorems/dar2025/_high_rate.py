"""Steps of derivations of high-rate segmentations, which theorem files of this folder share."""

import sympy
from boundkit.theorems.classical.panter_dite import STATEMENT, S, m, whole

from boundkit.evidence import certified, identity, limit_is, nonnegative

CITED = ("mean value theorem", "Riemann sums of continuous functions converge")


def one_cell():
    """Between q b^2 D^3/12 and Q B^2 D^3/12, for b <= |beta'| <= B and q <= p <= Q on a cell of length D."""
    mass, first, second, length = sympy.symbols("A0 A1 A2 D", positive=True)
    constant = sympy.Symbol("c", real=True)
    yield identity("the integral of (beta - c)^2 p is A2 - A1^2/A0 + A0 (c - A1/A0)^2: the mean A1/A0 is best",
                   second - 2 * constant * first + constant**2 * mass,
                   second - first**2 / mass + mass * (constant - first / mass) ** 2)  # fmt: skip
    yield identity("for p = 1 the least is 1/(2D) times the integral of (beta(x) - beta(y))^2 over the cell's square",
                   (2 * length * second - 2 * first**2) / (2 * length), second - first**2 / length)  # fmt: skip
    u, v = sympy.symbols("x y", real=True)
    spread = sympy.integrate((u - v) ** 2, (u, 0, length), (v, 0, length)) / (2 * length)
    yield identity(
        "for beta = x that is D^3/12, and b |x - y| <= |beta(x) - beta(y)| <= B |x - y|", spread, length**3 / 12
    )


def mean_of_cubes():
    """m numbers q of sum Q: the cubes sum to at least Q^3/m^2."""
    part, mean = sympy.symbols("q h", positive=True)
    total, cells = sympy.symbols("Q m", positive=True)
    yield identity("q^3 - 3 h^2 q + 2 h^3 = (q - h)^2 (q + 2 h) >= 0", part**3 - 3 * mean**2 * part + 2 * mean**3,
                   (part - mean) ** 2 * (part + 2 * mean))  # fmt: skip
    tangents = 3 * mean**2 * total - 2 * cells * mean**3
    yield identity("summed over m parts with h = Q/m: sum q^3 >= 3 h^2 Q - 2 m h^3 = Q^3/m^2",
                   tangents.subs(mean, total / cells), total**3 / cells**2)  # fmt: skip


def blocks_from_below(claim):
    """The cells, cut at the ends of N blocks, have parts q = (least density)^(1/3) D that sum to S."""
    yield from one_cell()
    a0, a1, b0, b1 = sympy.symbols("A0 A1 B0 B1", positive=True)
    yield identity("cutting a cell in two saves (A1 B0 - B1 A0)^2/(A0 B0 (A0 + B0)) >= 0",
                   a1**2 / a0 + b1**2 / b0 - (a1 + b1) ** 2 / (a0 + b0),
                   (a1 * b0 - b1 * a0) ** 2 / (a0 * b0 * (a0 + b0)))  # fmt: skip
    yield from mean_of_cubes()
    m, N, S = (claim.symbols[name] for name in "mNS")
    cells, fewer = sympy.Symbol("n", integer=True, positive=True), sympy.Symbol("r", nonnegative=True)
    yield nonnegative("fewer than m + N - 1 parts q err by no less",
                      S**3 / (12 * cells**2) - S**3 / (12 * (cells + fewer) ** 2))  # fmt: skip
    yield identity("m + N - 1 parts of error q^3/12 err by at least", S**3 / (m + N - 1) ** 2 / 12, claim.expression)


def scaled_error(weight, density):
    """m^2 times the error, per length, of cells of length 1/(m density) where beta'^2 p = weight."""
    return weight / (12 * density**2)


def cells_of_a_density():
    """Cells of l-mass 1/m have the length D = 1/(m l(xi)) for some xi in the cell."""
    yield from one_cell()
    weight, density, cells = sympy.symbols("g l m", positive=True)
    length = 1 / (cells * density)
    yield identity("m^2 g D^3/12 = g/(12 l^2) D, a term of a Riemann sum",
                   cells**2 * weight * length**3 / 12, scaled_error(weight, density) * length)  # fmt: skip


def hoelder():
    """The error constant of a point density l, g = s^3 the weight and A the integral of s: it is least at l = s/A."""
    root, total, density = sympy.symbols("s A l", positive=True)
    loss = root**3 + 2 * total**3 * density**3 - 3 * total**2 * root * density**2
    yield identity("s^3/l^2 + 2 A^3 l - 3 A^2 s = (s - A l)^2 (s + 2 A l)/l^2, zero at l = s/A only",
                   loss, (root - total * density) ** 2 * (root + 2 * total * density))  # fmt: skip
    yield certified("it is never negative: 3 A^2 s <= s^3/l^2 + 2 A^3 l",
                    3 * total**2 * root <= root**3 / density**2 + 2 * total**3 * density)  # fmt: skip
    yield identity("integrated, with int l = 1: the integral of s^3/l^2 is at least 3 A^2 A - 2 A^3 = A^3",
                   3 * total**2 * total - 2 * total**3, total**3)  # fmt: skip
    yield identity("at l = s/A the integrand s^3/(12 l^2) is A^2 s/12, and its integral A^3/12",
                   scaled_error(root**3, root / total), total**2 * root / 12)  # fmt: skip


def squeeze(claim, whole=whole):
    """From below by N fixed blocks whose lower sums S tend to A, from above by the density s/A, mended where s = 0."""
    total, value, small = sympy.symbols("A l epsilon", positive=True)
    lower, claimed = STATEMENT.claim("lower"), claim.expression.xreplace({whole: total})
    yield from blocks_from_below(lower)
    yield limit_is("for fixed N, m^2 times the lower bound tends to the claim with S for A",
                   m**2 * lower.expression, m, claimed.subs(total, S))  # fmt: skip
    yield from cells_of_a_density()
    yield from hoelder()
    yield nonnegative("(l + epsilon)/(1 + epsilon) is positive, and at least l/(1 + epsilon)",
                      (value + small) / (1 + small) - value / (1 + small))  # fmt: skip
    yield identity("so its constant is at most (1 + epsilon)^2 A^3/12, and epsilon is free",
                   sympy.limit((1 + small) ** 2 * total**3 / 12, small, 0), claimed)  # fmt: skip
