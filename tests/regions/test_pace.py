from boundkit.regions import pace
from boundkit.regions.pace import Pace


def after(monkeypatch, *parts):
    """The size of the next part after parts of (objects, seconds)."""
    now = [0.0]
    monkeypatch.setattr(pace.time, "perf_counter", lambda: now[0])
    found = Pace()
    for added, seconds in parts:
        found.start()
        now[0] += seconds
        found.stop(added)
    return found.objects


def test_a_slow_part_is_followed_by_smaller_ones(monkeypatch):
    assert after(monkeypatch, (100_000, 5.0)) == 10_000
    assert after(monkeypatch, (100_000, 5.0), (10_000, 0.25)) == 20_000
    assert after(monkeypatch, (10, 5.0)) == pace._FEWEST


def test_a_short_part_tells_nothing(monkeypatch):
    assert after(monkeypatch, (3, 0.001)) == after(monkeypatch)
