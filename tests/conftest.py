import gc
import signal

import pytest
from hypothesis import settings

from boundkit.cli import main

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # so it is where the tests are started in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest.register_assert_rewrite("console")

gc.set_threshold(50_000, 20, 20)  # formulas make many small objects and few circles

settings.register_profile("boundkit", deadline=None, derandomize=True)
settings.load_profile("boundkit")


def pytest_collection_finish():
    gc.collect()
    gc.freeze()  # what was imported stays, and is not looked through again


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def run(capsys, monkeypatch):
    """Runs the command line here: the exit code, standard output, standard error without progress."""
    monkeypatch.setattr("boundkit.export.progress._FIRST_LINE", float("inf"))

    def call(*words):
        code = main(list(words))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call
