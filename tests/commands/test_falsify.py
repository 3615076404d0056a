"""The falsifier and the mutants on the command line."""

from console import answer


def test_falsify_reports_its_effort(run):
    code, found = answer(run, "falsify", "classical.kuhn_c2", "--evaluations", "10")
    assert code == 0
    (result,) = found["results"]
    assert (result["verdict"], result["evaluations"]) == ("INCONCLUSIVE", 10)
    assert found["summary"] == {"INCONCLUSIVE": 1}


def test_falsify_expects_what_the_theorem_file_expects(run):
    code, out, _ = run("falsify", "classical.montufar_lower", "--evaluations", "20")
    assert code == 0
    assert "published_affine: REFUTED" in out


def test_falsify_finds_a_claim_that_is_too_strong(run, tmp_path):
    code, _, _ = run("new", "mine.pieces", "-o", str(tmp_path / "pieces.py"))
    assert code == 0
    file = tmp_path / "pieces.py"
    text = file.read_text()
    assert "N <= W + 1" in text
    file.write_text(text.replace("N <= W, ", "N <= W - 1, ").replace("N <= W + 1", "N <= W"))
    code, out, _ = run("falsify", str(file), "--evaluations", "20")
    assert "REFUTED" in out
    assert code == 1


def test_falsify_one_claim_and_tell_what_each_builder_came_to(run):
    code, out, _ = run("falsify", "sharper.convex_cells", "--claim", "sup_upper", "--evaluations", "20")
    assert code == 0
    assert [line.split(":")[0] for line in out.splitlines() if not line.startswith(" ")] == [
        "sharper.convex_cells sup_upper"
    ]
    assert "    prisms from above: " in out
    code, _, err = run("falsify", "sharper.convex_cells", "--claim", "sup_uper")
    assert code == 2
    assert "sup_upper" in err


def test_falsify_nothing(run):
    code, _, err = run("falsify", "nobody.nothing")
    assert code == 3
    assert "nobody.nothing" in err


def test_mutants_as_a_table(run):
    code, out, _ = run("falsify", "classical.kuhn_c2", "--mutants", "--evaluations", "30")
    assert code == 0
    assert "| classical.kuhn_c2:upper | 3 | 3 | 0 | 0 |" in out
