"""Growth statements as they are shown."""

from pieces import E, L, pieces

from boundkit.statements import (
    ASYMPTOTIC,
    Claim,
    big_o,
    soft_o,
)


def test_growth_is_shown_as_it_is_written():
    assert str(soft_o(pieces, E * L)) == "N = soft-O(E*L)"
    assert big_o(pieces, E).latex == r"N = O\left(E\right)"
    assert soft_o(pieces, E).latex == r"N = \widetilde{O}\left(E\right)"
    assert Claim("c", ASYMPTOTIC, big_o(pieces, E)).quantity is pieces
