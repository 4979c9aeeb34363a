import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.prompt import LAST_CHARS, Prompt

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["role", "content", "tool_calls", "type", "text", "function", "name"])
MESSAGE = st.dictionaries(FIELDS, JSON, max_size=5)


@given(st.lists(MESSAGE | JSON, max_size=6) | JSON, JSON)
def test_no_message_list_raises(messages: object, tools: object) -> None:
    prompt = Prompt.from_messages(messages, tools=tools)
    prompt.views()
    prompt.decorated(prefix="x", suffix="y")


def test_text_parts_are_joined_and_images_counted() -> None:
    prompt = Prompt.from_messages(
        [
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "what is"},
                    {"type": "image_url", "image_url": {"url": "data:..."}},
                    {"type": "text", "text": "this"},
                ],
            }
        ]
    )
    assert prompt.turns[0].text == "what is\nthis"
    assert prompt.turns[0].images == 1


@pytest.mark.parametrize(
    "call",
    [
        {"name": "search", "arguments": '{"q": 1}'},
        {"type": "function", "function": {"name": "search", "arguments": '{"q": 1}'}},
    ],
)
def test_tool_calls_become_text_in_either_shape(call: dict[str, object]) -> None:
    prompt = Prompt.from_messages([{"role": "assistant", "content": None, "tool_calls": [call]}])
    assert prompt.turns[0].text == 'search {"q": 1}'
    assert prompt.turns[0].tool_calls == 1


def test_a_developer_message_is_a_system_message() -> None:
    prompt = Prompt.from_messages(
        [{"role": "developer", "content": "be brief"}, {"role": "user", "content": "hi"}]
    )
    assert prompt.views().system == "be brief"


def test_the_turn_that_asks_is_the_last_user_turn_even_after_tool_results() -> None:
    prompt = Prompt.from_messages(
        [
            {"role": "user", "content": "find the order"},
            {"role": "assistant", "content": "", "tool_calls": [{"name": "search"}]},
            {"role": "tool", "content": "order 7"},
        ]
    )
    views = prompt.views()
    assert views.last == "find the order"
    assert views.context == "search\norder 7"


def test_a_follow_up_keeps_what_it_follows_in_the_context() -> None:
    prompt = Prompt.from_messages(
        [
            {"role": "user", "content": "plan the migration"},
            {"role": "assistant", "content": "shall I?"},
            {"role": "user", "content": "yes"},
        ]
    )
    assert prompt.views().last == "yes"
    assert "plan the migration" in prompt.views().context


def test_a_blank_last_turn_is_passed_over() -> None:
    prompt = Prompt.from_messages(
        [{"role": "user", "content": "sum this up"}, {"role": "user", "content": " \n"}]
    )
    assert prompt.views().last == "sum this up"


def test_a_long_text_keeps_its_head_and_its_tail() -> None:
    text = "instruction first " + "x" * 1_000_000 + " question last"
    last = Prompt.from_text(text).views().last
    assert len(last) == LAST_CHARS + 1
    assert last.startswith("instruction first")
    assert last.endswith("question last")


def test_the_newest_context_is_kept_when_there_is_too_much() -> None:
    messages = [{"role": "user", "content": f"turn {n} " + "y" * 900} for n in range(50)]
    context = Prompt.from_messages(messages).views().context
    assert "turn 48" in context
    assert "turn 3 " not in context


def test_tools_offered_are_counted() -> None:
    prompt = Prompt.from_messages([{"role": "user", "content": "go"}], tools=["a", "b"])
    assert prompt.tool_count == 2


def test_decorating_changes_only_the_turn_that_asks() -> None:
    prompt = Prompt.from_messages(
        [{"role": "system", "content": "s"}, {"role": "user", "content": "do"}]
    )
    loud = prompt.decorated(prefix="NOW: ", suffix="!")
    assert [turn.text for turn in loud.turns] == ["s", "NOW: do!"]
