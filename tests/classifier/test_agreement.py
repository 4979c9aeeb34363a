"""Tests of `classifier.agreement`."""

from pathlib import Path

import pytest

from classifier.agreement import AGREEMENT_FOLDER, Agreement, Said, read_agreements
from classifier.journal import RegistryError


def said(priority: str = "low", *, is_abstained: bool = False) -> Said:
    labels = {"priority": priority, "complexity": "trivial", "task": "chat"}
    return Said(labels, is_abstained)


def table(*, shadow: str = "b", since: str = "2026-01-02") -> Agreement:
    agreement = Agreement("a", shadow, since)
    agreement.add(said("low"), said("low"), shadow_s=0.5)
    agreement.add(said("low"), said("high"), shadow_s=0.5)
    agreement.add(said("high"), said("low", is_abstained=True), shadow_s=1)
    return agreement


def test_what_was_said_alike_and_what_was_not_is_counted() -> None:
    found = table()

    assert (found.seen, found.shadow_s) == (3, 2)
    assert found.changed("priority") == {"low → high": 1, "high → low": 1}
    assert found.changed("abstention") == {"judged → abstained": 1}
    assert found.changed("task") == {}
    assert found.agreed("priority") == pytest.approx(1 / 3)
    assert found.agreed("complexity") == 1


def test_before_anything_was_seen_nobody_disagrees() -> None:
    assert Agreement("a", "b", "now").agreed("priority") == 1


def test_tables_of_several_processes_are_added_up_by_pair(tmp_path: Path) -> None:
    table(since="2026-01-02").save(tmp_path / AGREEMENT_FOLDER, name="1")
    table(since="2026-01-01").save(tmp_path / AGREEMENT_FOLDER, name="2")
    table(shadow="c", since="2026-01-03").save(tmp_path / AGREEMENT_FOLDER, name="3")

    both, other = read_agreements(tmp_path)

    assert (both.shadow, both.seen, both.since) == ("b", 6, "2026-01-01")
    assert both.changed("priority") == {"low → high": 2, "high → low": 2}
    assert other.record() == table(shadow="c", since="2026-01-03").record()


def test_where_no_shadow_was_there_is_no_table(tmp_path: Path) -> None:
    assert read_agreements(tmp_path) == []


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"changes": 1}'])
def test_a_table_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    folder = tmp_path / AGREEMENT_FOLDER
    folder.mkdir()
    (folder / "1.json").write_text(text)

    with pytest.raises(RegistryError, match=r"1\.json cannot be read"):
        read_agreements(tmp_path)
