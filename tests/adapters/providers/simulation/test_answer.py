from hypothesis import given
from hypothesis import strategies as st

from router.adapters.providers.simulation.answer import choices_for, pieces_of
from router.adapters.providers.simulation.request import Function, SimulatedRequest, Tool
from tests.factories import deployment


def user(text: str) -> list[dict[str, object]]:
    return [{"role": "user", "content": text}]


@given(st.text())
def test_pieces_add_up_to_the_text(text: str) -> None:
    assert "".join(pieces_of(text)) == text


def test_only_the_beginning_of_the_question_is_echoed() -> None:
    request = SimulatedRequest(messages=user("word " * 50))
    (choice,) = choices_for(request, deployment())
    assert choice.text.count("word") == 12
    assert "…" in choice.text


def test_the_function_that_fits_the_question_best_is_called() -> None:
    tools = [
        Tool(function=Function(name="a", description="Book a flight")),
        Tool(function=Function(name="b", description="Look up the weather of a city")),
    ]
    request = SimulatedRequest(messages=user("how is the weather in this city"), tools=tools)
    (choice,) = choices_for(request, deployment())
    assert [made.name for made in choice.calls] == ["b"]


def test_each_choice_has_its_own_call_ids() -> None:
    tools = [Tool(function=Function(name="a"))]
    request = SimulatedRequest(messages=user("go"), tools=tools, n=2)
    one, two = choices_for(request, deployment())
    assert one.calls[0].id != two.calls[0].id
