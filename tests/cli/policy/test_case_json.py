"""Tests of `router.cli.policy.case_json`."""

import json
from typing import Any

from router.cli.policy.case_json import suite_json
from tests.cli.policy.results import result


def told(**arguments: Any) -> dict[str, Any]:
    text: dict[str, Any] = json.loads(json.dumps(suite_json(result(**arguments))))
    return text


def test_a_failed_case_holds_both_sides_and_the_reasoning() -> None:
    said = told(expect={"tier": "premium"})
    (case,) = said["cases"]
    assert (said["passed"], said["failed"], case["line"]) == (0, 1, 3)
    assert case["mismatches"] == [{"what": "tier", "expected": "premium", "got": "standard"}]
    assert "Decision:" in case["explanation"]


def test_versions_and_coverage_are_told() -> None:
    said = told(expect={"tier": "economy"}, priority="low")
    assert (said["policy_version"], said["catalog_version"]) == ("pol-1", "cat-1")
    assert said["coverage"] == [{"rule": "r0", "matched": 1, "decisive": 1}]
    assert said["mutation"] is None


def test_changes_are_told_with_what_would_notice_them() -> None:
    said = told(expect={"tier": "economy"}, priority="low", with_mutants=True)["mutation"]
    assert said["noticed"] > 0
    (missed,) = [one for one in said["missed"] if one["change"] == "tier standard to economy"]
    assert missed["rule"] == "default"
    assert missed["expect"]["tier"] == "standard"
