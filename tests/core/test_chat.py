"""Tests of `router.core.chat`."""

from router.core.caller import Attribution
from router.core.chat import ChatRequest


def test_a_bare_request_is_one_whole_answer_without_needs() -> None:
    bare = ChatRequest(fields={}, messages=[], requested_model="auto", attribution=Attribution())

    assert (bare.choices, bare.is_streamed, bare.wants_usage) == (1, False, False)
    assert bare.needs == frozenset()
    assert bare.max_output_tokens is None
