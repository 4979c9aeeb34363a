"""Tests of `router.cli.policy.rollout`."""

from pathlib import Path

import pytest

from router.core.errors import ConfigurationError, InvalidRequest
from router.core.rollout.journal import PolicyChanged
from tests.cli.policy.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


def test_a_file_is_applied_and_can_be_left_again(journal: Journal) -> None:
    said = journal.run("apply", journal.file("economy"), "-m", "cheaper", "--author", "Grace")
    assert said.startswith("only-economy@")
    assert f"is in force, and not the file {journal.folder / 'own.yaml'}." in said

    assert "own.yaml is in force" in journal.run("rollback", "-m", "too cheap")

    applied, rolled_back = journal.events()
    assert (applied["step"], applied["author"], applied["message"]) == (
        "applied",
        "Grace",
        "cheaper",
    )
    assert (rolled_back["step"], rolled_back["version"]) == ("rolled_back", None)


def test_a_version_of_the_store_is_applied_by_the_beginning_of_its_name(journal: Journal) -> None:
    journal.run("apply", journal.file("economy"), "-m", "one")
    journal.run("apply", "--follow-file", "-m", "back")
    (journal.folder / "economy.yaml").unlink()

    assert journal.run("apply", "only-eco", "-m", "again").startswith("only-economy@")


def test_a_canary_is_begun_halted_and_promoted(journal: Journal) -> None:
    said = journal.run(
        *("apply", journal.file("premium"), "-m", "better", "--canary", "12.5%"),
        *("--canary-team", "search", "--halt-if", "cost > +50%", "--promote-after", "36h"),
    )
    assert "decides on 12.5% of team search. It is halted if cost > +50%, errors > +2%" in said

    assert "decides nothing any more" in journal.run("halt", "-m", "wait")
    assert journal.run("promote", "-m", "now").startswith("only-premium@")

    begun, halted, promoted = journal.events()
    assert begun["plan"].startswith("12.5% of team search; cost > +50%")
    assert [halted["step"], promoted["step"]] == ["halted", "promoted"]


def test_a_share_may_be_written_as_a_number(journal: Journal) -> None:
    said = journal.run("apply", journal.file("premium"), "-m", "m", "--canary", "0.1")

    assert "decides on 10% of the conversations" in said


def test_a_shadow_begins_and_ends(journal: Journal) -> None:
    assert "is compared from now on" in journal.run(
        "shadow", journal.file("premium"), "-m", "what would it cost?"
    )
    assert "is compared no more" in journal.run("shadow", "--off", "-m", "seen")


def test_with_an_expectation_nothing_is_done_where_something_else_is_in_force(
    journal: Journal,
) -> None:
    economy, premium = journal.file("economy"), journal.file("premium")
    journal.run("apply", economy, "-m", "m", "--expect", "only-standard@")

    with pytest.raises(PolicyChanged, match=r"only-economy@\w+ is in force, and not only-standard"):
        journal.run("apply", premium, "-m", "m", "--expect", "only-standard@")

    assert len(journal.events()) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("apply", "-m", "m"), "Name the policy"),
        (("apply", "own", "--follow-file", "-m", "m"), "Name the policy"),
        (("apply", "nobody", "-m", "m"), "There is no version 'nobody'"),
        (("apply", "x", "-m", "m", "--halt-if", "cost > +1%"), "Limits need a canary"),
        (("apply", "x", "-m", "m", "--promote-after", "1h"), "Limits need a canary"),
        (("apply", "x", "-m", "m", "--canary", "many"), "'many' is no share"),
        (("apply", "x", "-m", "m", "--canary", "100%"), "nobody to compare with"),
        (("apply", "x", "-m", "m", "--canary", "1%", "--halt-if", "all"), "'all' is no limit"),
        (("rollback", "-m", "m"), "nothing to roll back to"),
        (("halt", "-m", "m"), "No canary runs"),
        (("promote", "-m", "m"), "no canary to promote"),
        (("shadow", "-m", "m"), "Name the policy"),
        (("shadow", "--off", "-m", "m"), "No policy is shadowed"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(
    journal: Journal, words: tuple[str, ...], told: str
) -> None:
    with pytest.raises(InvalidRequest, match=told):
        journal.run(*words)


def test_a_policy_with_a_mistake_is_told_by_line_and_not_applied(journal: Journal) -> None:
    broken = journal.file("economy")
    broken.write_text(broken.read_text().replace("tier:", "teir:"))

    with pytest.raises(ConfigurationError, match=rf"{broken}:3:"):
        journal.run("apply", broken, "-m", "m")

    assert journal.events() == []


def test_a_policy_file_with_a_mistake_does_not_stop_its_replacement(journal: Journal) -> None:
    (journal.folder / "own.yaml").write_text("version: 1\n")

    assert journal.run("apply", journal.file("economy"), "-m", "mend").startswith("only-economy@")


def test_a_message_must_say_something(journal: Journal) -> None:
    with pytest.raises(InvalidRequest, match="Say why, with --message"):
        journal.run("apply", journal.file("economy"), "-m", " ")
