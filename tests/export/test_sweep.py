"""Sweeps as tables: one row a point, bounds rounded to their own side, reasons told once."""

from boundkit.commands.sweep import Sweep
from boundkit.export.sweep import sweep_table
from boundkit.export.tables import table_document

CLOSED, GENERAL = "sharper.shared_points:upper_closed", "kratsios2024.vc_dimension:lower_bumps"


def test_a_row_a_point():
    table = sweep_table(Sweep.of([CLOSED, "D=1", "J=1", "E=1,2", "W=m+2", "m=1"], measured=[GENERAL]))
    assert table.columns == ("E", "W", f"{CLOSED} (at most)", f"{GENERAL} measured (measured)")
    document = table_document(table)
    assert [row[:2] for row in document["rows"]] == [[1, 3], [2, 3]]
    assert document["rows"][0][2] == "-"
    assert "298.9" in table.render("markdown")
    assert table.notes[0] == "at D = 1, J = 1, m = 1, W = m + 2"
    assert f"{CLOSED} has no value in 1 of 2 rows: not claimed" in table.notes[-1]


def test_every_format():
    table = sweep_table(Sweep.of([GENERAL, "D=1", "E=1,2", "W=3"]))
    for format in ("latex", "html", "csv", "markdown"):
        assert "lower" in table.render(format)


def test_measurements_tell_their_points():
    table = sweep_table(Sweep.of(["n=3", "D=1", "E=2", "seed=0,1"], measured=["kratsios2024.routing_growth:upper"]))
    assert [row[1].plain for row in table.rows] == ["6", "6"]
    assert [note.partition(" measured at ")[2][:17] for note in table.notes[-2:]] == [
        "seed = 0: points ",
        "seed = 1: points ",
    ]
