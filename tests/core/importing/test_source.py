"""Tests of `router.core.importing.source`."""

from decimal import Decimal

import pytest

from router.core.importing.source import Fate, Note, Unreadable
from tests.core.importing.foreign import reading, root

TEXT = """\
one: 1
many:
  - name: a
    price: 0.00000015
  - name: b
word: yes
empty:
"""


def test_a_part_knows_its_path_and_line() -> None:
    many = root(TEXT).get("many")
    assert many is not None
    price = many.elements()[0].get("price")
    assert price is not None
    assert (price.path, price.line) == ("many[0].price", 4)


def test_amounts_keep_every_digit() -> None:
    many = root(TEXT).get("many")
    price = many.elements()[0].get("price") if many else None
    assert price is not None
    assert price.amount() == Decimal("0.00000015")


def test_what_is_empty_reads_as_absent() -> None:
    assert root(TEXT).get("empty") is None


def test_a_single_value_is_a_list_of_one() -> None:
    word = root(TEXT).get("word")
    assert word is not None
    assert [one.text() for one in word.elements()] == ["yes"]


@pytest.mark.parametrize("text", ["n: -1", "n: lots", "n: true", "n: .inf", "n: [1]"])
def test_what_is_no_amount_is_a_fault_that_does_not_show_the_value(text: str) -> None:
    read = reading(text)
    part = read.root.get("n")
    assert part is not None
    assert part.amount() is None
    with pytest.raises(Unreadable) as caught:
        read.check()
    assert [fault.location for fault in caught.value.faults] == [("n",)]
    assert "lots" not in str(caught.value)


@pytest.mark.parametrize("text", ["n: 0", "n: 1.5"])
def test_a_count_is_a_whole_number_above_zero(text: str) -> None:
    part = root(text).get("n")
    assert part is not None
    assert part.count() is None
    assert part.reading.faults


@pytest.mark.parametrize(("text", "value"), [("n: true", True), ("n: 'False'", False)])
def test_a_switch_may_be_written_as_text(text: str, value: bool) -> None:
    part = root(text).get("n")
    assert part is not None
    assert part.flag() is value


def test_a_switch_that_is_none_is_a_fault() -> None:
    part = root("n: maybe").get("n")
    assert part is not None
    assert part.flag() is False
    assert part.reading.faults


def test_fields_where_a_word_stands_are_a_fault() -> None:
    part = root("n: word").get("n")
    assert part is not None
    assert part.get("inner") is None
    assert part.reading.faults[0].text == "'n' must hold fields (`name: value`)."


def test_text_where_a_list_stands_is_a_fault() -> None:
    part = root("n: [a]").get("n")
    assert part is not None
    assert part.text() is None
    assert part.reading.faults


def test_notes_come_in_the_order_of_the_file() -> None:
    read = reading(TEXT)
    for key, how in (("word", "left"), ("one", "carried"), ("many", "changed")):
        part = read.root.get(key)
        assert part is not None
        getattr(part, how)(f"{key} is told")
    assert read.notes == (
        Note(1, "one", Fate.CARRIED, "one is told"),
        Note(2, "many", Fate.CHANGED, "many is told"),
        Note(6, "word", Fate.LEFT, "word is told"),
    )


def test_withdrawing_forgets_what_was_told_of_the_parts_within() -> None:
    read = reading(TEXT)
    many = read.root.get("many")
    assert many is not None
    many.elements()[0].carried("inner")
    read.tell_key(many.elements()[1].at, text="named")
    many.withdraw("all of it")
    assert [note.text for note in read.notes] == ["all of it"]
    assert read.opened == frozenset()
    assert read.told == {("many",)}


def test_an_option_stands_at_no_line() -> None:
    read = reading(TEXT)
    read.tell_option("--router", Fate.LEFT, text="no")
    assert read.notes == (Note(0, "--router", Fate.LEFT, "no"),)


def test_a_part_within_parts_may_be_absent() -> None:
    whole = root("a: {b: 1}\nc: word")
    assert whole.within("a", "b").value == 1
    assert whole.within("c", "b").value is None
    assert whole.within("a", "b").path == "a.b"


def test_nothing_has_no_items() -> None:
    absent = root("a: 1").within("b")
    assert (absent.items(), absent.elements()) == ((), ())


def test_a_count_that_is_no_number_is_one_fault() -> None:
    part = root("n: many").within("n")
    assert part.count() is None
    assert len(part.reading.faults) == 1
