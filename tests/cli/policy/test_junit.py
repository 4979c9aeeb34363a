"""Tests of `router.cli.policy.junit`."""

from typing import Any
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from router.cli.policy.junit import junit_xml
from router.services.run_cases import SuiteResult
from tests.cli.policy.results import result

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def parsed(*results: SuiteResult) -> ElementTree.Element:
    return ElementTree.fromstring(junit_xml(results))  # noqa: S314 - our own text


def test_a_failed_case_is_a_failure_with_both_sides_and_the_reasoning() -> None:
    root = parsed(result(expect={"tier": "premium"}))
    assert (root.get("tests"), root.get("failures")) == ("1", "1")
    (test,) = root.iter("testcase")
    assert (test.get("file"), test.get("line")) == ("x.cases.yaml", "3")
    (failure,) = test.iter("failure")
    assert failure.get("message") == "tier: expected premium, got standard"
    assert "Decision:" in (failure.text or "")


def test_a_passed_case_holds_nothing() -> None:
    (test,) = parsed(result(expect={"tier": "standard"})).iter("testcase")
    assert list(test) == []


def test_missed_changes_are_failures_of_a_suite_of_their_own() -> None:
    root = parsed(result(expect={"tier": "standard"}, with_mutants=True))
    changes = root.findall("testsuite")[1]
    assert changes.get("name") == "x.cases.yaml (changes)"
    assert int(changes.get("failures", "0")) == len(list(changes.iter("failure"))) > 0


def test_all_files_are_counted_together() -> None:
    root = parsed(result(expect={"tier": "premium"}), result(expect={"tier": "standard"}))
    assert (root.get("tests"), root.get("failures")) == ("2", "1")


@given(name=ANY_TEXT.filter(bool), words=ANY_TEXT.filter(bool))
def test_it_is_well_formed_whatever_is_written(name: str, words: str) -> None:
    expect: dict[str, Any] = {"guideline": words}
    (test,) = parsed(result(name=name, expect=expect)).iter("testcase")
    kept = [character for character in name if character.isprintable()]
    assert [character for character in test.get("name", "") if character in kept] == kept
