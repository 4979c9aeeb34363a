"""Tests of `classifier.journal`."""

import json
from pathlib import Path

import pytest

from classifier.journal import SHIPPED_NAME, Choice, Journal, RegistryError, Standing, Step


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.jsonl")


def promote(name: str, *, before: str = SHIPPED_NAME) -> Choice:
    return Choice(step=Step.PROMOTE, at="now", who="ada", before=before, after=name, why="bettér")


def rollback() -> Choice:
    return Choice(step=Step.ROLLBACK, at="later", who="bob", before="b", after="a")


def shadow(name: str | None) -> Choice:
    return Choice(
        step=Step.SHADOW, at="now", who="ada", before=None, after=name, share=0.5 if name else 0
    )


def test_before_any_choice_the_shipped_artifact_is_in_force(journal: Journal) -> None:
    assert journal.choices() == []
    assert journal.standing() == Standing()
    assert journal.standing().current == SHIPPED_NAME


def test_what_was_chosen_is_read_back_in_order(journal: Journal) -> None:
    written = [promote("a"), promote("b", before="a"), rollback()]
    for choice in written:
        journal.add(choice)

    assert journal.choices() == written
    assert [json.loads(line)["who"] for line in journal.path.read_text().splitlines()] == [
        "ada",
        "ada",
        "bob",
    ]


def test_a_rollback_returns_to_what_was_before_and_a_second_one_further(journal: Journal) -> None:
    for choice in (promote("a"), promote("b"), rollback()):
        journal.add(choice)
    assert journal.standing().current == "a"

    journal.add(rollback())

    assert journal.standing().current == SHIPPED_NAME


def test_the_last_choice_of_what_is_in_force_is_known(journal: Journal) -> None:
    for choice in (promote("a"), shadow("b")):
        journal.add(choice)

    assert journal.standing().last == promote("a")


def test_a_shadow_stands_until_it_is_ended(journal: Journal) -> None:
    journal.add(shadow("b"))
    assert (journal.standing().shadow, journal.standing().share) == ("b", 0.5)

    journal.add(promote("a"))
    assert journal.standing().shadow == "b"

    journal.add(shadow(None))
    assert (journal.standing().shadow, journal.standing().share) == (None, 0)


def test_a_shadow_that_is_promoted_is_a_shadow_no_more(journal: Journal) -> None:
    for choice in (shadow("b"), promote("b")):
        journal.add(choice)

    assert (journal.standing().current, journal.standing().shadow) == ("b", None)


@pytest.mark.parametrize("torn", ["{", '{"step":"promote","at', '"'])
def test_a_line_that_a_crash_cut_short_never_counted_and_is_cut_off(
    journal: Journal, torn: str
) -> None:
    journal.add(promote("a"))
    with journal.path.open("a") as file:
        file.write(torn)

    assert journal.choices() == [promote("a")]

    journal.add(promote("b"))
    assert journal.choices() == [promote("a"), promote("b")]


@pytest.mark.parametrize("line", ["{}", "[]", "nonsense", '{"step":"explode"}', ""])
def test_a_whole_line_that_is_no_choice_is_refused_by_its_number(
    journal: Journal, line: str
) -> None:
    journal.add(promote("a"))
    with journal.path.open("a") as file:
        file.write(f"{line}\n")

    with pytest.raises(RegistryError, match=r"journal\.jsonl, line 2: .*backup"):
        journal.standing()


def test_a_journal_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(RegistryError, match="folder cannot be read"):
        Journal(tmp_path / "folder").standing()
