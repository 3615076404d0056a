import json

import pytest

from boundkit.cli import main


def run(capsys, *words):
    code = main(list(words))
    out, err = capsys.readouterr()
    return code, out, err


def document(capsys, *words):
    code, out, _ = run(capsys, *words, "--json")
    return code, json.loads(out)


PIECES = "wang2025.piece_count"
COVERING = "mayaki2026.covering_number"


def test_solve_for_an_integer(capsys):
    code, found = document(capsys, "solve", PIECES, "upper <= 10**6", "--for", "L", "E=8")
    assert code == 0
    assert (found["symbol"], found["kind"], found["value"], found["certified"]) == ("L", "greatest", "6", True)
    assert [(beside["at"], beside["holds"]) for beside in found["beside"]] == [("6", True), ("7", False)]


def test_solve_with_the_claim_named_apart(capsys):
    words = ["kratsios2024.vc_dimension", "upper <= 1000", "--claim", "upper_closed", "--for", "W", "D=2", "E=2", "J=1"]
    code, found = document(capsys, "solve", *words)
    assert code == 0
    at, beyond = (int(beside["at"]) for beside in found["beside"])
    _, value = document(capsys, "eval", words[0], "--claim", "upper_closed", "D=2", "E=2", "J=1", f"W={at}")
    assert float(value["enclosure"][1]) <= 1000
    _, value = document(capsys, "eval", words[0], "--claim", "upper_closed", "D=2", "E=2", "J=1", f"W={beyond}")
    assert float(value["enclosure"][0]) > 1000


def test_solve_reads_as_text(capsys):
    code, out, _ = run(capsys, "solve", PIECES, "upper <= 10**6", "--for", "E", "L=3")
    assert code == 0
    assert out.startswith("E = 100: it holds for 1 <= E <= 100")


def test_solve_an_exponential_against_a_power(capsys):
    words = ["solve", PIECES, "upper >= L**3", "--for", "L", "E=2"]
    code, found = document(capsys, *words)
    assert (code, found["value"]) == (0, "10")
    assert [(run["from"], run["to"]) for run in found["solutions"]] == [("1", "1"), ("10", None)]
    _, found = document(capsys, *words, "--between", "2", "oo", "--want", "least")
    assert (found["value"], found["solutions"][0]["from"]) == ("10", "10")


def test_solve_at_the_shape_of_a_model(capsys):
    words = ["solve", PIECES, "upper <= 10**12", "--for", "L", "--model", "mixtral-8x7b", "k=1", "J=0"]
    code, found = document(capsys, *words)
    assert (code, found["value"], found["values"], found["model"]) == (0, "13", {"E": "8"}, "mixtral-8x7b")
    assert "shape only" in found["note"]
    _, found = document(capsys, *words, "E=10")
    assert (found["value"], found["values"]) == ("12", {"E": "10"})
    code, out, _ = run(capsys, *words)
    assert "at E = 8 (mixtral-8x7b" in out


def test_the_advice_of_solve_can_be_followed(capsys):
    words = ["solve", "wang2025.piece_count", "upper <= 10**600", "--for", "E", "L=2", "--budget", "3"]
    code, _, err = run(capsys, *words)
    assert code != 0
    for option in ("--want least", "--between A B", "--budget N"):
        assert option in err
    assert run(capsys, *words[:-1], "3000")[0] == 0


CODER = "dar2025.one_dimensional"
ONES = ["B1=1", "B2=1", "P0=1", "P1=1"]


def test_minimise_a_formula_in_a_claim_over_an_integer(capsys):
    """3/(12 m) + m/100: by hand 1/20 + 1/20 at m = 5, and more at 4 and 6."""
    words = ["minimise", CODER, "--of", "uniform_rate + m/100", "--over", "m", *ONES]
    code, found = document(capsys, *words)
    assert (code, found["value"], found["at"], found["certified"]) == (0, "1/10", {"m": "5"}, True)
    for m in ("4", "6"):
        _, beside = document(capsys, "eval", CODER, "--claim", "uniform_rate", f"m={m}", *ONES)
        assert float(beside["enclosure"][0]) + float(m) / 100 > 0.1
    code, out, _ = run(capsys, *words)
    assert out.startswith("1/10 at m = 5\n")
    _, found = document(capsys, *words, "--subject-to", "m <= 3")
    assert (found["value"], found["at"], found["places"][0]["kind"]) == ("17/150", {"m": "3"}, "boundary")


