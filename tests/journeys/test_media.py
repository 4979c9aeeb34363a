"""Pictures, sound and verdicts by OpenAI's own client, with nobody's key."""

import base64
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from router.core.usage import UsageUnit
from tests.api.test_sound_length import sound
from tests.journeys.rulebooks import only
from tests.journeys.running import Service, running_service, variables


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("media")
    with running_service(variables(folder, policy=only("economy"))) as running:
        yield running


def test_a_picture_is_drawn_and_booked(service: Service) -> None:
    drawn = service.openai().images.generate(model="dall-e-3", prompt="a cat", n=2)

    assert drawn.data is not None
    assert len(drawn.data) == 2
    assert base64.b64decode(drawn.data[0].b64_json or "").startswith(b"\x89PNG")
    entry = service.entries()[-1]
    assert (entry.usage.units, entry.usage.unit) == (2, UsageUnit.IMAGES)
    assert entry.cost_usd == Decimal("0.08")


def test_a_picture_is_changed(service: Service) -> None:
    changed = service.openai().images.edit(
        model="gpt-image-1", image=("a.png", b"\x89PNG"), prompt="add a hat"
    )

    assert changed.data
    assert service.entries()[-1].cost_usd == Decimal("0.04")


def test_a_sound_is_written_down_by_the_second(service: Service) -> None:
    client = service.openai()

    said = client.audio.transcriptions.create(model="whisper-1", file=("a.wav", sound(26.5)))

    assert "simulated" in said.text
    assert service.entries()[-1].cost_usd == Decimal("0.0027")
    plain = client.audio.transcriptions.create(
        model="whisper-1", file=("a.wav", sound(1)), response_format="text"
    )
    assert "simulated" in str(plain)


def test_a_text_is_spoken_by_the_character(service: Service) -> None:
    spoken = service.openai().audio.speech.create(model="tts-1", voice="alloy", input="x" * 100)

    assert spoken.content.startswith(b"RIFF")
    assert service.entries()[-1].cost_usd == Decimal("0.0015")


def test_a_verdict_is_free(service: Service) -> None:
    verdict = service.openai().moderations.create(input=["a", "b"])

    assert [one.flagged for one in verdict.results] == [False, False]
    assert service.entries()[-1].cost_usd == 0
