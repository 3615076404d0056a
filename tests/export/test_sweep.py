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
