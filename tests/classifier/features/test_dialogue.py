from classifier.features.dialogue import Dialogue
from classifier.prompt import Prompt
from tests.classifier.features.readings import named

FOLLOW_UP = Prompt.from_messages(
    [
        {"role": "system", "content": "be brief"},
        {"role": "user", "content": "the contract that customers sign"},
        {"role": "assistant", "content": "shall I?"},
        {"role": "user", "content": "ok"},
    ],
    tools=["search"],
)


def test_a_short_second_turn_is_a_follow_up() -> None:
    found = named(Dialogue(), FOLLOW_UP)
    assert found["is_short_follow_up"] == 1.0
    assert found["has_system"] == 1.0
    assert found["last_share"] < 0.3


def test_a_first_turn_is_not() -> None:
    assert named(Dialogue(), "ok")["is_follow_up"] == 0.0


def test_a_tool_result_at_the_end_marks_an_agent_step() -> None:
    messages = [{"role": "user", "content": "go"}, {"role": "tool", "content": "done"}]
    assert named(Dialogue(), Prompt.from_messages(messages))["ends_with_tool_result"] == 1.0
