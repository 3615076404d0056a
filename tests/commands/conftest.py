import pytest
from saved_networks import save_all


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("networks")
    save_all(made)
    return made
