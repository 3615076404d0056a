"""Progress on standard error, where there is no terminal."""

import io
import re
import time

from boundkit.export.progress import Progress


def test_progress_without_a_terminal_is_a_line_now_and_then(capsys, monkeypatch):
    monkeypatch.setattr("boundkit.export.progress._FIRST_LINE", 0.15)
    with Progress("first") as progress:
        progress(1)
        time.sleep(0.1)
        progress.begin("counting")
        progress(1234)
        time.sleep(0.5)
        progress.note("said at once")
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["counting: 1,234 so far, 0 s", "counting: 1,234 so far, 0 s", "said at once"]


def test_progress_of_a_known_total(capsys, monkeypatch):
    monkeypatch.setattr("boundkit.export.progress._FIRST_LINE", 0.1)
    with Progress("falsifying") as progress:
        progress(3, 20, "falsifying, a.b INCONCLUSIVE")
        time.sleep(0.25)
    assert capsys.readouterr().err.startswith("falsifying, a.b INCONCLUSIVE: 3 of 20, ")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_a_bar_tells_how_much_is_done_and_how_long_the_rest_takes(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    with Progress("checking") as progress:
        progress(10, 110)  # as it is where a check is taken up again
        time.sleep(0.25)
        progress(60, 110, "checking, mayaki2026.covering_number CERTIFIED, and what else there is to say")
        time.sleep(0.25)
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", stream.getvalue()).replace("\r", "\n").splitlines()
    assert max(map(len, lines)) <= 80
    assert any(re.search(r"checking, mayaki2026\.covering.*… 60 of 110 .* 0:00:0\d 1 s left", line) for line in lines)
    assert not re.search(r"\x1b\[[0-9;]*3[1-6]m", stream.getvalue())


def test_the_time_left_is_told_in_lines_too(capsys, monkeypatch):
    monkeypatch.setattr("boundkit.export.progress._FIRST_LINE", 0.3)
    with Progress("checking") as progress:
        progress(0, 100)
        time.sleep(0.2)
        progress(50, 100)
        time.sleep(0.25)
    assert re.search(r"^checking: 50 of 100, about 1 s left, 0 s$", capsys.readouterr().err, re.M)
