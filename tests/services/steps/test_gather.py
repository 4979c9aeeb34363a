"""Tests of `router.services.steps.gather`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.budget import BudgetState
from router.core.caller import Attribution, Caller
from router.core.chat import ChatRequest
from router.core.conversation import Conversation
from router.core.deployment import Capability, Kind
from router.core.errors import UpstreamFailed
from router.core.facts import LastHour, OpenGrant
from router.core.key import LOCAL_KEY
from router.ports.watch import Watched
from router.services.remember_conversations import RememberConversations
from router.services.steps.gather import prompt_text
from router.services.watch_health import WatchHealth
from tests.factories import NOON, chat_request, deployment, embedding_request, key
from tests.fakes import ScriptedWatch, Service

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


class CountedLanguage:
    """A language that counts how often it is asked."""

    asked = 0

    def of(self, messages: Sequence[Mapping[str, object]]) -> str | None:
        self.asked += 1
        return "de"


@pytest.mark.parametrize("asks", [{"difficulty"}, {"language"}, {"difficulty", "language"}, set()])
async def test_difficulty_and_language_are_found_only_where_something_depends_on_them(
    asks: set[str],
) -> None:
    difficulty, language, request = Counted(), CountedLanguage(), chat_request()
    gather = replace(
        Service().steps.gather,
        difficulty=difficulty,
        languages=language,
        asks=lambda: frozenset(asks),
    )

    known = await gather.chat(request, key())

    assert difficulty.asked == int("difficulty" in asks)
    assert language.asked == int("language" in asks)
    assert known.assessment.difficulty == (1.5 if "difficulty" in asks else None)
    assert known.request.language == ("de" if "language" in asks else None)


class FixedStanding:
    """Says the same of every caller, and remembers of whom and when."""

    def __init__(self) -> None:
        self.asked: list[tuple[Caller, datetime]] = []

    def of(self, caller: Caller, *, at: datetime) -> tuple[BudgetState, ...]:
        self.asked.append((caller, at))
        return (BudgetState(id="b", share_used=0.5, share_elapsed=0.25),)


async def test_the_facts_hold_the_budgets_of_the_caller_and_what_fails() -> None:
    service, standing = Service(), FixedStanding()
    health = WatchHealth(clock=service.clock)
    for _ in range(3):
        health.hear(deployment("down"), UpstreamFailed("500"))
    gather = replace(service.steps.gather, standing=standing, health=health)

    known = await gather.chat(chat_request(), key(team="pay"))
    embedded = gather.embedding(embedding_request(), key(team="pay"))

    for facts in (known, embedded):
        assert [state.id for state in facts.budgets] == ["b"]
        assert facts.unhealthy == ("openai/down",)
    assert standing.asked == [(known.caller, NOON), (embedded.caller, NOON)]


def under_way(*, attribution: Attribution | None = None) -> ChatRequest:
    request = chat_request(attribution=attribution)
    later = ({"role": "assistant", "content": "hi"}, {"role": "user", "content": "and now?"})
    return replace(request, messages=(*request.messages, *later))


@pytest.mark.parametrize("conversation_id", [None, "c-1"])
async def test_a_later_turn_recalls_the_one_before(conversation_id: str | None) -> None:
    attribution = Attribution(conversation_id=conversation_id)
    conversations = RememberConversations()
    gather = replace(Service().steps.gather, conversations=conversations)
    answered = Conversation(deployment="middle", warm_tokens=1_100, at=NOON)

    first = await gather.chat(chat_request(attribution=attribution), key())
    assert first.request.thread is not None
    conversations.remember(first.request.thread, answered)
    second = await gather.chat(under_way(attribution=attribution), key())

    assert (first.conversation, second.conversation) == (None, answered)
    assert first.lot == second.lot == first.request.thread


async def test_a_first_turn_recalls_nothing_even_if_another_began_alike() -> None:
    conversations = RememberConversations()
    gather = replace(Service().steps.gather, conversations=conversations)
    known = await gather.chat(chat_request(), key())
    assert known.request.thread is not None
    conversations.remember(
        known.request.thread, Conversation(deployment="middle", warm_tokens=1, at=NOON)
    )

    assert (await gather.chat(chat_request(), key())).conversation is None


async def test_without_a_conversation_each_request_is_a_lot_of_its_own() -> None:
    gather = replace(Service().steps.gather, fingerprint_key=b"")

    lots = [(await gather.chat(chat_request(), key())).lot for _ in range(2)]
    lots.append(gather.embedding(embedding_request(), key()).lot)

    assert len(set(lots)) == 3
    assert all(lot.startswith("lot_") for lot in lots)


async def test_by_default_nothing_is_known_of_how_things_stand() -> None:
    known = await Service().steps.gather.chat(under_way(), key())

    assert (known.budgets, known.unhealthy, known.conversation) == ((), (), None)


async def test_what_is_known_of_the_callers_traffic_and_grants_is_in_the_facts() -> None:
    hour, grant = LastHour(requests=7, cost_usd=0.5), OpenGrant(id="grt_1", rules=("dear",))
    knows = Watched(findings=("burst",), last_hour=hour, new=("project",))
    service = Service(watch=ScriptedWatch(knows), grants=(grant,))

    asking = replace(service.steps.gather, asks=lambda: frozenset(["last_hour", "new"]))
    request = replace(chat_request(), batch_size=12)

    known = await asking.chat(request, key())
    unasked = await service.steps.gather.chat(request, key())

    assert (unasked.findings, unasked.last_hour, unasked.new) == (("burst",), None, ())
    assert (known.findings, known.last_hour, known.new) == (("burst",), hour, ("project",))
    assert (known.grants, known.request.batch_size) == ((grant,), 12)
