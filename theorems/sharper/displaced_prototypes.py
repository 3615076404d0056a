"""How far inputs lie outside the cell of their nearest prototype, when prototypes stand beside the centres.  (ours)

kratsios2024 takes the prototypes at the centres of a grid of cells. Where each coordinate is off by at most a share rho
of a side, a clamped expert sees an input outside its cell: summed over the coordinates, by at most rho D sides.
"""

from flint import fmpq
from sympy import Eq, Rational

from boundkit.arithmetic.rational import rational
from boundkit.constructions.displaced import displaced, randomly_displaced, worst_displaced
from boundkit.evidence import Case, attained, fails_without, instances, too_strong
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, quantity, real
from boundkit.statements.shape import E

# symbols ----------------------------------------------------------------------------------------------------------

D = natural("D", "dimension of the cube")
G = natural("G", "cells an axis")
rho = real("rho", "share of a side by which a coordinate of a prototype is off at most", least=0)
overshoot = quantity("O", "largest sum over the coordinates of how far an input lies outside the cell of a prototype "
                     "that is nearest in l_2, ties included", measure=lambda grid: grid.farthest.beyond)  # fmt: skip

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("there is a prototype for each of G^D equal cells of the unit cube", shape=(Eq(E, G**D),))
def sized(grid, at):
    return (at["D"], at["G"]) == (grid.D, grid.G)


@hypothesis("each coordinate of it is within rho/G of the centre's")
def near(grid, at):
    return all(abs(entry) <= rational(at["rho"]) for move in grid.moves for entry in move)


@hypothesis("inputs come from the unit cube")
def inside(grid):
    return grid.margin == 0


STATEMENT = Theorem(
    id="sharper.displaced_prototypes",
    title="Inputs outside the cell of their nearest prototype",
    source=cite("boundkit", "own proof"),
    notes="Above rho = 1/(2 D) it fails for D >= 2: a neighbour that moves back along all axes lets the cell reach "
          "rho (D - 1)/(1 - 2 rho) sides, 13/24 for D = 2 and rho = 13/50, 3/4 for rho = 3/10.",
    given=(sized, near, inside),
    claims=(
        Claim("overshoot", UPPER, overshoot <= rho * D / G, status="derived",
              where=(rho <= 1 / (2 * D), rho < Rational(1, 2)),
              proof="The neighbour across the sides beyond which an input lies would be nearer: along each of them by "
                    "2 (o - rho h) h at least, and along the others farther by 2 rho h^2 at most."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def random_moves(D, G, rho, seed):
    return randomly_displaced(D, G, rational(rho), seed)


def all_corners(signs, rho):
    """Each coordinate of the prototypes of four cells of the square moved as far as may be, 256 ways."""
    moves = [rational(rho) * (1 if signs >> place & 1 else -1) for place in range(8)]
    return Case(displaced(2, 2, lambda index: moves[4 * index[0] + 2 * index[1] :][:2]), {"D": 2, "G": 2})


def worst(D, G, rho=None):
    """The moves that reach farthest, by the largest rho unless one is given."""
    share = fmpq(1, 2 * D) if rho is None else rational(rho)
    return Case(worst_displaced(D, G, share), {"rho": share})


def moved_farther(D, G, rho):
    """Moves by twice rho."""
    return worst_displaced(D, G, 2 * rational(rho))


def from_a_larger_cube(D, G, rho, margin):
    return displaced(D, G, lambda index: [fmpq(0)] * D, rational(margin))


def of_fewer_cells(D, G, rho):
    """Half as many cells an axis as are said."""
    return worst_displaced(D, G // 2, rational(rho))


THEOREM = STATEMENT.supported_by(
    instances("overshoot", random_moves, D=(1, 2), G=(1, 2, 3), rho=("1/10", "1/4"), seed=range(3),
              full={"D": (1, 2, 3), "rho": ("1/10", "1/6", "1/4", "2/5"), "seed": range(40)}),
    instances("overshoot", all_corners, signs=range(0, 256, 17), rho="1/4", full={"signs": range(256)}),
    attained("overshoot", worst, D=(2, 3), G=2, full={"D": (2, 3), "G": (2, 3, 4)}),
    attained("overshoot", worst, name="attained on a line", D=1, G=(2, 5), rho=("1/3", "49/100")),
    too_strong("overshoot", overshoot <= rho * (D - 1) / G, worst, D=(2, 3), G=2),
    too_strong("overshoot", overshoot <= rho / G, worst, D=2, G=2, rho="1/8"),
    fails_without(near, "overshoot", moved_farther, D=2, G=2, rho="1/8"),
    fails_without(inside, "overshoot", from_a_larger_cube, D=2, G=2, rho="1/8", margin="1/4"),
    fails_without(sized, "overshoot", of_fewer_cells, D=2, G=4, rho="1/4"),
)  # fmt: skip
