"""Tests of `router.services.steps.gather`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.caller import Attribution
from router.core.deployment import Capability, Kind
from router.core.key import LOCAL_KEY
from router.services.steps.gather import prompt_text
from tests.factories import NOON, chat_request, embedding_request, key
from tests.fakes import Service

IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 100_000}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "function", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
MESSAGES = st.fixed_dictionaries(
    {"role": st.sampled_from(["system", "user", "assistant", "tool"])},
    optional={"content": st.none() | st.text() | st.lists(JSON), "tool_calls": JSON, "name": JSON},
)


async def test_the_facts_hold_who_what_when_and_the_classifiers_word() -> None:
    service = Service()
    request = replace(
        chat_request(attribution=Attribution(project="moon", conversation_id="c-1")),
        needs=frozenset({Capability.TOOLS}),
        tool_count=2,
        choices=3,
        max_output_tokens=50,
        is_streamed=True,
    )

    known = await service.steps.gather.chat(request, key(team="pay"))

    asked = known.request
    assert (known.at, known.assessment) == (NOON, service.classifier.said)
    assert (known.caller.team, known.caller.project) == ("pay", "moon")
    assert (asked.needs, asked.tool_count, asked.choices) == (request.needs, 2, 3)
    assert (asked.max_output_tokens, asked.is_streamed, asked.turns) == (50, True, 1)
    assert (asked.conversation_id, asked.kind) == ("c-1", Kind.CHAT)


async def test_the_classifier_is_shown_the_whole_conversation() -> None:
    service = Service()
    request = chat_request()

    await service.steps.gather.chat(request, key())

    assert service.classifier.shown == [request.messages]


async def test_turns_are_those_of_the_user() -> None:
    roles = ["system", "user", "assistant", "user", "tool", "assistant", "user"]
    request = replace(chat_request(), messages=[{"role": r, "content": "x"} for r in roles])

    assert (await Service().steps.gather.chat(request, key())).request.turns == 3


async def estimated(*messages: dict[str, object], tools: bytes = b"") -> int:
    request = replace(chat_request(), messages=messages, fields={"tools": tools})
    return (await Service().steps.gather.chat(request, key())).request.input_tokens


async def test_longer_text_is_estimated_at_more_tokens_wherever_it_stands() -> None:
    short = await estimated({"role": "user", "content": "a" * 40})
    text = await estimated({"role": "user", "content": "a" * 4_000})
    part = await estimated({"role": "user", "content": [{"type": "text", "text": "a" * 4_000}]})
    call = await estimated({"role": "assistant", "tool_calls": [{"function": "a" * 4_000}]})
    tool = await estimated({"role": "user", "content": "a" * 40}, tools=b"a" * 4_000)

    assert short < 50
    assert min(text, part, call, tool) >= 1_000


async def test_an_image_counts_as_an_image_and_not_as_its_bytes() -> None:
    tokens = await estimated({"role": "user", "content": [IMAGE]})

    assert 500 < tokens < 2_000


async def test_an_embedding_is_not_classified() -> None:
    service = Service()

    known = service.steps.gather.embedding(embedding_request(text="a" * 400), key())

    assert known.assessment.is_abstained
    assert known.request.kind is Kind.EMBEDDING
    assert known.request.input_tokens >= 100
    assert service.classifier.shown == []


def test_the_text_to_count_holds_messages_calls_and_tools() -> None:
    request = replace(
        chat_request(),
        messages=[
            {"role": "user", "content": [{"type": "text", "text": "weather?"}, IMAGE]},
            {"role": "assistant", "content": None, "tool_calls": [{"function": "look-up"}]},
        ],
        fields={"tools": b'[{"name":"barometer"}]'},
    )

    text = prompt_text(request)

    assert all(word in text for word in ("weather?", "look-up", "barometer"))
    assert "AAAA" not in text


@given(st.lists(MESSAGES, max_size=4))
async def test_no_shape_of_message_stops_the_service(messages: list[dict[str, object]]) -> None:
    assert await estimated(*messages) >= 1
    assert isinstance(prompt_text(replace(chat_request(), messages=messages)), str)


@pytest.mark.parametrize("calls", [5, True, "x", {"a": 1}])
def test_tool_calls_that_are_no_list_are_not_counted(calls: object) -> None:
    message = {"role": "assistant", "content": "a", "tool_calls": calls}

    assert prompt_text(replace(chat_request(), messages=[message])).strip() == "a"


async def test_the_words_of_the_prompt_leave_a_fingerprint_and_no_trace() -> None:
    service = Service()
    one, same, other = [
        await service.steps.gather.chat(chat_request(content=content), LOCAL_KEY)
        for content in ("Zyzzyva, please", "zyzzyva please!", "something else")
    ]

    assert one.request.fingerprint == same.request.fingerprint is not None
    assert one.request.fingerprint != other.request.fingerprint
    assert "zyzzyva" not in repr(one).lower()


async def test_without_a_key_no_fingerprint_is_taken() -> None:
    gather = replace(Service().steps.gather, fingerprint_key=b"")

    facts = await gather.chat(chat_request(), LOCAL_KEY)

    assert facts.request.fingerprint is None


class Counted:
    """A difficulty that counts how often it is asked."""

    asked = 0

    def of(self, messages: Sequence[Mapping[str, object]]) -> float | None:
        self.asked += 1
        return 0.5 + len(messages)


@pytest.mark.parametrize("is_asked", [False, True])
async def test_difficulty_is_read_only_where_something_depends_on_it(is_asked: bool) -> None:
    counted, request = Counted(), chat_request()
    gather = replace(Service().steps.gather, difficulty=counted, asks_difficulty=lambda: is_asked)

    known = await gather.chat(request, key())

    assert counted.asked == int(is_asked)
    assert known.assessment.difficulty == (0.5 + len(request.messages) if is_asked else None)
