"""Tests of `router.adapters.files.listed_price`: entries as the list really has them."""

import json
from decimal import Decimal
from typing import Any

import pytest

from router.adapters.files.listed_price import listed_price
from router.adapters.files.price_source import bundled_prices
from router.core.deployment import Kind
from router.core.price import Price, cost_of
from router.core.rates import Tariff
from router.core.usage import Usage


def read(kind: Kind = Kind.CHAT, /, **usd_per_mtok: Any) -> Price | None:
    """An entry whose amounts for a token are written for a million, as people compare them."""
    entry = {
        name: Decimal(value) / 1_000_000 if isinstance(value, str) else value
        for name, value in usd_per_mtok.items()
    }
    return listed_price(entry, kind=kind, version="v")


def priced(**usd_per_mtok: Any) -> Price:
    price = read(**usd_per_mtok)
    assert price is not None
    return price


def in_and_out(tariff: Tariff, tokens: int = 0) -> tuple[str, str]:
    rates = tariff.at(tokens)
    return f"{rates.input_usd_per_mtok:f}", f"{rates.output_usd_per_mtok:f}"


GPT = {
    "input_cost_per_token": "2.5",
    "input_cost_per_token_above_272k_tokens": "5",
    "input_cost_per_token_flex": "1.25",
    "input_cost_per_token_batches": "1.25",
    "input_cost_per_token_above_272k_tokens_flex": "2.5",
    "input_cost_per_token_priority": "5",
    "output_cost_per_token": "15",
    "output_cost_per_token_above_272k_tokens": "22.5",
    "output_cost_per_token_flex": "7.5",
    "output_cost_per_token_batches": "7.5",
    "output_cost_per_token_above_272k_tokens_flex": "11.25",
    "output_cost_per_token_priority": "30",
    "cache_read_input_token_cost": "0.25",
    "cache_read_input_token_cost_above_272k_tokens": "0.5",
    "cache_read_input_token_cost_flex": "0.13",
    "cache_read_input_token_cost_above_272k_tokens_flex": "0.25",
    "cache_read_input_token_cost_priority": "0.5",
}
"""gpt-5.4, with some of its rates for batches left out."""


@pytest.mark.parametrize(
    ("tier", "short", "long"),
    [
        (None, ("2.5", "15"), ("5", "22.5")),
        ("flex", ("1.25", "7.5"), ("2.5", "11.25")),
        ("batch", ("1.25", "7.5"), ("5", "22.5")),  # never taken for cheaper than said
        ("priority", ("5", "30"), ("10", "45")),  # twice as dear, as its short requests are
    ],
)
def test_bands_and_service_tiers_are_read(
    tier: str | None, short: tuple[str, str], long: tuple[str, str]
) -> None:
    tariff = priced(**GPT).tariff(tier)

    assert in_and_out(tariff, 272_000) == short
    assert in_and_out(tariff, 272_001) == long


@pytest.mark.parametrize(
    ("tier", "short", "long"),
    [(None, "0.25", "0.5"), ("flex", "0.13", "0.25"), ("batch", "0.25", "0.5"),
     ("priority", "0.5", "1")],
)  # fmt: skip
def test_what_a_tier_or_band_leaves_out_is_as_dear_as_usual_or_dearer(
    tier: str | None, short: str, long: str
) -> None:
    tariff = priced(**GPT).tariff(tier)

    assert tariff.at(0).cached_input_usd_per_mtok == Decimal(short)
    assert tariff.at(10**6).cached_input_usd_per_mtok == Decimal(long)


def test_caches_that_last_an_hour_are_read_in_every_band() -> None:
    claude = priced(
        input_cost_per_token="3",
        output_cost_per_token="15",
        cache_creation_input_token_cost="3.75",
        cache_creation_input_token_cost_above_1hr="6",
        cache_read_input_token_cost="0.3",
        input_cost_per_token_above_200k_tokens="6",
        output_cost_per_token_above_200k_tokens="22.5",
        cache_creation_input_token_cost_above_200k_tokens="7.5",
        cache_creation_input_token_cost_above_1hr_above_200k_tokens="12",
        cache_read_input_token_cost_above_200k_tokens="0.6",
    )
    written = Usage(input_tokens=150_000, cache_write_tokens=100_000, cache_write_1h_tokens=40_000)
    longer = Usage(input_tokens=250_000, cache_write_tokens=250_000, cache_write_1h_tokens=250_000)

    assert cost_of(written, claude) == Decimal("0.15") + Decimal("0.225") + Decimal("0.24")
    assert cost_of(longer, claude) == 3