def test_minimise_a_claim_over_several_symbols_in_a_box(capsys):
    ends = [word for text in ("E <= 5", "L <= 3", "2 <= L") for word in ("--subject-to", text)]
    code, found = document(capsys, "minimise", PIECES, "--claim", "upper", "--over", "L", "E", *ends)
    assert (code, found["value"], found["at"]["E"][0], found["over"]) == (0, "1", "1", ["L", "E"])


def test_minimise_over_a_real_symbol_proves_a_closed_form(capsys):
    words = ["minimise", COVERING, "--of", "delta/B + B*Lambda", "--over", "B"]
    code, found = document(capsys, *words)
    assert (code, found["value"], found["at"], found["certified"]) == (0, None, None, True)
    assert found["closed_form"] == {"B": "sqrt(delta)/sqrt(Lambda)"}
    assert len(found["steps"]) > 4
    assert all(step["holds"] for step in found["steps"])
    assert "least value: 2*" in run(capsys, *words)[1]
    code, found = document(capsys, *words, "delta=2", "Lambda=3")
    low, high = map(float, found["value"])
    assert (code, low <= 24**0.5 <= high, found["places"][0]["kind"]) == (0, True, "interior")


def test_a_minimum_that_is_not_attained_is_not_certified(capsys):
    code, found = document(capsys, "minimise", "wang2025.dense_baseline", "--claim", "lower_square", "--over", "m")
    assert (code, found["value"], found["at"], found["certified"]) == (4, None, None, False)
    assert found["open_ends"] == ["m -> oo"]


def test_minimise_at_the_shape_of_a_model(capsys):
    words = ["minimise", PIECES, "--claim", "upper", "--over", "L", "--model", "mixtral-8x7b"]
    code, _, err = run(capsys, *words)
    assert code != 0
    assert "k" in err
    code, found = document(capsys, *words, "k=1", "J=0")
    assert (code, found["value"], found["values"], found["model"]) == (0, "8", {"E": "8"}, "mixtral-8x7b")


WRONG = [
    (["minimise", PIECES, "--claim", "upper", "E=8"], "--over"),
    (["minimise", PIECES, "--claim", "upper", "--over", "q", "E=8"], "q"),
    (["minimise", PIECES, "--claim", "upper", "--over", "L", "q=8"], "q"),
    (["minimise", PIECES, "--claim", "upper", "--over", "L", "E=2:8"], "give one"),
    (["minimise", PIECES, "--claim", "upper", "--over", "L", "--subject-to", "L", "E=8"], "no relation"),
    (["minimise", PIECES, "--claim", "upper", "--over", "L"], "E"),
    (["minimise", PIECES, "--over", "L", "E=8"], "--claim"),
    (["solve", PIECES, "upper <= 10", "--for", "L", "E=8", "--between", "7", "5"], "lies between"),
    (["solve", PIECES, "upper <= 10", "--for", "L", "E=8", "--between", "x", "5"], "x"),
    (["solve", PIECES, "upper <= 10", "--for", "L", "--model", "mixtral"], "mixtral-8x7b"),
    (["solve", PIECES, "upper <= 10", "E=8"], "--for"),
    (["solve", PIECES, "upper <= ten", "--for", "L", "E=8"], "ten"),
    (["solve", PIECES, "upper", "--for", "L", "E=8"], "no relation"),
    (["solve", PIECES, "upper <= 10", "--for", "Q", "E=8"], "Q"),
    (["solve", PIECES, "upper <= 10", "--for", "L"], "no value for E"),
    (["solve", PIECES, "upper <= 10", "--for", "L", "E=2,3"], "2 values"),
    (["solve", "wang2025.dense_baseline", "as_printed <= 1", "--for", "m"], "asymptotic"),
    (["compare", f"{PIECES}:upper"], "1 of the two"),
    (["compare", f"{PIECES}:upper", f"{PIECES}:uper"], "did you mean upper"),
    (["compare", "wang2025.dense_baseline:as_printed", f"{PIECES}:upper"], "asymptotic"),
    (["compare", f"{PIECES}:upper", f"{PIECES}:upper", "E=0"], "E = 0 is not allowed"),
    (["compare", f"{PIECES}:upper", f"{PIECES}:upper", "E=1:3"], "exactly two symbols"),
    (["compare", f"{PIECES}:upper", f"{PIECES}:upper", "E=2", "--plot", "plane.png"], "ranges for two"),
    (["compare", f"{PIECES}:upper", f"{PIECES}:upper", "E=2:3", "L=1:2", "--plot", "plane.txt"], "kind of picture"),
]


