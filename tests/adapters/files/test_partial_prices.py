"""Tests of `router.adapters.files.partial_prices`."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from router.adapters.files.partial_prices import INPUT, OUTPUT, PartialTariff, price_of
from router.core.rates import RATE_FIELDS

USD = st.decimals(0, 1_000, allow_nan=False, places=6)
SAID = st.dictionaries(st.sampled_from(RATE_FIELDS), USD)
USUAL = st.fixed_dictionaries(
    {INPUT: USD, OUTPUT: USD},
    optional={name: USD for name in RATE_FIELDS if name not in (INPUT, OUTPUT)},
)
BANDS = st.dictionaries(st.sampled_from([32_000, 128_000, 200_000]), SAID, max_size=2)
USUAL_TARIFFS = st.builds(PartialTariff, USUAL, BANDS)
TIERS = st.builds(PartialTariff, SAID, BANDS)


@given(USUAL_TARIFFS, TIERS)
def test_what_is_said_is_what_is_billed(usual: PartialTariff, tier: PartialTariff) -> None:
    price = price_of(usual, {"flex": tier}, version="v")

    for tariff, said in ((price, usual), (price.tariff("flex"), tier)):
        for name, amount in said.said.items():
            assert getattr(tariff, name) == amount
        for above, rates in said.bands.items():
            for name, amount in rates.items():
                assert getattr(tariff.at(above + 1), name) == amount


@given(USUAL_TARIFFS, TIERS, st.sampled_from([0, 32_001, 128_001, 200_001]))
def test_what_is_not_said_is_never_taken_for_cheaper(
    usual: PartialTariff, tier: PartialTariff, tokens: int
) -> None:
    """Neither than usual, nor in a band than in the band of the usual tariff."""
    price = price_of(usual, {"flex": tier}, version="v")
    ours = price.tariff("flex").at(tokens)
    said = {name for rates in (tier.said, *tier.bands.values()) for name in rates}

    for name in RATE_FIELDS:
        theirs = getattr(price.at(tokens), name)
        if name not in said and theirs is not None:
            assert getattr(ours, name) >= theirs


def test_a_factor_stands_for_all_that_is_not_said() -> None:
    usual = PartialTariff(
        {INPUT: Decimal(2), OUTPUT: Decimal(8), "request_usd": Decimal("0.01")},
        {1_000: {INPUT: Decimal(4)}},
    )
    tier = PartialTariff({OUTPUT: Decimal(1)}, factor=Decimal("0.5"))

    flex = price_of(usual, {"flex": tier}, version="v").tariff("flex")

    assert [flex.input_usd_per_mtok, flex.output_usd_per_mtok] == [1, 1]
    assert flex.request_usd == Decimal("0.005")
    assert flex.at(1_001).input_usd_per_mtok == 2


def test_kinds_rise_with_their_direction_and_no_further() -> None:
    usual = PartialTariff(
        {
            INPUT: Decimal(2),
            OUTPUT: Decimal(8),
            "cached_input_usd_per_mtok": Decimal("0.5"),
            "reasoning_usd_per_mtok": Decimal(10),
        },
        {1_000: {INPUT: Decimal(4), OUTPUT: Decimal(12)}},
    )

    long = price_of(usual, {}, version="v").at(1_001)

    assert long.cached_input_usd_per_mtok == 1
    assert long.reasoning_usd_per_mtok == 15
    assert long.image_input_usd_per_mtok is None


def test_free_input_that_is_dearer_in_a_band_raises_nothing_else() -> None:
    usual = PartialTariff(
        {INPUT: Decimal(0), OUTPUT: Decimal(8), "cached_input_usd_per_mtok": Decimal(1)},
        {1_000: {INPUT: Decimal(4)}},
    )

    assert price_of(usual, {}, version="v").at(1_001).cached_input_usd_per_mtok == 1


def test_a_tier_that_says_nothing_of_units_costs_the_usual_for_them() -> None:
    usual = PartialTariff({INPUT: Decimal(0), OUTPUT: Decimal(0), "unit_usd": Decimal("0.04")})

    price = price_of(usual, {"512x512": PartialTariff(factor=Decimal("0.5"))}, version="v")

    assert price.tariff("512x512").unit_usd == Decimal("0.02")
    assert price.tariff("else").unit_usd == Decimal("0.04")
