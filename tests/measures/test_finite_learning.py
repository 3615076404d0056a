"""Constants learnt from finitely many points: by hand, and what adds up."""

import pytest
from flint import fmpq

from boundkit.measures.finite_learning import Learning, OneCell

COIN = ((0, fmpq(1), fmpq(1, 2)), (0, fmpq(-1), fmpq(1, 2)))
TWO = ((0, fmpq(1), fmpq(1, 3)), (0, fmpq(4), fmpq(1, 6)), (1, fmpq(-2), fmpq(1, 2)))


def test_errors_of_learnt_constants_by_hand():
    """y = +-1 in one cell: one sample errs by 2; two agree or not, and err by 2 or 1, on themselves by 0 or 1."""
    one, two = (Learning(n, fmpq(0), COIN, ((0,),)) for n in (1, 2))
    assert (one.error, two.error) == (2, fmpq(3, 2))
    assert (one.training_error, two.training_error) == (0, fmpq(1, 2))


def test_the_error_is_made_up_of_the_cells():
    learning = Learning(3, fmpq(1, 7), TWO, ((0, 1),))
    parts = [p * (v + OneCell(learning, cell).distance) for cell, (p, _, v) in enumerate(learning.cells)]
    assert sum(parts, fmpq(0)) == learning.error
    assert sum((learning.chance(0, number) for number in range(4)), fmpq(0)) == 1


@pytest.mark.parametrize("n", [1, 4])
def test_the_mean_is_taken_where_there_are_samples(n):
    learning = Learning(n, fmpq(100), TWO, ((0, 1),))
    assert [OneCell(learning, cell).mean for cell in (0, 1)] == [2, -2]
    assert learning.mean(0, lambda outcome: outcome.constants.get(0, learning.outside), 0) == 100


def test_a_segmentation_that_fits_best_is_taken():
    """y tells the points apart; of the two segmentations only the second does."""
    atoms = tuple((x, fmpq(y), fmpq(1, 3)) for x, y in enumerate((0, 0, 1)))
    learning = Learning(3, fmpq(0), atoms, ((0, 1, 1), (0, 0, 1)))
    assert learning.training_error == 0
    assert {outcome.cells for outcome in learning.outcomes} == {(0, 1, 1), (0, 0, 1)}
