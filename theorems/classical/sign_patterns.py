"""Sign patterns of polynomials.  (Goldberg and Jerrum 1995; the constants of Anthony and Bartlett 1999, Theorem 8.3)

m polynomials of degree at most q in p variables, m >= p: the vectors (1[P_1 > 0], .., 1[P_m > 0]) take at most
2 (2 e m q / p)^p values.
"""

from dataclasses import dataclass
from itertools import combinations
from random import Random

import sympy
from sympy import Sum, binomial, exp, factorial, ff, oo

from boundkit.evidence import Case, derives, fails_without, identity, instances, nonnegative, too_strong
from boundkit.measures.growth import sign_vectors
from boundkit.statements import UPPER, Claim, Theorem, cite, given, natural, quantity

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Polynomials:
    """Polynomials in p variables, each given by its affine factors (a_1, .., a_p, b)."""

    factors: tuple
    p: int

    @property
    def degree(self):
        return max(map(len, self.factors))

    def case(self):
        return Case(self, {"m": len(self.factors), "q": self.degree, "p": self.p})

    def witness(self):
        return {"affine factors of each polynomial": [[list(map(str, form)) for form in row] for row in self.factors]}


m = natural("m", "polynomials")
q = natural("q", "largest degree")
p = natural("p", "variables")
s = quantity("s", "sign vectors (1[P_1 > 0], .., 1[P_m > 0]) over R^p",
             measure=lambda family: sign_vectors(family.factors, family.p))  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


def has_enough_polynomials(family):
    return len(family.factors) >= family.p


enough = given(has_enough_polynomials, "there are at least as many polynomials as variables")

# objects ----------------------------------------------------------------------------------------------------------


def products_of_forms(m, q, p, seed):
    """Products of q affine forms with small integer coefficients."""
    draw = Random(f"{m} {q} {p} {seed}")
    form = lambda: tuple(draw.randint(-4, 4) for _ in range(p + 1))  # noqa: E731
    return Polynomials(tuple(tuple(form() for _ in range(q)) for _ in range(m)), p)


def affine_forms(m, p):
    """General affine forms x_1 + t x_2 + .. + t^(p-1) x_p - t^p."""
    return Polynomials(tuple(((*(t**k for k in range(p)), -(t**p)),) for t in range(1, m + 1)), p).case()


def nearest_prototype_comparisons(E, N):
    """(x - p_b)^2 < (x - p_a)^2 for N points x on a line and all pairs of E prototypes: products of two forms in p."""

    def factors(x, a, b):
        apart = [int(k == a) - int(k == b) for k in range(E)]
        together = [int(k in (a, b)) for k in range(E)]
        return (*apart, 0), (*together, -2 * x)

    pairs = list(combinations(range(E), 2))
    return Polynomials(tuple(factors(x, a, b) for x in range(N) for a, b in pairs), E).case()


def one_form(p):
    """x_1 > 0 takes two values, in however many variables."""
    return Polynomials((((1, *[0] * p),),), p).case()


# derivations ------------------------------------------------------------------------------------------------------


def patterns(m, q, p):
    """The bound of the claim, for results that use it."""
    return 2 * (2 * exp(1) * m * q / p) ** p


def from_components():
    """At most (2q)^(p-1) (2q+2) components for each choice of i <= p polynomials, summed over the choices."""
    i, j, more = (sympy.Symbol(name, integer=True, nonnegative=True) for name in "ijn")
    yield identity("2 (2q)^p - (2q)^(p-1) (2q+2) = (2q)^(p-1) 2 (q-1)",
                   2 * (2 * q) ** p - (2 * q) ** (p - 1) * (2 * q + 2), (2 * q) ** (p - 1) * 2 * (q - 1))  # fmt: skip
    yield nonnegative("so each choice adds at most 2 (2q)^p", q - 1)
    yield nonnegative("1 <= (m/p)^(p-i) for m = p + n and i <= p", (p + more) / p - 1)
    yield identity("C(m, i) i! is a product of the i factors m - j", binomial(m, i) * factorial(i), ff(m, i))
    yield nonnegative("each at most m, so that C(m, i) <= (m/p)^(p-i) m^i / i! = (m/p)^p p^i / i!", m - (m - j))
    yield identity("the sum of p^i / i! over i <= p is below that over all i, e^p",
                   Sum(p**i / factorial(i), (i, 0, oo)).doit(), exp(p))  # fmt: skip
    yield identity("2 (2q)^p (m/p)^p e^p = 2 (2 e m q / p)^p",
                   2 * (2 * q) ** p * (m / p) ** p * exp(p), patterns(m, q, p))  # fmt: skip


THEOREM = Theorem(
    id="classical.sign_patterns",
    title="Sign patterns of m polynomials of degree q in p variables",
    source=cite("anthony1999", "Theorem 8.3", "memory"),
    given=(enough,),
    claims=(
        Claim("upper", UPPER, s <= patterns(m, q, p), status="published",
              proof="Every sign vector has a component of the complement of slightly shifted zero sets; those are at "
                    "most the components of all common zeros of i <= p polynomials, (2q)^(p-1) (2q+2) or fewer each."),
    ),
    evidence=(
        derives("upper", from_components,
                stated=("anthony1999, Chapter 8: patterns by components of common zeros (Milnor, Thom, Warren)",)),
        instances("upper", products_of_forms, m=range(1, 6), q=range(1, 4), p=1, seed=range(2),
                  full={"seed": range(20)}),
        instances("upper", products_of_forms, name="products of forms in two variables", m=range(2, 5), q=(1, 2), p=2,
                  seed=range(2), full={"seed": range(20)}),
        instances("upper", affine_forms, m=range(1, 7), p=(1, 2, 3), only=lambda m, p: m >= p),
        instances("upper", nearest_prototype_comparisons, E=(2, 3), N=range(1, 4), full={"N": range(1, 8)}),
        too_strong("upper", s <= (m * q / p) ** p, affine_forms, m=(2, 3), p=(1, 2)),
        fails_without(enough, "upper", one_form, p=(6, 7)),
    ),
)  # fmt: skip
