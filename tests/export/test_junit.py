"""Checks as JUnit XML."""

from dataclasses import replace
from xml.etree import ElementTree

from samples import result

from boundkit.checking.report import Report
from boundkit.discovery.discover import Broken
from boundkit.export.junit import junit_xml
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, ERROR = Verdict.CERTIFIED, Verdict.REFUTED, Verdict.ERROR


def test_suites_cases_failures_and_errors():
    wrong = replace(result(REFUTED, expected=CERTIFIED), detail="N = 4 <\x1b[31m> 3", seconds=1.5)
    raised = replace(
        result(ERROR, expected=CERTIFIED, id="c.d"), detail="it raised", witness={"traceback": ["file, line 1"]}
    )
    broken = Broken("x.py", "RuntimeError: no luck", "x.py", 1, ("x.py, line 1",))
    report = Report((result(CERTIFIED), wrong, raised), (), (broken,))
    top = ElementTree.fromstring(junit_xml(report))
    assert (top.tag, top.attrib) == (
        "testsuites",
        {"name": "boundkit", "tests": "4", "failures": "1", "errors": "2", "skipped": "0", "time": "1.500"},
    )
    assert [(suite.get("name"), suite.get("tests")) for suite in top] == [
        ("a.b", "2"),
        ("c.d", "1"),
        ("theorem files", "1"),
    ]
    good, bad = top[0]
    assert (good.attrib, len(good)) == ({"classname": "a.b", "name": "upper: item", "time": "0.000"}, 0)
    (failure,) = bad
    assert (failure.tag, failure.get("message"), failure.get("type")) == (
        "failure", "REFUTED, expected CERTIFIED", "REFUTED",
    )  # fmt: skip
    assert r"N = 4 <\x1b[31m> 3" in failure.text
    assert (top[1][0][0].tag, top[1][0][0].text) == ("error", "file, line 1")
    assert top[2][0][0].get("message") == "RuntimeError: no luck"


def test_nothing_checked_is_a_document():
    assert ElementTree.fromstring(junit_xml(Report((), ()))).get("tests") == "0"
