"""E^L pieces of a continuous map, in every dimension.  (sharper than wang2025.piece_count; ours)

The maps that attain E^L in wang2025.piece_count may jump where a gate changes its expert. They need not: tents read one
coordinate of any number, and in the product form offsets can be chosen so that each layer adds a convex function of
its own coordinate.
"""

from boundkit.theorems.wang2025.piece_count import E, L, N, affine, distinct, layered, own, top_one, untied
from sympy import Eq

from boundkit.constructions.digits import (
    continuous_product,
    digits,
    doubled_experts,
    largest_jump,
    product,
    tents_beside,
)
from boundkit.evidence import fails_without, instances, too_strong
from boundkit.statements import EXACT, Claim, Theorem, cite, hypothesis, quantity

jump = quantity("t", "largest jump of a layer where its gate changes its expert", measure=largest_jump)


def same_layers(one, other):
    """Two top-1 mixtures of affine experts, entry by entry."""
    maps = [
        [(layer.gate.scores, *(expert.steps[0] for expert in layer.experts)) for layer in thing.layers]
        for thing in (one, other)
    ]
    return maps[0] == maps[1]


def shape_of(mixture):
    return mixture.layers[0].gate.experts, len(mixture.layers)


@hypothesis("layer by layer, i/E < x_1 < (i + 1)/E is mapped onto (0, 1), upwards for even i, downwards for odd i")
def folded(mixture):
    return same_layers(mixture, tents_beside(*shape_of(mixture), mixture.inputs))


@hypothesis("layer l adds to the output, on part i of its gate, x_l - j/E for each j = 1 .. i")
def convex(mixture):
    return same_layers(mixture, continuous_product(*shape_of(mixture)))


STATEMENT = Theorem(
    id="sharper.continuous_pieces",
    title="E^L pieces of a continuous map",
    source=cite("boundkit", "own proof"),
    notes="By wang2025.piece_count no mixture of L layers of E affine experts with top-1 linear gates has more pieces.",
    given=(top_one, affine, layered, folded, own, untied, distinct, convex),
    claims=(
        Claim("attained", EXACT, Eq(N, E**L), given=(top_one, affine, layered, folded), status="derived",
              on="tents of the first coordinate of any number",
              proof="An expert maps its part onto (0, 1); after L layers all slopes or intercepts differ."),
        Claim("without_jump", EXACT, Eq(jump, 0), given=(folded,), status="derived",
              on="tents of the first coordinate of any number",
              proof="At i/E the tents of parts i - 1 and i are both 0 or both 1."),
        Claim("product_attained", EXACT, Eq(N, E**L), given=(top_one, affine, layered, own, untied, distinct),
              status="derived", on="product of one-dimensional gates",
              proof="wang2025.piece_count, for every choice of offsets."),
        Claim("product_without_jump", EXACT, Eq(jump, 0), given=(convex,), status="derived",
              on="product of one-dimensional gates",
              proof="Parts i - 1 and i of a layer add functions that differ by x_l - i/E, 0 between them."),
    ),
)  # fmt: skip


THEOREM = STATEMENT.supported_by(
    instances("attained", tents_beside, E=(2, 3, 5), L=(1, 2, 3), D=(1, 2, 3),
              full={"E": range(2, 9), "L": range(1, 8)}, only=lambda E, L, D: E**L <= 3_000),
    too_strong("attained", Eq(N, E**L - 1), tents_beside, E=3, L=2, D=2),
    instances("without_jump", tents_beside, name="tents do not jump", E=(2, 3, 8), L=(1, 3), D=(1, 3)),
    too_strong("without_jump", Eq(jump, 1), tents_beside, E=3, L=2, D=1),
    fails_without(folded, "without_jump", digits, E=(2, 4), L=(1, 2)),
    instances("product_attained", continuous_product, E=(2, 3, 5), L=(1, 2, 3), full={"E": range(2, 9)}),
    too_strong("product_attained", Eq(N, E**L + 1), continuous_product, E=3, L=2),
    fails_without(distinct, "product_attained", doubled_experts, E=(3, 5), L=(1, 2)),
    instances("product_without_jump", continuous_product, name="products do not jump", E=(2, 3, 8), L=(1, 2, 3)),
    too_strong("product_without_jump", Eq(jump, 1), continuous_product, name="too strong: 1 for a product", E=3, L=2),
    fails_without(convex, "product_without_jump", product, E=(2, 4), L=(1, 2)),
)  # fmt: skip
