"""Theorem files that raise: an ERROR of their own with file, line and frames, whatever they raise and wherever."""

import json
import os

import pytest

from boundkit.api import catalogue, check, theorem
from boundkit.cli import main
from boundkit.discovery.blame import blame
from boundkit.errors import TheoremFileError
from boundkit.verdict import Verdict

GOOD = """
from boundkit.evidence import estimate, instances, simulates
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

E = natural("E", "experts")
N = quantity("N", "pieces", measure=lambda thing: thing)


def build(E):
    return helper(E)


def helper(E):
    {raising}


def one(E):
    return 1


THEOREM = Theorem("mine.raising", "It raises", cite("wang2025", "a test"), (Claim("upper", UPPER, N <= E),),
                  evidence=(instances("upper", build, E=(1, 2)), instances("upper", one, E=(1, 2))))
"""
LINE = 14  # of what raises


def written(tmp_path, text, name="raising.py"):
    path = tmp_path / name
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize(
    ("raising", "message"),
    [
        ("return 1 / (E - E)", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("from asyncio import CancelledError; raise CancelledError('stop')", "CancelledError: stop"),
        ("assert E > 5", "AssertionError"),
        ("from boundkit.errors import ShapeError; raise ShapeError('no fit')", "ShapeError: no fit"),
        ("raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})()", "Odd: a message that cannot be printed"),
        ("raise ValueError(10**5 * 'x')", f"ValueError: {500 * 'x'} .."),
        ("return helper(E)", "RecursionError: "),
    ],
)
def test_what_a_builder_raises_is_an_error_of_its_own(tmp_path, raising, message):
    path = written(tmp_path, GOOD.replace("{raising}", raising))
    report = check(path)
    raised, other = report.results
    assert (raised.verdict, raised.scope_text, raised.as_expected) == (Verdict.ERROR, "nothing", False)
    assert raised.detail.startswith(f"it raised {message}")
    assert raised.detail.endswith(f"({path}, line {LINE})")
    assert (raised.witness["file"], raised.witness["line"]) == (path, LINE)
    assert any(frame.startswith(f"{path}, line {LINE}, in helper: ") for frame in raised.witness["traceback"])
    assert len(raised.witness["traceback"]) <= 4
    assert other.verdict is Verdict.CERTIFIED
    assert report.exit_code == 1
    json.dumps(report.to_json())


def test_the_frames_lead_from_the_file_into_what_it_calls(tmp_path):
    path = written(tmp_path, GOOD.replace("{raising}", "from fractions import Fraction; return Fraction('x')"))
    (raised, _) = check(path).results
    assert raised.witness["line"] == LINE
    assert [frame.split(", in ")[1].split(":")[0] for frame in raised.witness["traceback"]] == [
        "build", "helper", "__new__",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("x = 1\ny = missing\n", 2, "NameError: name 'missing' is not defined"),
        ("x = = 1\n", 1, "SyntaxError: invalid syntax"),
        ("\nimport sys\nsys.exit(2)\n", 3, "SystemExit: 2"),
        ("import no_such_module_at_all\n", 1, "ModuleNotFoundError: No module named 'no_such_module_at_all'"),
        (GOOD.replace("N <= E", "N >= E"), 21, "StatementError: claim upper is upper but written as"),
    ],
    ids=("name", "syntax", "exit", "import", "statement"),
)
def test_a_file_that_does_not_import(tmp_path, capsys, text, line, message):
    path = written(tmp_path, text)
    (broken,) = catalogue(path).broken
    assert (broken.file, broken.line) == (path, line)
    assert broken.error.startswith(message)
    assert main(["check", path]) == 1
    shown = capsys.readouterr().out
    assert f"{message}" in shown
    assert f"({path}, line {line})" in shown
    assert "headline" not in shown
    assert "as expected" not in shown
    assert shown.splitlines()[-1] == "1 theorem file could not be read"
    assert main(["check", path, "--jobs", "1", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["broken"][0]["line"] == line


@pytest.mark.parametrize("command", [["show"], ["falsify"], ["table", "results", "--result"]], ids=lambda c: c[0])
def test_every_command_names_the_line(tmp_path, capsys, command):
    path = written(tmp_path, "x = missing\n")
    assert main([*command, path]) == 1
    assert f"({path}, line 1)" in capsys.readouterr().err


def test_python_names_the_line(tmp_path):
    with pytest.raises(TheoremFileError, match=r"name 'missing' is not defined \(.*mine.py, line 1\)"):
        theorem(written(tmp_path, "x = missing\n", "mine.py"))


def test_a_check_prints_errors_and_no_double_negative(tmp_path, capsys):
    assert main(["check", "--jobs", "1", written(tmp_path, GOOD.replace("{raising}", "return 1 / (E - E)"))]) == 1
    shown = capsys.readouterr().out
    assert "in helper: return 1 / (E - E)" in shown
    assert shown.splitlines()[-1] == "2 checks: 1 CERTIFIED, 1 ERROR; 1 not as expected"
    assert main(["check", "--jobs", "1", written(tmp_path, GOOD.replace("{raising}", "return 1"), "fine.py")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 checks: 2 CERTIFIED; all as expected"


def test_what_a_theorem_file_prints_is_no_part_of_the_document(tmp_path, capsys):
    path = written(tmp_path, "print('at import')\n" + GOOD.replace("{raising}", "print('building'); return E"))
    for command in (["check", "--jobs", "1"], ["falsify"]):
        assert main([*command, path, "--json"]) == 0
        out, err = capsys.readouterr()
        json.loads(out)
        assert "building" in err


def test_integers_of_any_length_are_measured_and_written(tmp_path):
    """Longer than Python writes: the check goes on, and says how long."""
    path = written(tmp_path, GOOD.replace("{raising}", "return 10**5000 + E").replace("E=(1, 2)", "E=(1, 10**6000)"))
    refuted, other = check(path).results
    assert (refuted.verdict, refuted.witness["object"]) == (Verdict.REFUTED, "1e+5000..")
    assert other.verdict is Verdict.CERTIFIED
    assert main(["check", path, "--jobs", "1", "--json"]) == 1


def test_a_stop_iteration_inside_a_generator_has_its_place_in_the_file(tmp_path):
    """Python turns it into a RuntimeError without the frames of the file."""
    path = tmp_path / "mine.py"
    path.write_text("def build():\n    return next(iter(()))\n")
    names = {}
    exec(compile(path.read_text(), str(path), "exec"), names)

    def asking():
        yield names["build"]()

    with pytest.raises(RuntimeError) as raised:
        list(asking())
    assert str(blame(raised.value, str(path))) == f"StopIteration ({path}, line 2)"


def test_a_theorem_file_may_have_a_name_of_any_bytes(tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.py")
    with open(path, "w") as file:
        file.write(GOOD.format(raising="return E"))
    assert main(["check", path, "-o", str(tmp_path / "results")]) == 0
