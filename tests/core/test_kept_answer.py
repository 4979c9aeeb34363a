"""Tests of `router.core.kept_answer`."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from router.core.kept_answer import KeptAnswer, is_complete
from tests.core.whole_answers import Json, body_of, whole_answers
from tests.factories import NOON


@pytest.mark.parametrize(
    ("body", "complete"),
    [
        (b'{"choices":[{"finish_reason":"stop"}]}', True),
        (b'{"choices":[{"finish_reason": "tool_calls"}]}', True),
        (b'{"choices":[]}', True),
        (b'{"choices":[{"finish_reason":"stop"},{"finish_reason":"length"}]}', False),
        (b'data: {"choices":[{"finish_reason" : "content_filter"}]}\n\n', False),
        (b'{"choices":[{"finish_reason":null}]}', True),
    ],
)
def test_what_was_cut_off_or_filtered_is_not_complete(body: bytes, complete: bool) -> None:
    assert is_complete(body) is complete


def kept(body: bytes) -> KeptAnswer:
    return KeptAnswer(
        decision_id="dec_1",
        cost_usd=Decimal(1),
        at=NOON,
        body=body,
        headers={"x-request-id": "r"},
        gist=(1,),
        marks=("m",),
    )


@given(whole_answers())
def test_the_other_form_keeps_all_but_the_body_and_what_only_that_form_has(answer: Json) -> None:
    whole = kept(body_of(answer))
    stream = whole.told(as_stream=True)
    assert stream is not None
    again = stream.told(as_stream=False)
    assert again is not None

    assert whole.told(as_stream=False) is whole
    assert stream.told(as_stream=True) is stream
    assert json.loads(stream.usage_chunk or b"")["usage"] == answer["usage"]
    assert json.loads(again.body) == answer
    assert again == replace(whole, body=again.body, headers={})


@pytest.mark.parametrize("as_stream", [False, True])
def test_what_cannot_be_told_otherwise_is_none(as_stream: bool) -> None:
    assert replace(kept(b"{}"), is_stream=not as_stream).told(as_stream=as_stream) is None
