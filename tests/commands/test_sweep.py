"""Claims side by side over a grid: values, measurements, least values of a relation, and what is refused."""

import pytest
from console import answer
from flint import fmpq

from boundkit.arithmetic.enclosure import enclose
from boundkit.commands.sweep import Sweep
from boundkit.errors import MalformedInputError, MissingValueError, UnknownNameError

ON_LINE, GENERAL = "sharper.vc_on_a_line:one_layer", "kratsios2024.vc_dimension:lower_bumps"


def exact(column):
    return [int(value.lower) if value.exact else None for value in column.values]


def test_claims_and_measurements_over_a_grid():
    found = Sweep.of([ON_LINE, GENERAL, "D=1", "E=1,2", "W=3:4"], measured=[ON_LINE, GENERAL])
    assert [(dict(point)["E"], dict(point)["W"]) for point in found.points] == [(1, 3), (1, 4), (2, 3), (2, 4)]
    assert (found.ranged, found.fixed) == (("E", "W"), "D = 1")
    line, bumps, on_line, general = found.columns
    assert exact(line) == exact(on_line) == [5, 6, 10, 12]
    assert exact(bumps) == [2, 2, 4, 4]
    assert [int(value.lower) for value in general.values[::2]] == [2, 4]
    assert (line.sign, bumps.sign, on_line.sign) == ("=", ">=", "")


def test_a_formula_in_other_symbols():
    found = Sweep.of(["kratsios2024.memory_lower_bound:lower", "D=1", "Lip=m**2", "eps=1/2", "m=2,3"])
    assert [int(point["Lip"]) for point in found.points] == [4, 9]
    assert exact(found.columns[0]) == [4, 9]
    assert found.derived == {"Lip": "m**2"}
    rounded = Sweep.of([ON_LINE, "E=ceiling(sqrt(W))", "W=3,4,5"])
    assert [int(point["E"]) for point in rounded.points] == [2, 2, 3]


def test_the_least_value_of_a_relation():
    asked = f"E: {ON_LINE} >= kratsios2024.memory_lower_bound:lower"
    found = Sweep.of(["W=3", "D=1", "Lip=1", "eps=1/20,1/200"], least=[asked, f"E: {ON_LINE} >= 21"])
    assert [exact(column) for column in found.columns] == [[2, 20], [5, 5]]
    assert found.columns[0].label == f"least {asked}"


def test_a_relation_that_holds_from_the_first_value_on_says_nothing():
    asked = "E: sharper.shared_points:upper_closed >= kratsios2024.memory_lower_bound:lower"
    few, many = Sweep.of(["D=1", "J=1", "W=3", "Lip=1", "eps=1/20,1/2000"], least=[asked]).columns[0].values
    assert few == "it holds from the first E on that the claim speaks of, 2"
    assert int(many.lower) == 6
    assert Sweep.of(["W=3"], least=[f"E: {ON_LINE} >= 1"]).columns[0].values[0].endswith("speaks of, 1")


def test_a_formula_stands_beside_claims():
    found = Sweep.of(["kratsios2024.routing_growth:upper", "E**n", "D=2", "E=3", "n=12,13"])
    bound, trivial = found.columns
    assert exact(trivial) == [3**12, 3**13]
    assert exact(bound) == [3**12, 1169870]
    assert (trivial.label, trivial.sign, trivial.meaning) == ("E**n", "=", "E**n")
    assert Sweep.of(["sqrt(E-3)", "E=2,4"]).columns[0].values[0].startswith("not found")


