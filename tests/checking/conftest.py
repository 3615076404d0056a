import pytest
from samples import theorem_file

from boundkit.discovery.discover import load


@pytest.fixture
def entries(tmp_path):
    return load(str(theorem_file(tmp_path, "a")))
