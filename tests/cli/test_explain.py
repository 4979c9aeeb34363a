"""Tests of `router.cli.explain`."""

import json
from pathlib import Path

import pytest
from typer.testing import Result

from router.core.errors import ConfigurationError
from tests.cli.calling import call

POLICY = """
version: 1
name: by-team
default: {tier: standard, reason: Nothing else applies.}
rules:
  - id: thrifty
    reason: It chose to spend little.
    when: {team: sea}
    then: {cap: economy}
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY, encoding="utf-8")
    return file


def explained(result: Result) -> dict[str, dict[str, object]]:
    assert (result.exit_code, result.stderr) == (0, "")
    said: dict[str, dict[str, object]] = json.loads(result.stdout)
    return said


def test_the_words_are_those_of_the_json(policy: Path) -> None:
    asked = ("explain", "Sort: b, a, c", "--policy", policy)

    words, said = call(*asked), explained(call(*asked, "--json"))

    assert words.stdout == f"{said['words']}\n"
    assert said["decision"]["deployment"] == "simulated-medium"
    assert said["versions"]["policy"]


def test_the_team_that_pays_is_heeded(policy: Path) -> None:
    said = explained(call("explain", "Hi", "--team", "sea", "--policy", policy, "--json"))

    assert said["request"]["team"] == "sea"
    assert said["decision"]["tier"] == "economy"
    assert said["decision"]["rule"] == "thrifty"


def test_the_requested_model_is_heeded(policy: Path) -> None:
    said = explained(call("explain", "Hi", "--model", "premium", "--policy", policy, "--json"))

    assert said["decision"]["tier"] == "premium"


def test_the_system_message_is_read_before_the_prompt(policy: Path) -> None:
    plain, longer = (
        explained(call("explain", "Hi", *system, "--policy", policy, "--json"))
        for system in ((), ("--system", "Answer in the manner of a patient teacher."))
    )

    assert plain["request"]["turns"] == longer["request"]["turns"]
    few, many = (said["request"]["input_tokens"] for said in (plain, longer))
    assert isinstance(few, int)
    assert isinstance(many, int)
    assert few < many


def test_a_hyphen_reads_standard_input_whatever_it_holds(policy: Path) -> None:
    asked = ("--policy", policy, "--json")

    read = explained(call("explain", "-", *asked, stdin="Weigh the\n\nappeal größe"))
    given = explained(call("explain", "Weigh the\n\nappeal größe", *asked))
    odd = explained(call("explain", "-", *asked, stdin=b"caf\xe9\x00\xff"))

    assert read["classification"] == given["classification"]
    assert odd["decision"]


def test_nothing_is_written_and_no_key_asked_for(policy: Path, tmp_path: Path) -> None:
    database = tmp_path / "ledger.db"
    environment = {"TIERWISE_HOST": "192.168.1.5", "TIERWISE_AUTH": "required"}

    shown = call(
        "explain", "Hi", "--policy", policy, TIERWISE_DATABASE=str(database), **environment
    )

    assert shown.exit_code == 0
    assert not database.exists()


def test_a_broken_policy_is_told_with_its_line(policy: Path) -> None:
    policy.write_text(POLICY.replace("cap:", "cup:"), encoding="utf-8")

    with pytest.raises(ConfigurationError) as caught:
        call("explain", "Hi", "--policy", policy)

    assert caught.value.message.startswith(f"{policy}:9:")
