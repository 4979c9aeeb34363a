"""Tests of `router.cli.policy.standing`."""

import json
from pathlib import Path

import pytest

from router.core.errors import ConfigurationError
from tests.cli.policy.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


@pytest.mark.parametrize("command", ["status", "canary", "history"])
def test_without_a_ledger_there_is_nothing_to_show(journal: Journal, command: str) -> None:
    with pytest.raises(ConfigurationError, match="There is no ledger"):
        journal.run(command)


def test_the_file_is_in_force_until_another_is(journal: Journal) -> None:
    journal.run("apply", journal.file("economy"), "-m", "cheaper", "--author", "Grace")
    stored = journal.run("status")
    assert stored.startswith("in force  only-economy@")
    assert "by Grace: cheaper" in stored
    assert f"The policy file {journal.folder / 'own.yaml'} decides nothing." in stored

    journal.run("rollback", "-m", "no", "--author", "Grace")
    of_file = journal.run("status")
    assert of_file.startswith("in force  only-standard@")
    assert f"It is the policy file {journal.folder / 'own.yaml'}." in of_file


def test_a_canary_and_a_shadow_are_shown_before_anything_was_decided(journal: Journal) -> None:
    journal.run("apply", journal.file("premium"), "-m", "m", "--canary-team", "search")
    journal.run("shadow", journal.file("economy"), "-m", "m")

    shown = journal.run("status")

    assert "on all of team search" in shown
    assert "errors: nothing to compare yet; limit +2.0 points" in shown
    assert "too few to judge: 50 of each side are needed" in shown
    assert "Nothing was decided since." in shown
    assert journal.run("canary").splitlines()[0].startswith("canary    only-premium@")


def test_programs_read_the_same(journal: Journal) -> None:
    journal.run("apply", journal.file("premium"), "-m", "m", "--canary", "10%")
    journal.run("halt", "-m", "wait")

    standing = json.loads(journal.run("status", "--json"))

    assert (standing["is_file"], standing["head"], standing["shadow"]) == (True, 2, None)
    assert standing["canary"] == json.loads(journal.run("canary", "--json"))
    assert standing["canary"]["share"] == 0.1
    assert standing["canary"]["halted"]["message"] == "wait"


def test_where_there_is_no_canary_it_is_said(journal: Journal) -> None:
    journal.run("apply", journal.file("premium"), "-m", "m")

    assert journal.run("canary") == "There is no canary.\n"
    assert json.loads(journal.run("canary", "--json")) is None


def test_the_history_begins_with_the_newest(journal: Journal) -> None:
    journal.run("apply", journal.file("premium"), "-m", "better", "--author", "Grace")
    journal.run("apply", "--follow-file", "-m", "back\nto the file", "--author", "Grace")

    lines = journal.run("history").splitlines()

    assert lines[0].endswith("Grace returned to the policy file")
    assert lines[1:3] == ["     back", "     to the file"]
    assert "Grace applied only-premium@" in lines[3]
