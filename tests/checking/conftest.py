import pytest
from samples import Whole, theorem_file

from boundkit.discovery.discover import load
from boundkit.evidence import whole


@pytest.fixture
def entries(tmp_path):
    return load(str(theorem_file(tmp_path, "a")))


@pytest.fixture(autouse=True)
def _whole_without_fact(monkeypatch):
    """``proved`` of the samples stands for a proof in tests of what is joined from verdicts."""
    monkeypatch.setattr(whole, "WITHOUT_FACT", {*whole.WITHOUT_FACT, Whole})