def test_a_reason_stands_where_there_is_no_value():
    found = Sweep.of(["sharper.shared_points:upper_closed", "D=1", "J=1", "W=3", "E=1,2"], measured=[GENERAL])
    assert found.columns[0].values[0].startswith("not claimed")
    assert Sweep.of([ON_LINE, "E=2"]).columns[0].values == ("needs W",)
    assert "no object" in Sweep.of(["kratsios2024.memory_lower_bound:lower", "D=1", "eps=1", "Lip=1"],
                                   measured=[ON_LINE]).columns[1].values[0]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "asked", "error", "message"),
    [
        (["E=2"], [], MissingValueError, "needs a claim"),
        (["nix", "E=2"], [], MalformedInputError, "neither a bound nor a value"),
        ([ON_LINE, "E=2", "Q=1"], [], UnknownNameError, "unknown symbol 'Q'"),
        ([ON_LINE, "E=1:200", "W=1:200"], [], MalformedInputError, "40000 rows"),
        ([ON_LINE, "E=sqrt(W)", "W=3"], [], MalformedInputError, "no exact value"),
        ([ON_LINE, "E=2", "W=3", "W=2*E"], [], MalformedInputError, "W has two values"),
        ([ON_LINE, "E=2*W", "W=2*E"], [], MalformedInputError, "no exact value"),
        ([ON_LINE, "E=2"], [f"Q: {ON_LINE} >= 3"], UnknownNameError, "unknown symbol 'Q'"),
        ([ON_LINE, "E=2"], ["E >= 3"], MalformedInputError, "asks for nothing"),
        ([ON_LINE, "E=2"], [f"E: {ON_LINE}"], MalformedInputError, "is no relation"),
    ],
)
def test_bad_input(words, asked, error, message):
    with pytest.raises(error, match=message):
        Sweep.of(words, least=asked)


CUBE = "dar2025.multidimensional"


def test_one_builder_is_measured_and_gives_the_values_that_the_points_do_not():
    claims = [f"{CUBE}:{name}" for name in ("leading_upper", "published")]
    found = Sweep.of([*claims, "d=2", "G=4"], measured=[f"{CUBE}:published:squares_on_cubes"])
    leading, published, measured = (column.values[0] for column in found.columns)
    assert found.taken == ("B", "H", "Q", "r")
    assert (found.columns[2].builder, measured.lower) == ("squares_on_cubes", fmpq(79, 5760))
    assert measured.upper < leading.lower < leading.upper < published.lower
    alone = Sweep.of([claims[0], "H=2"]).columns[0].values
    assert alone[0].startswith("needs")


def test_a_builder_that_is_not_there_is_refused():
    with pytest.raises(UnknownNameError, match="squares_on_cubes"):
        Sweep.of(["d=2"], measured=[f"{CUBE}:published:cubes"])


def test_the_command_writes_a_table_and_a_picture(run, tmp_path):
    path = tmp_path / "curves.svg"
    words = [ON_LINE, "E=1:2", "W=3:4", "--measured", ON_LINE, "--plot", str(path)]
    code, found = answer(run, "table", "claims", *words)
    assert code == 0
    assert found["columns"] == ["E", "W", f"{ON_LINE} (=)", f"{ON_LINE} measured (measured)"]
    assert found["rows"] == [[1, 3, 5, 5], [1, 4, 6, 6], [2, 3, 10, 10], [2, 4, 12, 12]]
    assert path.read_text(encoding="utf-8").startswith("<?xml")


def test_a_picture_that_cannot_be_is_refused_before_anything_is_computed(run, tmp_path):
    code, found = answer(run, "table", "claims", ON_LINE, "E=1:2", "--plot", str(tmp_path / "x.png"), "--across", "Q")
    assert code == 2
    assert "cannot go across 'Q'" in found["error"]["message"]


def test_formulas_are_values_of_functions():
    found = Sweep.of(["classical.serra_upper:upper", "n=3,3", "D=1", "J=2"])
    assert (found.ranged, exact(found.columns[0])) == ((), [16])


def test_what_was_found_before_an_interruption_is_shown(monkeypatch, run):
    met = []

    def value(claim, point, budget=None):
        met.append(point)
        if len(met) == 2:
            raise KeyboardInterrupt
        return enclose(7)

    monkeypatch.setattr("boundkit.commands.sweep_columns.bound_at", value)
    code, found = answer(run, "table", "claims", ON_LINE, "E=1:3", "W=3")
    assert code == 130
    assert [row[1] for row in found["rows"]] == [7, "-", "-"]
    assert "interrupted" in found["notes"][-1]


def test_options_of_claims_belong_to_no_other_table(run):
    code, found = answer(run, "table", "regions", "--measured", ON_LINE)
    assert code == 2
    assert "--measured" in found["error"]["message"]
