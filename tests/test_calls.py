"""The commands as functions of the package."""

from pathlib import Path

import pytest

import boundkit
from boundkit.errors import MalformedInputError, UnknownNameError


def test_solve_minimise_and_compare():
    found = boundkit.solve("wang2025.piece_count", "upper >= L**3", "L", E=2, between=(2, None))
    assert str(found.value) == "10"
    assert str(boundkit.minimise("wang2025.piece_count", ["L"], claim="upper", E=8).at["L"]) == "1"
    found = boundkit.compare("classical.serra_upper:upper", "classical.montufar_upper:upper", n=[4, 4], J=2, D=3)
    assert found.verdict == "left is smaller"
    with pytest.raises(MalformedInputError, match="is not exact"):
        boundkit.compare("wang2025.piece_count:upper", "wang2025.piece_count:upper", E=0.5)


@pytest.mark.heavy
def test_falsify():
    (found,) = boundkit.falsify("classical.kuhn_c2", evaluations=5)
    assert (found.survived, found.claim) == (True, "upper")


def test_try():
    found = boundkit.try_("classical.kuhn_c2:upper", "error <= c*upper", c="8/9", evaluations=5)
    assert found.verdict == "REFUTED"
    assert str(found).splitlines()[1] == found.said[0]
    assert "<p>Refuted. " in found._repr_html_()
    with pytest.raises(UnknownNameError):
        boundkit.try_("classical.kuhn_c2:upper", "error <= 1", without="nothing")


def test_check_of_one_claim():
    file = str(Path(__file__).parent / "controls" / "needless_hypothesis.py")
    name = boundkit.theorem(file).claim_names[0]
    report = boundkit.check(file, claims=[name])
    assert [claim.claim for claim in report.claims] == [name]


@pytest.mark.heavy
def test_a_notebook_sees_how_far_a_check_is():
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    cells = [
        "from boundkit.export import progress; progress._CELL_REFRESH = 0\n"
        "import IPython; shown = []; update = IPython.display.DisplayHandle.update\n"
        "IPython.display.DisplayHandle.update = lambda self, new: (shown.append(new.data), update(self, new))",
        "import boundkit; report = boundkit.check('classical.kuhn_lipschitz'); report",
        "print(shown[0], shown[-2], sep='\\n')",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    bar, report = notebook.cells[1].outputs
    assert bar["data"]["text/html"] == ""  # taken away in the end
    assert "<td>classical.kuhn_lipschitz:upper</td>" in report["data"]["text/html"]
    first, last = notebook.cells[2].outputs[0]["text"].splitlines()
    assert first.startswith('<progress value="0" max="')
    assert "checking, classical.kuhn_lipschitz" in last
