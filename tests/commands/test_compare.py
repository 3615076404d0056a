"""Comparing two claims on the command line."""

import pytest
from console import answer

PIECES = "wang2025.piece_count"
COVERING = "mayaki2026.covering_number"


def test_compare_numbers(run):
    code, found = answer(run, "compare", f"{PIECES}:upper", "wang2025.mixture_cells:pieces", "E=3", "L=2", "R=2")
    assert code == 0
    assert (found["verdict"], found["strict"], found["crossings"], found["ratio_limit"]) == (
        "left is smaller",
        True,
        [],
        {},
    )


def test_entropies_from_both_sides_with_their_ratio(run):
    both = "sharper.entropy_of_one_layer:upper", "sharper.entropy_of_one_layer:lower"
    code, found = answer(run, "compare", *both, "W=3", "B=1", "delta=1/1000")
    assert code == 0
    assert float(found["ratio"][0]) == pytest.approx(66.1345 / 33.4448, rel=1e-5)
    assert "left/right = [1.977" in run("compare", *both, "W=3", "B=1", "delta=1/1000")[1]
    assert answer(run, "compare", *both, "W=3", "B=1", "delta=3")[1]["ratio"] is None  # the lower one is negative


def test_compare_finds_the_crossing(run):
    both = f"{COVERING}:fixed_pattern", f"{COVERING}:fixed_partition_total"
    fixed = ["E=4", "k=1", "L=1", "T=8", "B=1", "Lambda=1", "delta=1/2", "S_total=512"]
    code, found = answer(run, "compare", *both, *fixed)  # S log 2 + 8 log 4 against 512 log 2
    assert code == 0
    assert found["verdict"] == "they cross"
    (crossing,) = found["crossings"]
    assert (crossing["below"], crossing["above"], crossing["after"]) == ("496", "496", "right is smaller")
    assert found["ratio_limit"]["along S -> oo"]["limit"] == "oo"


def test_compare_over_several_symbols(run):
    code, found = answer(run, "compare", f"{PIECES}:upper", "wang2025.mixture_cells:pieces")
    assert code == 0
    assert found["verdict"] == "left is smaller"


def test_compare_over_a_plane(run, tmp_path):
    path = tmp_path / "plane.png"
    words = ["wang2025.routing_cells:cells", "wang2025.mixture_cells:top_k", "E=2:9", "k=1:4", "D=2", "L=1"]
    code, found = answer(run, "compare", *words, "--plot", str(path))
    assert code == 0
    assert path.stat().st_size > 1000
    cells = found["plane"]["smallest"]
    assert len(cells) == 4
    assert all(len(row) == 8 for row in cells)
    assert cells[2][0] is None  # three of two experts
    assert cells[0][0] == "equal"  # one of two


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["compare", f"{PIECES}:upper"], "1 of the two"),
        (["compare", f"{PIECES}:upper", f"{PIECES}:uper"], "did you mean upper"),
        (["compare", "wang2025.dense_baseline:as_printed", f"{PIECES}:upper"], "asymptotic"),
        (["compare", f"{PIECES}:upper", f"{PIECES}:upper", "E=0"], "E = 0 is not allowed"),
        (["compare", f"{PIECES}:upper", f"{PIECES}:upper", "E=1:3"], "exactly two symbols"),
        (["compare", f"{PIECES}:upper", f"{PIECES}:upper", "E=2", "--plot", "plane.png"], "a range for one symbol"),
        (["compare", f"{PIECES}:upper", f"{PIECES}:upper", "E=2:3", "L=1:2", "--plot", "plane.txt"], "kind of picture"),
    ],
)
def test_bad_input(run, words, says):
    code, _, err = run(*words)
    assert code == 2
    assert says in err
    assert "Traceback" not in err


def test_one_range_draws_curves(run, tmp_path):
    path = tmp_path / "curves.svg"
    words = ("compare", "wang2025.piece_count:upper", "wang2025.piece_count:attained_digits", "L=2")
    code, out, _ = run(*words, "E=2:4", "--plot", str(path))
    assert code == 0
    assert "equal" in out
    assert b"<svg" in path.read_bytes()
