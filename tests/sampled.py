"""Long lists of cases, of which the default suite takes some and the heavy tests the others."""

import pytest


def one_in(every, cases):
    """Parameters of a test: of ``every`` cases in a row the first runs by default, the others are heavy."""
    return [case if index % every == 0 else _heavy(case) for index, case in enumerate(cases)]


def _heavy(case):
    if isinstance(case, type(pytest.param())):
        return pytest.param(*case.values, id=case.id, marks=[*case.marks, pytest.mark.heavy])
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.heavy)
