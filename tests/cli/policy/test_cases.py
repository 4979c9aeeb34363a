"""Tests of `router.cli.policy.cases`."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from router.core.errors import ConfigurationError, InvalidRequest
from tests.cli.calling import call

POLICY = """\
version: 1
name: acme
rules:
  - {id: cheap, reason: Little depends on it., when: {priority: low}, then: {tier: economy}}
  - {id: dear, reason: Much depends on it., when: {priority: high}, then: {tier: premium}}
"""
CASES = """\
policy: acme.yaml
cases:
  - given: {priority: low}
    expect: {tier: economy, rule: cheap}
"""
WHOLE = """\
  - given: {priority: high}
    expect: {tier: premium, rule: dear}
  - given: {priority: normal}
    expect: {tier: standard, rule: default}
  - given: {priority: low, abstained: true}
    expect: {tier: standard, rule: default}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of cases that pass and leave changes unnoticed."""
    (tmp_path / "acme.yaml").write_text(POLICY, encoding="utf-8")
    cases = tmp_path / "acme.cases.yaml"
    cases.write_text(CASES, encoding="utf-8")
    return cases


def test_cases_that_pass_exit_with_0(file: Path) -> None:
    told = call("policy", "test", file)
    assert told.exit_code == 0
    assert f"{file}: 1 passed, 0 failed (acme@" in told.output


def test_a_case_that_fails_exits_with_1(file: Path) -> None:
    file.write_text(CASES.replace("tier: economy", "tier: premium"), encoding="utf-8")
    told = call("policy", "test", file)
    assert told.exit_code == 1
    assert "tier: expected premium, got economy" in told.output


def test_a_file_that_is_wrong_is_refused(file: Path) -> None:
    file.write_text(CASES.replace("tier:", "teir:"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"acme\.cases\.yaml:4:14: unknown expectation"):
        call("policy", "test", file)


def test_the_cases_beside_the_policy_are_run_where_none_are_named(file: Path) -> None:
    told = call("policy", "test", "--policy", file.with_name("acme.yaml"))
    assert f"{file}: 1 passed" in told.output


@pytest.mark.parametrize(("least", "code"), [(50, 0), (51, 1)])
def test_too_few_rules_that_are_met_exit_with_1(file: Path, least: int, code: int) -> None:
    told = call("policy", "test", file, "--coverage", "--fail-under", str(least))
    assert told.exit_code == code
    assert "never met: dear" in told.output


def test_changes_that_no_case_notices_exit_with_1(file: Path) -> None:
    told = call("policy", "test", file, "--mutate")
    assert told.exit_code == 1
    assert "missed: dear: left out" in told.output
    file.write_text(CASES + WHOLE, encoding="utf-8")
    whole = call("policy", "test", file, "--mutate")
    assert (whole.exit_code, "0 missed" in whole.output) == (0, True)


def test_json_is_a_list_of_files(file: Path) -> None:
    (told,) = json.loads(call("policy", "test", file, "--json").output)
    assert (told["file"], told["passed"]) == (str(file), 1)


def test_junit_is_written_also_where_a_case_fails(file: Path, tmp_path: Path) -> None:
    file.write_text(CASES.replace("tier: economy", "tier: premium"), encoding="utf-8")
    report = tmp_path / "junit.xml"
    assert call("policy", "test", file, "--junit", report).exit_code == 1
    assert ElementTree.parse(report).getroot().get("failures") == "1"  # noqa: S314 - our own


def test_a_place_that_cannot_be_written_is_told(file: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="cannot be written"):
        call("policy", "test", file, "--junit", tmp_path / "none" / "junit.xml")


def test_another_catalog_can_be_named(file: Path, tmp_path: Path) -> None:
    house = tmp_path / "house.yaml"
    house.write_text(
        "version: 1\ndeployments:\n"
        "  - {model: openai/one, tier: standard, prices: {input_usd_per_mtok: 1, "
        "output_usd_per_mtok: 2}}\n",
        encoding="utf-8",
    )
    told = call("policy", "test", file, "--catalog", house)
    assert "tier: expected economy, got standard" in told.output


def test_a_text_is_classified(file: Path) -> None:
    given = 'given: {prompt: "Capitalise these words: apple, pear, plum", team: search}'
    file.write_text(CASES.replace("given: {priority: low}", given), encoding="utf-8")
    told = call("policy", "test", file, "--json")
    (case,) = json.loads(told.output)[0]["cases"]
    assert case["title"].startswith("prompt Capitalise these words")
    assert told.exit_code in (0, 1)  # whichever priority the artifact in force says
