"""Tests of `router.cli.policy.case_report`."""

import pytest
import yaml

from router.cli.policy.case_report import case_lines, flow
from tests.cli.policy.results import result


def test_a_failed_case_is_told_with_its_place_both_sides_and_the_reasoning() -> None:
    lines = list(case_lines(result(expect={"tier": "premium"}), with_coverage=False))
    assert lines[:2] == [
        "x.cases.yaml:3: an ordinary request",
        "    tier: expected premium, got standard",
    ]
    assert "    | Rule r0: no, priority is normal, wanted priority low." in lines
    assert "x.cases.yaml: 0 passed, 1 failed (pol-1)" in lines


def test_rules_that_no_case_meets_are_named() -> None:
    lines = list(case_lines(result(expect={"tier": "standard"}), with_coverage=False))
    assert lines[1:] == ["    0 of 1 rules are met by a case (0%)", "    never met: r0"]


def test_rules_without_which_nothing_would_change_are_named() -> None:
    low = result(expect={"tier": "economy"}, priority="low", requested_model="economy")
    lines = list(case_lines(low, with_coverage=False))
    assert lines[-1] == "    met, but no case would come out otherwise without: r0"


def test_coverage_lists_each_rule() -> None:
    low = result(expect={"tier": "economy"}, priority="low")
    lines = list(case_lines(low, with_coverage=True))
    assert [line.split() for line in lines[-2:]] == [["rule", "met", "decisive"], ["r0", "1", "1"]]


def test_a_missed_change_comes_with_a_case_that_can_be_pasted() -> None:
    low = result(expect={"tier": "economy"}, priority="low", with_mutants=True)
    text = "\n".join(case_lines(low, with_coverage=False))
    assert "0 failed" in text
    place = text.index("missed: default: tier standard to economy")
    (case,) = yaml.safe_load("\n".join(text[place:].splitlines()[1:3]))
    assert case["expect"]["tier"] == "standard"


@pytest.mark.parametrize(
    "written",
    [
        {"given": {"priority": "low", "tokens": 5}},
        {"a": "none", "b": "with: colon, and 'quotes'", "c": ["x"], "d": True, "e": "Grüße"},
    ],
)
def test_what_is_pasted_says_the_same(written: dict[str, object]) -> None:
    text = flow(written)
    assert "\n" not in text
    assert yaml.safe_load(text) == written
