"""Tests of `router.api.media_forms`."""

import pytest

from router.api.media_forms import parse_form
from router.core.errors import InvalidRequest
from router.core.media import MediaRequest, Operation
from router.core.sighting import NOWHERE
from tests.api.test_forms import written
from tests.api.test_sound_length import sound


def parsed(operation: Operation, **fields: str | bytes) -> MediaRequest:
    body, kind = written(**fields)
    return parse_form(operation, body, headers={"content-type": kind}, origin=NOWHERE)


def test_a_sound_counts_its_seconds() -> None:
    found = parsed(Operation.TRANSCRIPTIONS, model="whisper-1", file=sound(27), prompt="Names: Ada")

    assert (found.requested_model, found.text, found.units) == ("whisper-1", "Names: Ada", 27)
    assert (found.input_tokens, found.most_input_tokens, found.output_tokens) == (270, 675, 526)


def test_the_form_is_passed_on_but_for_the_models_name() -> None:
    body, kind = written(model="auto", file=sound(1))
    passed = parse_form(
        Operation.TRANSLATIONS, body, headers={"content-type": kind}, origin=NOWHERE
    ).passed

    assert passed.before + b"auto" + passed.after == body
    assert passed.content_type == kind


def test_a_picture_to_be_changed_counts_what_is_wanted_and_what_is_read() -> None:
    found = parsed(
        Operation.EDITS, model="auto", image=b"p", mask=b"m", prompt="x", n="3", quality="low"
    )

    assert (found.units, found.choices, found.tariff) == (3, 3, "low/1024x1024")
    assert (found.input_tokens, found.most_input_tokens) == (2_000, 16_384)


@pytest.mark.parametrize(
    ("operation", "fields", "param"),
    [
        (Operation.TRANSCRIPTIONS, {"file": b"x"}, "model"),
        (Operation.TRANSCRIPTIONS, {"model": "m"}, "file"),
        (Operation.TRANSCRIPTIONS, {"model": "m", "file": b""}, "file"),
        (Operation.TRANSCRIPTIONS, {"model": "m", "file": "text"}, "file"),
        (Operation.TRANSCRIPTIONS, {"model": "m", "file": b"x", "stream": "true"}, "stream"),
        (Operation.TRANSCRIPTIONS, {"model": " ", "file": b"x"}, "model"),
        (Operation.VARIATIONS, {"model": "m"}, "image"),
        (Operation.EDITS, {"model": "m", "image": b"x", "n": "²"}, "n"),
        (Operation.EDITS, {"model": "m", "image": b"x", "n": "11"}, "n"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    operation: Operation, fields: dict[str, str | bytes], param: str
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parsed(operation, **fields)

    assert refused.value.param == param
