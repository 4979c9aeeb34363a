"""Tests of `router.cli.policy.guide`."""

from pathlib import Path

import pytest

from router.core.errors import ConfigurationError, InvalidRequest
from tests.cli.calling import call

POLICY = """
version: 1
name: acme
rules:
  - {id: cheap, reason: Little depends on it., when: {priority: low}, then: {tier: economy}}
  - {id: pays, reason: It pays., when: {team: pay}, then: {cap: standard}}
"""
CATALOG = Path(__file__).resolve().parents[3] / "policies" / "simulated.yaml"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "acme.yaml"
    file.write_text(POLICY, encoding="utf-8")
    return file


def told(policy: Path, *options: str | Path, **environment: str) -> str:
    result = call(
        "policy", "guide", "--policy", policy, "--catalog", CATALOG, *options, **environment
    )
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_the_policy_is_told_in_plain_words(policy: Path) -> None:
    text = told(policy)

    assert text.startswith("Which AI model answers what\n====")
    assert "Requests of low priority go to economy models.\n    Why: Little depends on it." in text
    assert "simulated-large" in text


@pytest.mark.parametrize(
    ("form", "start", "holds"),
    [
        ("text", "Which AI", "- Requests of low priority"),
        ("markdown", "# Which AI", "| low priority | economy | economy | economy |"),
        ("html", "<!doctype html>", '<td class="economy">economy</td>'),
    ],
)
def test_it_is_written_in_three_forms(policy: Path, form: str, start: str, holds: str) -> None:
    text = told(policy, "--format", form)

    assert text.startswith(start)
    assert holds in text


def test_a_file_leads_nowhere(policy: Path) -> None:
    assert 'href="?' not in told(policy, "--format", "html")


def test_a_team_reads_of_what_concerns_it(policy: Path) -> None:
    assert "It pays." in told(policy)
    assert "It pays." not in told(policy, "--team", "search")
    assert "It pays." in told(policy, "--team", "pay")


def test_the_address_is_this_machines_unless_another_is_named(policy: Path) -> None:
    assert "http://127.0.0.1:8099/v1" in told(policy, TIERWISE_PORT="8099")
    assert "https://ai.acme.example/v1" in told(policy, "--base-url", "https://ai.acme.example/v1")


def test_it_is_written_to_a_file(policy: Path, tmp_path: Path) -> None:
    file = tmp_path / "guide.md"

    assert told(policy, "--format", "markdown", "--out", file) == ""

    assert file.read_text("utf-8") == told(policy, "--format", "markdown")


def test_a_file_that_cannot_be_written_is_named(policy: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "guide.md"

    with pytest.raises(InvalidRequest, match="cannot be written: No such file"):
        told(policy, "--out", nowhere)


def test_a_broken_policy_is_told_with_its_line(policy: Path) -> None:
    policy.write_text(POLICY.replace("cap:", "cup:"), encoding="utf-8")

    with pytest.raises(ConfigurationError) as caught:
        told(policy)

    assert caught.value.message.startswith(f"{policy}:6:")
