"""Long lists of cases, of which the default suite takes some and the heavy tests the others."""

import pytest


def one_in(every, cases):
    """Parameters of a test: of ``every`` cases in a row one runs by default, the others are heavy."""
    return [
        case if index % every == 0 else pytest.param(*_values(case), marks=pytest.mark.heavy)
        for index, case in enumerate(cases)
    ]


def _values(case):
    return case if isinstance(case, tuple) else (case,)