@pytest.mark.parametrize(("words", "says"), WRONG, ids=range(len(WRONG)))
def test_bad_input(capsys, words, says):
    code, _, err = run(capsys, *words)
    assert code == 2
    assert says in err
    assert "Traceback" not in err


def test_compare_numbers(capsys):
    code, found = document(capsys, "compare", f"{PIECES}:upper", "wang2025.mixture_cells:pieces", "E=3", "L=2", "R=2")
    assert code == 0
    assert (found["verdict"], found["strict"], found["crossings"], found["ratio_limit"]) == (
        "left is smaller",
        True,
        [],
        {},
    )


def test_compare_finds_the_crossing(capsys):
    both = f"{COVERING}:fixed_pattern", f"{COVERING}:fixed_partition_total"
    fixed = ["E=4", "k=1", "L=1", "T=8", "B=1", "Lambda=1", "delta=1/2", "S_total=512"]
    code, found = document(capsys, "compare", *both, *fixed)  # S log 2 + 8 log 4 against 512 log 2
    assert code == 0
    assert found["verdict"] == "they cross"
    (crossing,) = found["crossings"]
    assert (crossing["below"], crossing["above"], crossing["after"]) == ("496", "496", "right is smaller")
    assert found["ratio_limit"]["along S -> oo"]["limit"] == "oo"


def test_compare_over_several_symbols(capsys):
    code, found = document(capsys, "compare", f"{PIECES}:upper", "wang2025.mixture_cells:pieces")
    assert code == 0
    assert found["verdict"] == "left is smaller"


def test_compare_over_a_plane(capsys, tmp_path):
    path = tmp_path / "plane.png"
    words = ["wang2025.routing_cells:cells", "wang2025.mixture_cells:top_k", "E=2:9", "k=1:4", "D=2", "L=1"]
    code, found = document(capsys, "compare", *words, "--plot", str(path))
    assert code == 0
    assert path.stat().st_size > 1000
    cells = found["plane"]["smallest"]
    assert len(cells) == 4
    assert all(len(row) == 8 for row in cells)
    assert cells[2][0] is None  # three of two experts
    assert cells[0][0] == "equal"  # one of two


def test_falsify_reports_its_effort(capsys):
    code, found = document(capsys, "falsify", "classical.kuhn_c2", "--evaluations", "10")
    assert code == 0
    (result,) = found["results"]
    assert (result["verdict"], result["evaluations"]) == ("INCONCLUSIVE", 10)
    assert found["summary"] == {"INCONCLUSIVE": 1}


def test_falsify_expects_what_the_theorem_file_expects(capsys):
    code, out, _ = run(capsys, "falsify", "classical.montufar_lower", "--evaluations", "20")
    assert code == 0
    assert "published_affine: REFUTED" in out


def test_falsify_finds_a_claim_that_is_too_strong(capsys, tmp_path):
    code, _, _ = run(capsys, "new", "mine.pieces", "-o", str(tmp_path / "pieces.py"))
    assert code == 0
    file = tmp_path / "pieces.py"
    text = file.read_text()
    assert "N <= W + 1" in text
    file.write_text(text.replace("N <= W, ", "N <= W - 1, ").replace("N <= W + 1", "N <= W"))
    code, out, _ = run(capsys, "falsify", str(file), "--evaluations", "20")
    assert "REFUTED" in out
    assert code == 1


def test_mutants_as_a_table(capsys):
    code, out, _ = run(capsys, "falsify", "classical.kuhn_c2", "--mutants", "--evaluations", "30")
    assert code == 0
    assert "| classical.kuhn_c2:upper | 3 | 3 | 0 | 0 |" in out


def test_falsify_nothing(capsys):
    code, _, err = run(capsys, "falsify", "nobody.nothing")
    assert code == 3
    assert "nobody.nothing" in err
