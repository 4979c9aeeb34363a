"""Tests of `router.adapters.files.stand_in_price`."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from router.adapters.files.listed_model import listed_model
from router.adapters.files.price_source import bundled_prices
from router.adapters.files.stand_in_price import DEAREST_USUAL, estimated, unpriced
from router.core.deployment import Deployment, Kind
from router.core.price import Price, ServiceTier
from router.core.rates import Band
from router.core.tier import Tier
from tests.factories import deployment, price


def stand_in(*beside: Deployment, provider: str = "openai", kind: Kind = Kind.CHAT) -> Price:
    return estimated(provider, kind, tier=Tier.STANDARD, priced=beside)


def amounts(found: Price) -> list[Decimal]:
    return [found.input_usd_per_mtok, found.output_usd_per_mtok]


CHEAP = deployment("a", input_usd="1", output_usd="9")
DEAR = deployment("b", input_usd="3", output_usd="4")


def test_the_dearest_rates_of_the_provider_stand_in_kind_by_kind() -> None:
    assert amounts(stand_in(CHEAP, DEAR)) == [3, 9]


def test_bands_of_the_others_count() -> None:
    band = Band(
        above_input_tokens=9, input_usd_per_mtok=Decimal(50), output_usd_per_mtok=Decimal(70)
    )
    long = deployment("c", prices=(replace(price(), bands=(band,)),))

    assert amounts(stand_in(CHEAP, long)) == [50, 70]


def test_where_the_provider_has_no_price_the_tier_has() -> None:
    same_tier = deployment("c", provider="groq", tier=Tier.STANDARD, input_usd="6")
    other_tier = deployment("d", provider="groq", tier=Tier.PREMIUM, input_usd="8")

    assert stand_in(same_tier, other_tier).input_usd_per_mtok == 6


@pytest.mark.parametrize(
    "beside",
    [
        deployment(provider="groq", tier=Tier.PREMIUM),
        deployment(input_usd="0", output_usd="0"),
        deployment(kind=Kind.EMBEDDING),
    ],
)
def test_what_is_free_or_otherwise_unlike_says_nothing_of_the_price(beside: Deployment) -> None:
    assert amounts(stand_in(beside)) == [15, 75]


def test_the_last_resort_is_dearer_than_96_of_100_listed_models() -> None:
    source = bundled_prices()
    for kind, least in ((Kind.CHAT, 2_000), (Kind.EMBEDDING, 100)):
        entries = (json.loads(bytes(raw), parse_float=Decimal) for raw in source.entries.values())
        models = (listed_model(entry, version="v") for entry in entries)
        listed = [one.price for one in models if one.kind is kind and one.price]
        usual = DEAREST_USUAL[kind]
        covered = sum(
            one.input_usd_per_mtok <= usual.input_usd_per_mtok
            and one.output_usd_per_mtok <= usual.output_usd_per_mtok
            for one in listed
        )
        assert len(listed) > least
        assert covered / len(listed) >= 0.96


def test_the_version_says_that_it_is_a_guess_and_which() -> None:
    one, other = stand_in(CHEAP), stand_in(DEAR)

    assert one.version.startswith("estimated-")
    assert one.version != other.version


def test_what_may_be_free_is_free_and_named() -> None:
    assert not any(unpriced().amounts)
    assert unpriced().version.startswith("unpriced-")


@pytest.mark.parametrize(
    ("kind", "mode", "least"),
    [
        (Kind.IMAGE, "image_generation", 200),
        (Kind.TRANSCRIPTION, "audio_transcription", 70),
        (Kind.SPEECH, "audio_speech", 20),
    ],
)
def test_a_unit_is_estimated_as_dear_as_96_of_100_listed_ones(
    kind: Kind, mode: str, least: int
) -> None:
    found = []
    for raw in bundled_prices().entries.values():
        entry = json.loads(bytes(raw), parse_float=Decimal)
        listed = listed_model(entry, version="v").price if entry.get("mode") == mode else None
        if listed is not None and listed.unit_usd is not None:
            found.append(listed.unit_usd)
    usual_usd = DEAREST_USUAL[kind].unit_usd

    assert len(found) > least
    assert usual_usd is not None
    assert sum(usd <= usual_usd for usd in found) / len(found) >= 0.96


def test_every_kind_has_a_last_resort_that_costs_something() -> None:
    assert DEAREST_USUAL.keys() == set(Kind)
    assert all(any(rates.amounts) for rates in DEAREST_USUAL.values())


def test_other_sizes_of_pictures_count() -> None:
    large = ServiceTier(
        name="hd/1024x1792",
        input_usd_per_mtok=Decimal(0),
        output_usd_per_mtok=Decimal(0),
        unit_usd=Decimal("0.12"),
    )
    at = replace(
        price(input_usd="0", output_usd="0"),
        unit_usd=Decimal("0.04"),
        service_tiers=(large,),
    )
    beside = deployment(kind=Kind.IMAGE, prices=(at,))

    assert stand_in(beside, kind=Kind.IMAGE).unit_usd == Decimal("0.12")
