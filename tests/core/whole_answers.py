"""Whole answers of every shape that providers give, for tests that tell them otherwise."""

import json

from hypothesis import strategies as st

__all__ = ["body_of", "whole_answers"]

Json = dict[str, object]
_TEXTS = st.text(max_size=12)
_LOGPROB = st.fixed_dictionaries(
    {
        "token": _TEXTS,
        "logprob": st.floats(-20, 0),
        "bytes": st.none(),
        "top_logprobs": st.just([]),
    }
)
_LOGPROBS = st.none() | st.fixed_dictionaries(
    {"content": st.lists(_LOGPROB, min_size=1, max_size=3), "refusal": st.none()}
)
_CALL = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str),
        "type": st.just("function"),
        "function": st.fixed_dictionaries({"name": st.just("look_up"), "arguments": _TEXTS}),
    }
)
_MESSAGE = st.fixed_dictionaries(
    {
        "role": st.just("assistant"),
        "content": st.none() | _TEXTS,
        "refusal": st.none() | st.text(min_size=1, max_size=9),
    },
    optional={
        "reasoning_content": st.text(min_size=1, max_size=9),
        "tool_calls": st.lists(_CALL, min_size=1, max_size=3),
        "annotations": st.just([{"type": "url_citation", "url_citation": {"url": "u"}}]),
    },
)


@st.composite
def whole_answers(draw: st.DrawFn) -> Json:
    """An answer with up to three choices."""
    choices = [
        {
            "index": index,
            "message": draw(_MESSAGE),
            "logprobs": draw(_LOGPROBS),
            "finish_reason": draw(st.sampled_from(["stop", "tool_calls", "length"])),
        }
        for index in range(draw(st.integers(1, 3)))
    ]
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "gpt-x",
        "service_tier": "default",
        "system_fingerprint": "fp_1",
        "choices": choices,
        "usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13},
    }


def body_of(answer: Json) -> bytes:
    """The answer as a provider sends it."""
    return json.dumps(answer).encode()
