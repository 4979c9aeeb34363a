"""Tests of `router.core.dialects.completions.request`."""

import pytest

from router.core.dialects.completions.request import prompt_of, to_chat
from router.core.dialects.reading import Json
from router.core.errors import InvalidRequest

ASKED: Json = {"model": "auto", "prompt": "Hello"}


def test_the_prompt_is_what_a_user_says() -> None:
    translated = to_chat({**ASKED, "max_tokens": 9, "n": 2, "best_of": 2, "echo": True, "x": 1})

    assert translated.body == {
        "model": "auto",
        "messages": [{"role": "user", "content": "Hello"}],
        "max_tokens": 9,
        "n": 2,
    }
    assert translated.left_out == ("x",)


def test_a_list_of_one_prompt_is_that_prompt() -> None:
    assert prompt_of({"prompt": ["Hello"]}) == "Hello"


def test_a_stream_always_ends_with_its_usage() -> None:
    assert to_chat({**ASKED, "stream": True}).body["stream_options"] == {"include_usage": True}


@pytest.mark.parametrize("prompt", [None, [1, 2], [[1, 2]], ["a", "b"], [], {"a": 1}])
def test_tokens_and_several_prompts_are_refused(prompt: object) -> None:
    with pytest.raises(InvalidRequest) as caught:
        to_chat({"model": "auto", "prompt": prompt})
    assert caught.value.param == "prompt"


@pytest.mark.parametrize("odd", [{"suffix": "x"}, {"logprobs": 2}, {"best_of": 3}])
def test_what_models_that_chat_cannot_do_is_refused(odd: Json) -> None:
    with pytest.raises(InvalidRequest) as caught:
        to_chat({**ASKED, **odd})
    assert caught.value.param == next(iter(odd))
