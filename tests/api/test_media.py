"""Tests of `router.api.media`."""

import httpx

from router.core.deployment import Kind
from router.ports.provider import Answer
from tests.api.test_sound_length import sound
from tests.factories import catalog, deployment, rulebook
from tests.fakes import Service


async def test_what_a_provider_makes_comes_with_its_type_and_the_decision(
    client: httpx.AsyncClient, service: Service
) -> None:
    service.rulebooks.in_force = rulebook(of=catalog(deployment("voice", kind=Kind.SPEECH)))
    service.provider.answer = Answer(body=b"\xff\xf3", content_type="audio/mpeg", usage=None)

    response = await client.post("/v1/audio/speech", json={"model": "auto", "input": "Hello"})

    assert (response.status_code, response.content) == (200, b"\xff\xf3")
    assert response.headers["content-type"] == "audio/mpeg"
    assert response.headers["x-tierwise-model"] == "voice"


async def test_a_form_reaches_the_provider(client: httpx.AsyncClient, service: Service) -> None:
    service.rulebooks.in_force = rulebook(of=catalog(deployment("ear", kind=Kind.TRANSCRIPTION)))
    service.provider.answer = Answer(body=b'{"text":"Hi"}', usage=None)

    response = await client.post(
        "/v1/audio/transcriptions", data={"model": "auto"}, files={"file": ("a.wav", sound(0.1))}
    )

    assert response.json() == {"text": "Hi"}
    (call,) = service.provider.calls
    assert call.passed is not None
    assert sound(0.1) in call.passed.before + call.passed.after


async def test_what_is_no_form_is_told(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/audio/transcriptions", json={"model": "auto"})

    assert response.status_code == 400
    assert "multipart/form-data" in response.json()["error"]["message"]
