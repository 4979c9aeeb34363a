"""Tests of `router.core.conversation`."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.caller import Caller
from router.core.conversation import is_under_way, thread_of
from tests.factories import caller

Messages = list[dict[str, object]]
ADA = caller(user="ada")
ODD = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
ROLES = st.sampled_from(["system", "developer", "user", "assistant", "tool", "critic"])


def said(*turns: tuple[str, object]) -> Messages:
    return [{"role": role, "content": content} for role, content in turns]


def thread(
    messages: Messages,
    *,
    who: Caller = ADA,
    conversation_id: str | None = None,
    key: bytes = b"a key",
) -> str | None:
    return thread_of(messages, caller=who, conversation_id=conversation_id, key=key)


OPENING = said(("system", "You help."), ("user", "Explain tides"))


@given(st.lists(st.tuples(ROLES, st.text(max_size=5)), max_size=6))
def test_whatever_is_said_later_the_conversation_stays_the_same(
    later: list[tuple[str, str]],
) -> None:
    assert thread(OPENING) == thread([*OPENING, *said(*later)]) is not None


@pytest.mark.parametrize(
    "other",
    [
        said(("system", "You help."), ("user", "Explain rides")),
        said(("system", "You scold."), ("user", "Explain tides")),
        said(("user", "Explain tides")),
        said(("user", "You help."), ("user", "Explain tides")),
        said(("system", "You help.Explain"), ("user", " tides")),
    ],
)
def test_another_opening_is_another_conversation(other: Messages) -> None:
    assert thread(other) != thread(OPENING)


def test_the_same_words_of_others_are_other_conversations() -> None:
    bob, elsewhere = replace(ADA, user="bob"), replace(ADA, key_id="key_2")

    names = {thread(OPENING, who=who) for who in (ADA, bob, elsewhere)}

    assert len(names) == 3


def test_long_openings_differ_by_head_end_and_length() -> None:
    def long(text: str) -> str | None:
        return thread(said(("user", text)))

    document = "x" * 50_000
    names = {long(t) for t in (document, "y" + document[1:], document[1:] + "y", document + "x")}

    assert len(names) == 4


def test_the_callers_own_id_beats_the_words_within_its_key() -> None:
    other_words = said(("user", "something else"))

    assert thread(OPENING, conversation_id="c-1") == thread(other_words, conversation_id="c-1")
    assert thread(OPENING, conversation_id="c-1") != thread(OPENING, conversation_id="c-2")
    assert thread(OPENING, conversation_id="c-1") != thread(OPENING)
    assert thread(OPENING, conversation_id="c-1") != thread(
        OPENING, conversation_id="c-1", who=replace(ADA, key_id="key_2")
    )


def test_a_name_holds_no_words_and_cannot_be_guessed_without_the_key() -> None:
    name = thread(said(("user", "zyzzyva")), conversation_id=None)

    assert name is not None
    assert "zyzzyva" not in name
    assert name != thread(said(("user", "zyzzyva")), key=b"another key")


@pytest.mark.parametrize(
    "messages", [[], said(("assistant", "hello")), said(("user", "")), said(("user", None))]
)
def test_without_anything_to_go_by_there_is_no_name(messages: Messages) -> None:
    assert thread(messages) is None


def test_without_a_key_words_name_nothing_and_an_id_still_does() -> None:
    assert thread(OPENING, key=b"") is None
    assert thread(OPENING, key=b"", conversation_id="c-1") is not None


def test_words_in_parts_count_like_words() -> None:
    image = {"type": "image_url", "image_url": {"url": "data:,"}}
    part = {"type": "text", "text": "Explain tides"}

    assert thread(said(("user", [image, part]))) == thread(said(("user", "Explain tides")))


@given(st.lists(st.fixed_dictionaries({"role": ROLES, "content": ODD}), max_size=4))
def test_no_shape_of_message_stops_it(messages: Messages) -> None:
    assert thread(messages) == thread(messages)
    assert isinstance(is_under_way(messages), bool)


def test_half_a_character_is_no_obstacle() -> None:
    assert thread(said(("user", "\ud83d"))) is not None


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([], False),
        (["user"], False),
        (["system", "user"], False),
        (["user", "user"], True),
        (["user", "assistant"], True),
        (["system", "user", "tool"], True),
        (["assistant", "user"], True),
    ],
)
def test_a_conversation_is_under_way_once_something_was_said_before(
    roles: list[str], expected: bool
) -> None:
    assert is_under_way(said(*((role, "x") for role in roles))) is expected
