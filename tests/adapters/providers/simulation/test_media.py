"""Tests of `router.adapters.providers.simulation.media`."""

import base64
import io
import json
import wave

import pytest

from router.adapters.providers.simulation.media import media_answer
from router.core.media import Operation, Passed


def passed(operation: Operation, rest: bytes = b"}", *, kind: str = "application/json") -> Passed:
    return Passed(operation=operation, content_type=kind, before=b'{"model":', after=rest)


@pytest.mark.parametrize("operation", list(Operation))
def test_whatever_can_say_so_says_that_it_is_simulated(operation: Operation) -> None:
    answer = media_answer(passed(operation), model="m")

    if operation is Operation.SPEECH:
        with wave.open(io.BytesIO(answer.body)) as sound:
            assert sound.getnframes() == 2_000
    else:
        assert b"simulated" in answer.body


def test_as_many_pictures_as_are_asked_for() -> None:
    answer = media_answer(passed(Operation.GENERATIONS, b',"n":3}'), model="m")

    pictures = json.loads(answer.body)["data"]
    assert len(pictures) == 3
    assert answer.usage is not None
    assert answer.usage.units == 3
    assert base64.b64decode(pictures[0]["b64_json"]).startswith(b"\x89PNG\r\n\x1a\n")


def test_each_text_has_a_verdict() -> None:
    answer = media_answer(passed(Operation.MODERATIONS, b',"input":["a","b"]}'), model="m")

    results = json.loads(answer.body)["results"]
    assert [result["flagged"] for result in results] == [False, False]


def test_a_plain_text_is_given_where_it_is_wanted() -> None:
    field = b'name="response_format"\r\n\r\ntext\r\n'
    answer = media_answer(passed(Operation.TRANSCRIPTIONS, field, kind="multipart"), model="m")

    assert answer.content_type == "text/plain"
