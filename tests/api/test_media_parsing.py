"""Tests of `router.api.media_parsing`."""

import json

import pytest

from router.api.media_parsing import parse_media
from router.core.errors import InvalidRequest
from router.core.media import MediaRequest, Operation


def parsed(operation: Operation, **fields: object) -> MediaRequest:
    return parse_media(operation, json.dumps(fields).encode(), headers={})


def test_a_picture_says_how_many_and_at_which_tariff() -> None:
    found = parsed(
        Operation.GENERATIONS, model="dall-e-3", prompt="a cat", n=2, size="1024x1792", quality="hd"
    )

    assert (found.requested_model, found.text) == ("dall-e-3", "a cat")
    assert (found.units, found.choices, found.tariff) == (2, 2, "hd/1024x1792")


def test_the_body_is_passed_on_but_for_the_models_name() -> None:
    body = b'{"prompt" : "\\u00e9", "model":"auto", "tags": ["a"], "x": {"y":[1 , 2]}}'

    passed = parse_media(Operation.GENERATIONS, body, headers={}).passed

    assert passed.before + b'"m"' + passed.after == (
        b'{"model":"m","prompt":"\\u00e9","x":{"y":[1 , 2]}}'
    )


def test_speech_counts_characters() -> None:
    found = parsed(Operation.SPEECH, model="tts-1", input="héllo", voice="alloy")

    assert (found.units, found.output_tokens) == (5, 10)


def test_without_a_model_policy_chooses() -> None:
    assert parsed(Operation.MODERATIONS, input="a").requested_model == "auto"


def test_all_texts_are_judged() -> None:
    mixed = [{"type": "text", "text": "b"}, {"type": "image_url", "image_url": {"url": "x"}}]

    assert parsed(Operation.MODERATIONS, input=["a", "b"]).text == "a\nb"
    assert parsed(Operation.MODERATIONS, input=mixed).text == "b"


@pytest.mark.parametrize(
    ("operation", "fields", "param"),
    [
        (Operation.MODERATIONS, {"input": ""}, "input"),
        (Operation.GENERATIONS, {"prompt": ""}, "prompt"),
        (Operation.GENERATIONS, {"prompt": "a", "n": 0}, "n"),
        (Operation.GENERATIONS, {"prompt": "a", "n": 11}, "n"),
        (Operation.GENERATIONS, {"prompt": "a", "stream": True}, "stream"),
        (Operation.GENERATIONS, {"prompt": "a", "model": ""}, "model"),
        (Operation.GENERATIONS, {"prompt": 1}, "prompt"),
        (Operation.SPEECH, {"input": ["a"]}, "input"),
        (Operation.SPEECH, {"input": "a" * 100_001}, "input"),
        (Operation.SPEECH, {"input": "a", "stream_format": "sse"}, "stream_format"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    operation: Operation, fields: dict[str, object], param: str
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parsed(operation, **fields)

    assert refused.value.param == param
