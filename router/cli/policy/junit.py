"""How are the results of cases told to a CI service? JUnit XML, as its dashboards read it."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

if TYPE_CHECKING:
    from router.services.run_cases import CaseResult, SuiteResult

__all__ = ["junit_xml"]

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""
_REPLACEMENT = "\ufffd"


def junit_xml(results: Sequence["SuiteResult"]) -> str:
    """A test suite for each file of cases, and one for the changes of its policy."""
    root = Element("testsuites", name="tierwise policy test")
    for result in results:
        _add_cases(root, result)
        if result.mutation is not None:
            _add_changes(root, result)
    for name in ("tests", "failures"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _add_cases(root: Element, result: "SuiteResult") -> None:
    path = result.suite.path
    suite = _suite(root, path, tests=len(result.cases), failures=len(result.failed))
    for case in result.cases:
        test = _test(suite, case.placed.case.title, path=path, line=case.placed.line)
        if not case.passed:
            _fail(test, message="; ".join(map(str, case.mismatches)), text=_told(case))


def _add_changes(root: Element, result: "SuiteResult") -> None:
    mutation = result.mutation
    if mutation is None:
        return
    name = f"{result.suite.path} (changes)"
    tests = mutation.killed + len(mutation.survivors)
    suite = _suite(root, name, tests=tests, failures=len(mutation.missed))
    for one in mutation.survivors:
        test = _test(suite, str(one.mutant), path=name)
        if one.killer is not None:
            _fail(test, message="no case notices this change", text=str(dict(one.killer.given)))


def _suite(root: Element, name: str, *, tests: int, failures: int) -> Element:
    counts = {"tests": str(tests), "failures": str(failures), "errors": "0"}
    return SubElement(root, "testsuite", {"name": _clean(name), **counts})


def _test(suite: Element, name: str, *, path: str, line: int | None = None) -> Element:
    where = {} if line is None else {"file": _clean(path), "line": str(line)}
    named = {"name": _clean(name), "classname": _clean(path)}
    return SubElement(suite, "testcase", {**named, **where})


def _fail(test: Element, *, message: str, text: str) -> None:
    failure = SubElement(test, "failure", message=_clean(message))
    failure.text = _clean(text)


def _told(case: "CaseResult") -> str:
    return "\n".join([*map(str, case.mismatches), "", case.explanation])


def _clean(text: str) -> str:
    return _NOT_XML.sub(_REPLACEMENT, text)
