import pytest
from routed import CASES

from boundkit.routing import Routing


@pytest.fixture(params=CASES)
def routing(request):
    return Routing.of(CASES[request.param](), (0, 1))
