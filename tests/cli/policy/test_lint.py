import json
from pathlib import Path

import pytest

from router.core.errors import ConfigurationError
from tests.cli.calling import call

HEAD = "version: 1\nname: mine\nowner: us\n"
RULE = "rules:\n  - {{id: a, reason: Because it must be., when: {{team: a}}, then: {{{}}}}}\n"
POLICIES = Path(__file__).resolve().parents[3] / "policies"
CATALOG = POLICIES / "simulated.yaml"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return tmp_path / "mine.yaml"


def test_the_files_of_the_service_are_checked_where_nothing_is_named() -> None:
    result = call("policy", "lint", "--strict")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "Nothing found.\n")


def test_an_error_fails_and_is_told_at_its_line(policy: Path) -> None:
    policy.write_text(HEAD + RULE.format("deployment: simulated-smal"))
    result = call("policy", "lint", policy, "--catalog", CATALOG)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{policy}:5:78: error unknown-deployment: ")
    assert result.stderr.splitlines()[-1].startswith("1 error")


def test_a_warning_fails_only_where_that_is_wanted(policy: Path) -> None:
    policy.write_text(HEAD + RULE.format("tier: premium, cap: standard"))
    assert call("policy", "lint", policy, "--catalog", CATALOG).exit_code == 0
    assert call("policy", "lint", policy, "--catalog", CATALOG, "--strict").exit_code == 1


def test_notes_never_fail(policy: Path) -> None:
    policy.write_text(HEAD + RULE.format("tier: economy"))
    result = call("policy", "lint", policy, "--catalog", CATALOG, "--strict")
    assert (result.exit_code, result.stderr) == (0, "1 note.\n")


@pytest.mark.parametrize("format", ["json", "sarif"])
def test_programs_get_json_also_where_nothing_is_found(policy: Path, format: str) -> None:
    policy.write_text(HEAD)
    result = call("policy", "lint", POLICIES / "default.yaml", "--format", format)
    assert isinstance(json.loads(result.stdout), dict)


def test_a_file_that_is_not_there_is_told_in_a_sentence(policy: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such file"):
        call("policy", "lint", policy)
