"""Progress on standard error, where there is no terminal."""

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
