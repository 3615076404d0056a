"""Sign patterns of polynomials.  (Goldberg and Jerrum 1995; the constants of Anthony and Bartlett 1999, Theorem 8.3)

m polynomials of degree at most q in p variables, m >= p: the vectors (1[P_1 > 0], .., 1[P_m > 0]) take at most
2 (2 e m q / p)^p values.
"""

from dataclasses import dataclass
from itertools import combinations
from random import Random

from sympy import exp

from boundkit.evidence import Case, instances, too_strong
from boundkit.measures.growth import sign_vectors
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity


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


def patterns(m, q, p):
    """The bound of the claim, for results that use it."""
    return 2 * (2 * exp(1) * m * q / p) ** p


STATEMENT = Theorem(
    id="classical.sign_patterns",
    title="Sign patterns of m polynomials of degree q in p variables",
    source=cite("anthony1999", "Theorem 8.3", "memory"),
    claims=(
        Claim("upper", UPPER, s <= patterns(m, q, p), status="published", where=(m >= p,),
              proof="Every sign vector has a component of the complement of slightly shifted zero sets; those are at "
                    "most the components of all common zeros of i <= p polynomials, (2q)^(p-1) (2q+2) or fewer each."),
    ),
)  # fmt: skip

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


# evidence ---------------------------------------------------------------------------------------------------------

THEOREM = STATEMENT.supported_by(
    instances("upper", products_of_forms, m=range(1, 6), q=range(1, 4), p=1, seed=range(2), full={"seed": range(20)}),
    instances("upper", products_of_forms, name="products of forms in two variables", m=range(2, 5), q=(1, 2), p=2,
              seed=range(2), full={"seed": range(20)}),
    instances("upper", affine_forms, m=range(1, 7), p=(1, 2, 3), only=lambda m, p: m >= p),
    instances("upper", nearest_prototype_comparisons, E=(2, 3), N=range(1, 4), full={"N": range(1, 8)}),
    too_strong("upper", s <= (m * q / p) ** p, affine_forms, m=(2, 3), p=(1, 2)),
)  # fmt: skip
