from decimal import Decimal
from typing import Any

import pytest

from router.adapters.files.listed_model import ListedModel, listed_model
from router.core.deployment import Capability, Kind
from tests.adapters.files.listing import CHAT, EMBEDDING


def read(**more: Any) -> ListedModel:
    exact = {k: Decimal(str(v)) if isinstance(v, float) else v for k, v in CHAT.items()}
    return listed_model({**exact, **more}, version="v")


def test_a_chat_model_is_read() -> None:
    model = read(cache_read_input_token_cost=Decimal("2.5e-08"))
    assert model.kind is Kind.CHAT
    assert model.price is not None
    assert str(model.price.input_usd_per_mtok) == "0.25"
    assert str(model.price.output_usd_per_mtok) == "2"
    assert str(model.price.cached_input_usd_per_mtok) == "0.025"
    assert model.price.cache_write_usd_per_mtok is None
    assert (model.context_window, model.max_output_tokens) == (128_000, 16_000)


def test_whoever_calls_functions_can_write_json() -> None:
    assert read().capabilities == {Capability.TOOLS, Capability.JSON_MODE}
    assert Capability.JSON_SCHEMA in read(supports_response_schema=True).capabilities


def test_an_embedding_model_writes_nothing() -> None:
    model = listed_model({**EMBEDDING, "output_cost_per_token": None}, version="v")
    assert model.kind is Kind.EMBEDDING
    assert model.price is not None
    assert model.price.output_usd_per_mtok == 0
    assert model.capabilities == frozenset()


def test_a_price_of_nothing_is_unknown_and_never_free() -> None:
    free = read(input_cost_per_token=Decimal(0), output_cost_per_token=Decimal(0))
    assert free.price is None
    assert read(output_cost_per_token=None).price is None


def test_a_dearer_band_is_a_matter_of_the_price_and_not_of_the_window() -> None:
    model = read(input_cost_per_token_above_100k_tokens=Decimal("5e-07"))
    assert model.context_window == 128_000
    assert model.price is not None
    assert [band.above_input_tokens for band in model.price.bands] == [100_000]


def test_another_mode_has_no_kind_unless_it_answers_chats() -> None:
    assert read(mode="responses").kind is None
    assert read(mode="responses", supported_endpoints=["/v1/chat/completions"]).kind is Kind.CHAT


def test_limits_that_are_no_numbers_are_unknown() -> None:
    assert read(max_output_tokens="many").max_output_tokens is None


def test_a_model_that_reasons_takes_a_reasoning_effort() -> None:
    assert Capability.REASONING in read(supports_reasoning=True).capabilities
    assert Capability.REASONING not in read().capabilities


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("image_generation", Kind.IMAGE),
        ("image_edit", Kind.IMAGE),
        ("audio_transcription", Kind.TRANSCRIPTION),
        ("audio_speech", Kind.SPEECH),
        ("moderation", Kind.MODERATION),
        ("video_generation", None),
    ],
)
def test_the_mode_says_what_a_model_is_called_for(mode: str, kind: Kind | None) -> None:
    assert read(mode=mode).kind is kind
    assert read(mode=mode, supported_endpoints=["/v1/chat/completions"]).kind is Kind.CHAT


def test_the_catalog_may_call_it_for_something_else() -> None:
    entry = {"mode": "image_generation", "output_cost_per_image": Decimal("0.04")}

    as_listed = listed_model(entry, version="v")
    as_chat = listed_model(entry, version="v", called_for=Kind.CHAT)

    assert as_listed.price is not None
    assert as_listed.price.unit_usd == Decimal("0.04")
    assert (as_chat.kind, as_chat.price) == (Kind.IMAGE, None)
