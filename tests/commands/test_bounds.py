"""Tables of bounds on the command line."""

import csv
import io


def test_table_bounds(run, tmp_path):
    words = ["table", "bounds", "--model", "mixtral-8x7b,deepseek-v3,olmoe-1b-7b"]
    for format in ("markdown", "csv", "html", "latex"):
        code, out, _ = run(*words, "--format", format)
        assert code == 0
        assert "deepseek-v3" in out
    code, out, _ = run(
        *words, "k=1", "J=0", "--format", "csv", "--result", "wang2025.piece_count", "--claim", "upper",
        "-o", str(tmp_path / "b.csv"),
    )  # fmt: skip
    assert (code, out) == (0, "")
    (_, row) = csv.DictReader(io.StringIO((tmp_path / "b.csv").read_text()))
    assert (int(row["mixtral-8x7b"]), int(row["deepseek-v3"])) == (8**32, 256**58)


def test_bounds_list_what_they_leave_out_on_request(run):
    words = ["table", "bounds", "--model", "mixtral-8x7b", "--result", "wang2025"]
    assert "wang2025.piece_count attained_digits" not in run(*words)[1]
    assert "wang2025.piece_count attained_digits: not of this shape" in run(*words, "--left-out")[1]
