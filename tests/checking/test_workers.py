"""Running one item: what a theorem file raises or prints, and what ends without an answer."""

import pytest

from boundkit.checking.workers import run_item, run_items
from boundkit.crews.here import ALONE
from boundkit.discovery.discover import Entry
from boundkit.errors import AddressSpaceError, BudgetExhaustedError
from boundkit.evidence import instances
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity
from boundkit.verdict import Verdict

n = natural("n", "size")
again = quantity("N", "the size again", measure=int)


def entry(build):
    item = instances("upper", build, name="item", n=(1, 2))
    claims = (Claim("upper", UPPER, again <= n),)
    return Entry(Theorem("a.b", "a size", cite("folklore", "everywhere"), claims, evidence=(item,)), "")


def raising(error):
    def build(n):
        raise error

    return build


@pytest.mark.parametrize(
    ("build", "verdict", "said"),
    [
        (lambda n: n, Verdict.CERTIFIED, ""),
        (lambda n: n + 1, Verdict.REFUTED, "N = 2"),
        (raising(ZeroDivisionError("by nothing")), Verdict.ERROR, "ZeroDivisionError: by nothing"),
        (raising(SystemExit(3)), Verdict.ERROR, "SystemExit"),
        (raising(BudgetExhaustedError("no time")), Verdict.INCONCLUSIVE, "no time"),
        (raising(AddressSpaceError("too little")), Verdict.INCONCLUSIVE, "too little"),
        (raising(MemoryError()), Verdict.INCONCLUSIVE, "the memory ended"),
    ],
)
def test_what_an_item_comes_to(build, verdict, said):
    result = run_item(entry(build), 0, False, 60)
    assert (result.id, result.claim, result.evidence, result.verdict) == ("a.b", "upper", "item", verdict)
    assert result.as_expected is (verdict is Verdict.CERTIFIED)
    assert said in result.detail


def test_ctrl_c_is_no_result():
    with pytest.raises(KeyboardInterrupt):
        run_item(entry(raising(KeyboardInterrupt())), 0, False, 60)


def test_what_a_builder_prints_goes_to_standard_error(capsys):
    run_item(entry(lambda n: print("aside") or n), 0, False, 60)
    out, err = capsys.readouterr()
    assert out == ""
    assert "aside" in err


def test_one_job_runs_here_and_in_order():
    first, second = entry(lambda n: n), entry(lambda n: n + 1)
    found = list(run_items([(first, 0), (second, 0)], False, ALONE, 60))
    assert [place[0] for place, _ in found] == [first, second]
    assert [result.verdict for _, result in found] == [Verdict.CERTIFIED, Verdict.REFUTED]
