"""Tables of regions beside bounds on the command line."""

import pytest

from boundkit.cli import main


def test_table_of_regions_beside_bounds(capsys):
    assert main(["table", "regions", "2-8-1", "--box", "-1", "1", "--format", "csv"]) == 0
    heads, row = capsys.readouterr().out.splitlines()[:2]
    assert dict(zip(heads.split(","), row.split(","), strict=True)) == {
        "network": "2-8-1",
        "shape": "2-8-1",
        "regions": "19",
        "guarantee": "exact",
        **dict.fromkeys(("serra_upper", "montufar_upper", "montufar_lower", "zaslavsky"), "37"),
    }


@pytest.mark.parametrize("words", [["nofile.npz"], ["2-0-1"], ["2-8-1", "--box", "1", "1"], ["2-8-1", "--box", "0"]])
def test_tables_of_regions_that_cannot_be_made(capsys, words):
    assert main(["table", "regions", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("boundkit: ")
    assert err.count("\n") == 1
