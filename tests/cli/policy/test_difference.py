"""Tests of `router.cli.policy.difference`."""

import json
from pathlib import Path

import pytest

from router.core.errors import ConfigurationError
from tests.cli.policy.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


def test_a_file_is_compared_with_what_is_in_force(journal: Journal) -> None:
    lines = journal.run("diff", journal.file("premium")).splitlines()

    assert lines[0].startswith("only-standard@")
    assert " -> only-premium@" in lines[0]
    assert "~ policy: default.tier standard -> premium" in lines


def test_files_and_versions_are_compared_in_the_order_in_which_they_are_named(
    journal: Journal,
) -> None:
    journal.run("apply", journal.file("economy"), "-m", "m")

    lines = journal.run("diff", journal.file("premium"), "current").splitlines()

    assert "~ policy: default.tier premium -> economy" in lines
    assert journal.run("diff", "only-eco", "current").splitlines()[1:] == ["Both say the same."]


def test_programs_read_the_same(journal: Journal) -> None:
    found = json.loads(journal.run("diff", journal.file("premium"), "--json"))

    assert found["before"].startswith("only-standard@")
    (tier,) = [one for one in found["changes"] if one["field"] == "default.tier"]
    assert (tier["kind"], tier["before"], tier["after"]) == ("changed", "standard", "premium")


def test_a_file_that_is_not_there_is_told(journal: Journal) -> None:
    with pytest.raises(ConfigurationError, match=r"There is no file nowhere\.yaml"):
        journal.run("diff", "nowhere.yaml")
