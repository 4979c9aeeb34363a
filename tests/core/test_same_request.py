"""Tests of `router.core.same_request`."""

from datetime import timedelta

import pytest

from router.core.finding import Subject, SubjectKind
from router.core.same_request import lasting, mark_of, name_of_request

KEY = b"a key of tests"
FIELDS = {"model": b'"auto"', "messages": b'[{"role":"user","content":"hi"}]', "seed": b"1"}


def name(fields: dict[str, bytes], *of: str, key: bytes = KEY) -> str:
    return name_of_request(fields, of=of, key=key)


def test_order_spaces_and_who_is_billed_make_no_other_request() -> None:
    same = {
        "seed": b" 1 ",
        "user": b'"ada"',
        "stream": b"true",
        "stream_options": b'{"include_usage":true}',
        "metadata": b'{"team":"x"}',
        "messages": b'[{"content": "hi", "role": "user"}]',
        "model": b'"auto"',
    }

    assert name(same) == name(FIELDS)


@pytest.mark.parametrize(
    "other",
    [
        {"seed": b"2"},
        {"temperature": b"0"},
        {"messages": b'[{"role":"user","content":"Hi"}]'},
        {"messages": b'[{"role":"user","content":"\\ud800"}]'},
        {"tools": b"[]"},
    ],
)
def test_whatever_may_change_the_answer_makes_another_request(other: dict[str, bytes]) -> None:
    assert name(FIELDS | other) != name(FIELDS)


def test_marks_differ_by_kind_name_and_key() -> None:
    ada, team = Subject(SubjectKind.USER, "ada"), Subject(SubjectKind.TEAM, "ada")
    marks = [mark_of(one, key=key) for one in (ada, team) for key in (KEY, b"else")]

    assert len({*marks}) == 4
    assert all("ada" not in mark for mark in marks)


def test_names_differ_by_key_and_by_what_else_must_be_the_same() -> None:
    names = {name(FIELDS), name(FIELDS, "key_1"), name(FIELDS, "key_2"), name(FIELDS, key=b"else")}

    assert len(names) == 4


def test_field_names_cannot_run_into_their_values() -> None:
    assert name({"a": b"1", "b": b"2"}) != name({"a": b'1"b"2'})


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("30m", timedelta(minutes=30)),
        ("24h", timedelta(days=1)),
        ("7d", timedelta(days=7)),
    ],
)
def test_a_time_is_read(written: str, time: timedelta) -> None:
    assert lasting(written) == time


@pytest.mark.parametrize("written", ["", "h", "0h", "1w", "1.5h", "-1h"])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no time such as"):
        lasting(written)
