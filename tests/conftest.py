import pytest
from hypothesis import settings

settings.register_profile("boundkit", deadline=None, derandomize=True)
settings.load_profile("boundkit")


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
