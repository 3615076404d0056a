"""A check as JUnit XML, which tools that gather test results read: a suite a result, a case an item of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.etree import ElementTree as Tree

from boundkit.checking.report import Report, Result
from boundkit.discovery.discover import Broken
from boundkit.streams import printable
from boundkit.verdict import Verdict

_BROKEN = "theorem files"


def junit_xml(report: Report) -> str:
    """The document: a failure is a verdict that its theorem file does not expect, an error a file that raised."""
    suites = [_suite(id, list(own)) for id, own in groupby(report.results, lambda result: result.id)]
    if report.broken:
        suites.append(_suite_of_broken(report.broken))
    top = Tree.Element("testsuites", {"name": "boundkit", **_totals(suites)})
    top.extend(suites)
    Tree.indent(top)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{Tree.tostring(top, encoding='unicode')}\n"


def _suite(id: str, results: Sequence[Result]) -> Tree.Element:
    cases = [_case(result) for result in results]
    seconds = sum(result.seconds for result in results)
    return _filled(id, cases, seconds)


def _filled(name: str, cases: Sequence[Tree.Element], seconds: float) -> Tree.Element:
    counts = {kind: sum(case.find(tag) is not None for case in cases)
              for kind, tag in (("failures", "failure"), ("errors", "error"))}  # fmt: skip
    suite = Tree.Element("testsuite", {"name": name, "tests": str(len(cases)), **_texts(counts), "skipped": "0",
                                       "time": f"{seconds:.3f}"})  # fmt: skip
    suite.extend(cases)
    return suite


def _case(result: Result) -> Tree.Element:
    name = f"{result.claim}: {result.evidence}"
    case = Tree.Element("testcase", {"classname": result.id, "name": _text(name), "time": f"{result.seconds:.3f}"})
    if result.verdict is Verdict.ERROR:
        frames = (result.witness or {}).get("traceback", ())
        _child(case, "error", result.detail, Verdict.ERROR, frames)
    elif not result.as_expected:
        said = f"{result.verdict}, expected {result.expected}"
        _child(case, "failure", said, result.verdict, [result.detail, f"scope: {result.scope_text}"])
    return case


def _suite_of_broken(broken: Iterable[Broken]) -> Tree.Element:
    cases = []
    for file in broken:
        case = Tree.Element("testcase", {"classname": _BROKEN, "name": _text(file.origin), "time": "0.000"})
        _child(case, "error", file.error, Verdict.ERROR, file.traceback)
        cases.append(case)
    return _filled(_BROKEN, cases, 0.0)


def _child(case: Tree.Element, tag: str, message: str, kind: str, lines: Iterable[str]) -> None:
    child = Tree.SubElement(case, tag, {"message": _text(message), "type": str(kind)})
    child.text = "\n".join(map(_text, lines))


def _totals(suites: Sequence[Tree.Element]) -> dict[str, str]:
    counts = {kind: sum(int(suite.attrib[kind]) for suite in suites)
              for kind in ("tests", "failures", "errors", "skipped")}  # fmt: skip
    return {**_texts(counts), "time": f"{sum(float(suite.attrib['time']) for suite in suites):.3f}"}


def _texts(counts: dict[str, int]) -> dict[str, str]:
    return {kind: str(count) for kind, count in counts.items()}


def _text(text: str) -> str:
    """A text without what XML has no place for: control characters are written as escapes."""
    return printable(str(text))