def test_audio_images_and_reasoning_are_read() -> None:
    price = priced(
        input_cost_per_token="0.3",
        output_cost_per_token="2.5",
        input_cost_per_audio_token="1",
        output_cost_per_audio_token="12",
        input_cost_per_image_token="0.4",
        output_cost_per_reasoning_token="3.5",
        input_cost_per_token_flex="0.15",
        output_cost_per_token_flex="1.25",
    )

    assert price.audio_input_usd_per_mtok == 1
    assert price.audio_output_usd_per_mtok == 12
    assert price.image_input_usd_per_mtok == Decimal("0.4")
    assert price.reasoning_usd_per_mtok == Decimal("3.5")
    assert price.tariff("flex").audio_input_usd_per_mtok == 1


def test_bands_that_stand_in_a_list_of_their_own_are_read() -> None:
    def step(start: int, fresh: str, output: str) -> dict[str, object]:
        return {
            "range": [Decimal(start), Decimal(start * 4)],
            "input_cost_per_token": Decimal(fresh) / 10**6,
            "output_cost_per_token": Decimal(output) / 10**6,
        }

    price = priced(tiered_pricing=[step(0, "0.3", "1.5"), step(32_000, "0.5", "2.5")])

    assert in_and_out(price, 32_000) == ("0.3", "1.5")
    assert in_and_out(price, 32_001) == ("0.5", "2.5")


def test_a_fee_for_each_request_is_read() -> None:
    online = priced(
        input_cost_per_token="0",
        output_cost_per_token="1.8",
        input_cost_per_request=Decimal("0.005"),
    )

    assert cost_of(Usage(output_tokens=10**6), online) == Decimal("1.805")


def test_a_price_of_nothing_is_unknown_and_never_free() -> None:
    assert read(input_cost_per_token="0", output_cost_per_token="0") is None
    assert read(input_cost_per_token="1") is None
    assert read(output_cost_per_token="1") is None


def test_a_rate_of_nothing_is_unknown_too_so_the_usual_one_holds() -> None:
    price = priced(
        input_cost_per_token="1",
        output_cost_per_token="4",
        cache_read_input_token_cost="0",
        input_cost_per_token_flex="0",
        output_cost_per_token_flex="2",
    )

    assert price.cached_input_usd_per_mtok is None
    assert in_and_out(price.tariff("flex")) == ("1", "2")


def test_an_embedding_writes_nothing() -> None:
    price = read(Kind.EMBEDDING, input_cost_per_token="0.02")

    assert price is not None
    assert price.output_usd_per_mtok == 0


@pytest.mark.parametrize(
    ("provider", "model", "band", "tiers"),
    [
        ("openai", "gpt-5.4", 272_000, {"batch", "flex", "priority"}),
        ("openai", "o3", None, {"batch", "flex", "priority"}),
        ("gemini", "gemini-2.5-pro", 200_000, {"batch", "flex", "priority"}),
        ("anthropic", "claude-sonnet-4-5", None, {"batch"}),
        ("dashscope", "qwen3-coder-flash", 32_000, set()),
    ],
)
def test_the_bundled_list_says_what_well_known_models_cost(
    provider: str, model: str, band: int | None, tiers: set[str]
) -> None:
    found = bundled_prices().find(provider, model)
    assert found is not None
    assert found.price is not None

    starts = [one.above_input_tokens for one in found.price.bands]

    assert (starts[0] if starts else None) == band
    assert {one.name for one in found.price.service_tiers} == tiers


def test_no_listed_band_of_the_bundled_list_is_lost() -> None:
    """Each field of a usual band is found again in the price, amount by amount."""
    source, checked = bundled_prices(), 0
    for name in ("gpt-5.5", "gpt-6-astra"):
        found = source.find("openai", name)
        assert found is not None
        assert found.price is not None
        entry = json.loads(bytes(source.entries[name]), parse_float=Decimal)
        for field, kind in (
            ("input_cost_per_token", "input_usd_per_mtok"),
            ("output_cost_per_token", "output_usd_per_mtok"),
            ("cache_read_input_token_cost", "cached_input_usd_per_mtok"),
            ("cache_creation_input_token_cost", "cache_write_usd_per_mtok"),
        ):
            said = entry.get(f"{field}_above_272k_tokens")
            if said is not None:
                checked += 1
                assert getattr(found.price.at(300_000), kind) == Decimal(said) * 10**6
    assert checked >= 7


