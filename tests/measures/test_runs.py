"""Tables of runs: what is read, and what is wrong with one, by line and column."""

import numpy as np
import pytest
from drawn_runs import drawn_runs, write_runs

from boundkit.errors import FileAccessError, MalformedInputError
from boundkit.measures.runs import read_runs


def test_a_file_and_its_columns_are_the_same_runs(tmp_path):
    columns = {"name": list("abcdefghijkl"), **drawn_runs(1, runs=12), "experts": [8] * 12}
    file, own = read_runs(write_runs(tmp_path / "runs.csv", columns)), read_runs(columns)
    assert len(file) == len(own) == 12
    assert (file.data, set(file.more)) == ("tokens", {"experts"})
    for name in ("active", "total", "samples", "loss"):
        assert np.array_equal(getattr(file, name), getattr(own, name))
    assert np.allclose(own.logs()["share"], np.log(own.active / own.total))


def test_heads_in_any_case_a_mark_of_bytes_and_empty_lines_are_read(tmp_path):
    lines = ["\ufeffActive, TOTAL ,Samples,Loss", "", *["1e9,2e9,1e10,2.5"] * 9, ""]
    path = tmp_path / "runs.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    runs = read_runs(path)
    assert (len(runs), runs.data, runs.total[0]) == (9, "samples", 2e9)


def table(**changes):
    return {name: list(column) for name, column in (drawn_runs(1, runs=12) | changes).items()}


@pytest.mark.parametrize("value", ["nan", "", "7B", "-1", "0", "inf", "1e999", None, "3 e9"])
@pytest.mark.parametrize("name", ["active", "loss"])
def test_what_is_no_positive_number_is_named_by_line_and_column(tmp_path, name, value):
    columns = table()
    columns[name][4] = value
    with pytest.raises(MalformedInputError, match=f"line 6: {name} is "):
        read_runs(write_runs(tmp_path / "runs.csv", columns))
    with pytest.raises(MalformedInputError, match=f"line 5: {name} is "):
        read_runs(columns)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({name: column for name, column in table().items() if name != "loss"}, "lacks loss; its heads are active"),
        ({name: column for name, column in table().items() if name != "tokens"}, "lacks tokens or samples"),
        (table(samples=range(1, 13)), "both tokens and samples"),
        ({name: column[:7] for name, column in table().items()}, "7 runs are too few"),
        (dict.fromkeys(("active", "total", "samples", "loss"), range(1, 10_002)), "10001 runs are more than 10000"),
        (table(loss=[1] * 11), "differ in length"),
        (table(total=[1] * 12), "line 1: .* active parameters are more than all 1"),
        ({}, "lacks active, total, loss"),
        (3, "not int"),
    ],
)
def test_a_table_that_cannot_be_fitted_says_why(columns, said):
    with pytest.raises(MalformedInputError, match=said):
        read_runs(columns)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "lacks active"),
        (b"active,active,total,tokens,loss\n" + b"1,1,1,1,1\n" * 9, "two columns active"),
        (b"active;total;tokens;loss\n" + b"1;1;1;1\n" * 9, "lacks active, total, loss"),
        (b"active,total,tokens,loss\n" + b"1,1,1,1\n" * 8 + b"1,1,1\n", "line 10 of .* has 3 values under 4 heads"),
        (b"\xff\xfe\x00\x01", "no text of comma-separated values"),
    ],
)
def test_a_file_that_is_no_table_says_why(tmp_path, text, said):
    path = tmp_path / "runs.csv"
    path.write_bytes(text)
    with pytest.raises(MalformedInputError, match=said):
        read_runs(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileAccessError, match="cannot read"):
        read_runs(tmp_path / "none.csv")
