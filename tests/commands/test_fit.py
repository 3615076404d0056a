"""boundkit fit: documents, decisions, budgets, and what is wrong with a table or an option."""

import json
from dataclasses import replace

import pytest
from drawn_runs import TRUTH, drawn_runs, write_runs

import boundkit
from boundkit.commands import fit as command
from boundkit.errors import DomainError, MalformedInputError
from boundkit.export.fit import fit_document, fit_text
from boundkit.export.fit_figure import fit_picture


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    made = tmp_path_factory.mktemp("runs")
    for counted in ("active", "total"):
        write_runs(made / f"{counted}.csv", drawn_runs(1, counted))
    write_runs(made / "dense.csv", drawn_runs(1, ratios=(1,)))
    return made


@pytest.mark.parametrize(("name", "explains"), [("active", "active"), ("total", "total"), ("dense", "undecided")])
def test_the_document_of_the_contract(run, files, name, explains):
    code, out, _ = run("fit", str(files / f"{name}.csv"), "--draws", "150", "--json")
    found = json.loads(out)
    assert (code, found["explains"]) == (0, explains)
    assert found["parameters"].keys() == found["intervals"].keys() == TRUTH.keys()
    for parameter, (low, high) in found["intervals"].items():
        assert low < found["parameters"][parameter] < high
    low, high = found["difference"]["interval"]
    assert {"active": low > 0, "total": high < 0, "undecided": low <= 0 <= high}[explains]
    assert {each["name"] for each in found["published"]} == {"hoffmann2022, active", "hoffmann2022, total", "abnar2025"}
    assert found["passed_over"] == {"krajewski2024": "there is no column granularity",
                                    "clark2022": "there is no column experts"}  # fmt: skip


def test_the_text_says_what_explains_the_loss_and_where_forms_are_from(run, files):
    code, out, _ = run("fit", str(files / "active.csv"), "--draws", "100")
    assert code == 0
    for said in ("active: the active parameters explain the loss better", "| beta/d | 0.1", "arXiv 2203.15556",
                 "from a summary", "clark2022 is passed over"):  # fmt: skip
        assert said in out
    assert "undecided: these runs do not tell" in run("fit", str(files / "dense.csv"), "--draws", "100")[1]


def test_one_seed_is_one_answer():
    columns = drawn_runs(2)
    one, same, other = (boundkit.fit(columns, draws=100, seed=seed) for seed in (5, 5, 6))
    assert one.intervals == same.intervals != other.intervals
    assert one.parameters == other.parameters


def test_a_budget_that_is_too_small_leaves_the_parameters(run, files):
    code, out, _ = run("fit", str(files / "active.csv"), "--budget", "0.001", "--json")
    found = json.loads(out)
    assert (code, found["draws"], set(found["intervals"].values())) == (4, 0, {None})
    assert found["parameters"]["b"] == pytest.approx(TRUTH["b"], rel=0.1)
    assert "give more time with --budget" in run("fit", str(files / "active.csv"), "--budget", "0.001")[1]


def test_ctrl_c_leaves_the_draws_that_were_made():
    def stop(done, total):
        if done == 120:
            raise KeyboardInterrupt

    found = boundkit.fit(drawn_runs(3), progress=stop)
    assert (found.draws, found.interrupted, found.exit_code) == (120, True, 130)
    assert None not in found.intervals.values()


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--level", "1"], "level 1"), (["--level", "nan"], "level nan"), (["--draws", "9"], "9 draws are too few"),
     (["--seed", "-1"], "seed -1"), (["--plot", "fit.doc"], "no kind of picture")],
)  # fmt: skip
def test_an_option_that_cannot_be(run, files, options, said):
    code, out, _ = run("fit", str(files / "active.csv"), *options, "--json")
    assert code == 2
    assert said in json.loads(out)["error"]["message"]


def test_a_bad_table_is_one_line_and_exit_code_2(run, tmp_path):
    path = write_runs(tmp_path / "runs.csv", drawn_runs(1) | {"loss": ["x"] * 24})
    code, out, err = run("fit", str(path))
    assert (code, out) == (2, "")
    assert err == "boundkit: line 2: loss is 'x'; give a positive finite number, such as 1.3e9\n"
    assert run("fit", str(tmp_path / "none.csv"))[0] == 2


@pytest.mark.parametrize("count", [1e300, 1e-300])
def test_numbers_that_are_no_counts(count):
    with pytest.raises(MalformedInputError, match=r"line 1: tokens is .* which is no count; give one below 1e"):
        boundkit.fit(drawn_runs(1) | {"tokens": [count] * 24})


def test_runs_of_one_size_tell_no_exponent():
    for name in ("active", "loss"):
        with pytest.raises(DomainError, match=f"{name} has fewer than three"):
            boundkit.fit(drawn_runs(1) | {name: [1e6] * 24})
    with pytest.raises(MalformedInputError, match="level"):
        command.fit(drawn_runs(1), level=0.3)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scale", [1, 2.0**-1000, 2.0**1000])
def test_runs_without_any_error_in_any_unit(scale, tmp_path):
    """The law of the active parameters is met exactly, so no ratio to its error is told."""
    active = [2.0 ** (20 + i) for i in range(10)]
    columns = {"active": active, "total": [size * (2 + i % 3) for i, size in enumerate(active)],
               "samples": [1e9] * 10, "loss": [scale / size for size in active]}  # fmt: skip
    found = boundkit.fit(columns, draws=100)
    assert found.parameters["a"] == pytest.approx(scale)
    assert found.parameters["beta/d"] == pytest.approx(0.5)
    said = fit_text(found)
    assert "active: the active parameters explain the loss better" in said
    if found.laws["active"].cross_validated == 0:
        assert "is not 0, as it is with these" in said
    fit_picture(found, tmp_path / "fit.png")
    json.dumps(fit_document(found), allow_nan=False)


def test_a_ratio_to_no_error_is_told_in_words():
    found = boundkit.fit(drawn_runs(1), draws=100)
    law = found.laws["active"]
    exact = replace(law, problem=replace(law.problem, target=law.problem.predicted(law.theta)))
    said = fit_text(replace(found, laws={**found.laws, "active": exact}))
    assert "the error of a run that is left out is not 0, as it is with these" in said


def test_a_parameter_beyond_float64_is_said_to_be():
    found = boundkit.fit(drawn_runs(1), draws=100)
    law = found.laws["active"]
    theta = law.theta.copy()
    theta[1] = 1000
    assert "| a | beyond float64 |" in fit_text(
        replace(found, laws={**found.laws, "active": replace(law, theta=theta)})
    )
