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
    assert big_o(pieces, E, constants=(L,)).latex == r"N = O_{L}\left(E\right)"
    assert str(big_o(pieces, E, constants=(L,))) == "N = O(E), constants depend on L"
    assert str(soft_o(pieces, E, logarithms=(L / 2,))) == "N = soft-O(E), logarithms of L/2 hidden"
    hidden = Claim("c", ASYMPTOTIC, soft_o(pieces, E, logarithms=(L,))).latex_terms
    assert hidden == (r"\log{\left(L + 1 \right)} = \widetilde{O}\left(1\right)",)
    assert Claim("c", ASYMPTOTIC, big_o(pieces, E)).quantity is pieces