@pytest.mark.parametrize(
    ("kind", "entry", "unit_usd"),
    [
        (Kind.TRANSCRIPTION, {"input_cost_per_second": "0.0001"}, "0.0001"),
        (Kind.SPEECH, {"input_cost_per_character": "0.000015"}, "0.000015"),
        (Kind.IMAGE, {"output_cost_per_image": "0.04"}, "0.04"),
        (Kind.CHAT, {"output_cost_per_image": "0.04"}, None),
        (Kind.EMBEDDING, {"input_cost_per_second": "0.0001"}, None),
        (Kind.IMAGE, {"output_cost_per_image": "0"}, None),
    ],
)
def test_what_is_billed_by_units_is_read_as_its_kind(
    kind: Kind, entry: dict[str, str], unit_usd: str | None
) -> None:
    exact = {name: Decimal(usd) for name, usd in entry.items()}

    found = listed_price(exact, kind=kind, version="v")

    assert (found and found.unit_usd) == (None if unit_usd is None else Decimal(unit_usd))


def test_what_is_billed_by_tokens_is_not_billed_by_units_too() -> None:
    found = read(
        Kind.TRANSCRIPTION,
        input_cost_per_token="2.5",
        output_cost_per_token="10",
        input_cost_per_second=Decimal("0.0001"),
    )

    assert found is not None
    assert (found.unit_usd, in_and_out(found)) == (None, ("2.5", "10"))


def test_tokens_that_are_billed_beside_units_are_not_forgotten() -> None:
    found = read(
        Kind.IMAGE,
        input_cost_per_token="2",
        output_cost_per_token="9",  # of text: that of pictures is not told
        output_cost_per_image=Decimal("0.04"),
    )

    assert found is not None
    assert (found.unit_usd, in_and_out(found)) == (Decimal("0.04"), ("2", "0"))


def test_who_only_says_what_is_heard_has_no_other_input() -> None:
    found = read(Kind.TRANSCRIPTION, input_cost_per_audio_token="2", output_cost_per_token="12")

    assert found is not None
    assert in_and_out(found) == ("2", "12")


def test_tokens_of_pictures_are_the_output_and_no_tier_is_guessed() -> None:
    found = read(
        Kind.IMAGE,
        input_cost_per_token="5",
        input_cost_per_token_batches="2.5",
        output_cost_per_token="10",
        output_cost_per_token_batches="5",
        output_cost_per_image_token="32",
    )

    assert found is not None
    assert in_and_out(found) == ("5", "32")
    assert in_and_out(found.tariff("batch")) == ("2.5", "32")


def test_moderation_is_free_where_the_list_says_so_and_unknown_where_it_says_nothing() -> None:
    free = read(Kind.MODERATION, input_cost_per_token="0", output_cost_per_token="0")

    assert free is not None
    assert not any(free.amounts)
    assert read(Kind.MODERATION) is None


@pytest.mark.parametrize(
    ("provider", "model", "kind", "unit_usd", "rates"),
    [
        ("openai", "whisper-1", Kind.TRANSCRIPTION, "0.0001", ("0", "0")),
        ("openai", "tts-1", Kind.SPEECH, "0.000015", ("0", "0")),
        ("openai", "tts-1-hd", Kind.SPEECH, "0.00003", ("0", "0")),
        ("openai", "gpt-image-1", Kind.IMAGE, None, ("5", "40")),
        ("openai", "gpt-4o-transcribe", Kind.TRANSCRIPTION, None, ("2.5", "10")),
        ("openai", "gpt-4o-mini-tts", Kind.SPEECH, None, ("0.6", "10")),
        ("openai", "omni-moderation-latest", Kind.MODERATION, None, ("0", "0")),
        ("vertex_ai", "gemini-3.5-transcribe", Kind.TRANSCRIPTION, None, ("2", "12")),
        ("soniox", "stt-async-v4", Kind.TRANSCRIPTION, "0.0000277778", ("0", "0")),
    ],
)
def test_the_bundled_list_says_what_pictures_and_sound_cost(
    provider: str, model: str, kind: Kind, unit_usd: str | None, rates: tuple[str, str]
) -> None:
    found = bundled_prices().find(provider, model)
    assert found is not None
    assert found.price is not None

    assert found.kind is kind
    assert found.price.unit_usd == (None if unit_usd is None else Decimal(unit_usd))
    assert in_and_out(found.price) == rates
