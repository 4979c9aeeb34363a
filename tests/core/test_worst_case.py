"""Tests of `router.core.worst_case`."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.deployment import Capability
from router.core.money import from_nanos
from router.core.price import Price, ServiceTier, cost_of
from router.core.rates import Band
from router.core.usage import Usage
from router.core.worst_case import affordable_output_tokens, input_reach, worst_case_usd
from tests.factories import price
from tests.strategies import full_prices, full_usages

EVERYTHING = frozenset(Capability)
TIERS = st.sampled_from([None, "flex", "unheard-of"])
COUNTS = st.integers(0, 2_000_000)


@given(full_usages(), full_prices(), TIERS, st.integers(0, 100), st.integers(0, 100))
def test_nothing_that_is_billed_exceeds_the_worst_case(
    used: Usage, at: Price, tier: str | None, spare_input: int, spare_output: int
) -> None:
    most = worst_case_usd(
        at,
        input_tokens=used.input_tokens + spare_input,
        output_tokens=used.output_tokens + spare_output,
        units=used.units + spare_output,
        service_tier=tier,
        takes=EVERYTHING,
    )

    # The provider may fall back to the usual service tier.
    assert cost_of(replace(used, service_tier=tier), at) <= most
    assert cost_of(used, at) <= most


@given(full_usages(), full_prices())
def test_without_images_and_audio_their_rates_do_not_matter(used: Usage, at: Price) -> None:
    plain = replace(
        used, image_input_tokens=0, audio_input_tokens=0, audio_output_tokens=0, units=0
    )

    assert cost_of(plain, at) <= worst_case_usd(
        at, input_tokens=used.input_tokens, output_tokens=used.output_tokens
    )


@given(full_prices(), COUNTS, TIERS, st.integers(-(10**9), 10**18), st.integers(0, 1_000))
def test_one_token_more_than_is_affordable_does_not_fit(
    at: Price, tokens: int, tier: str | None, nanos: int, units: int
) -> None:
    budget = from_nanos(nanos)

    def worst(output_tokens: int) -> Decimal:
        return worst_case_usd(
            at, input_tokens=tokens, output_tokens=output_tokens, units=units, service_tier=tier
        )

    most = 10**9
    found = affordable_output_tokens(
        at, input_tokens=tokens, budget_usd=budget, most=most, units=units, service_tier=tier
    )

    assert 0 <= found <= most
    assert worst(found) <= budget or found == 0
    assert found == most or worst(found + 1) > budget


@given(full_prices(), COUNTS, st.integers(0, 100_000))
def test_the_worst_case_of_an_answer_affords_that_answer(
    at: Price, tokens: int, output: int
) -> None:
    exactly = worst_case_usd(at, input_tokens=tokens, output_tokens=output)

    assert affordable_output_tokens(at, input_tokens=tokens, budget_usd=exactly) >= output


@pytest.mark.parametrize(
    ("budget", "tokens"),
    [("0.0010", 0), ("0.001004", 1), ("0.001007999", 1), ("0.0010079999999", 1), ("0.001008", 2)],
)
def test_what_an_amount_affords_is_told_to_the_token(budget: str, tokens: int) -> None:
    found = affordable_output_tokens(price(), input_tokens=1_000, budget_usd=Decimal(budget))

    assert found == tokens


@pytest.mark.parametrize(("nanos", "tokens"), [(0, 1), (1, 2), (2, 5), (3, 6)])
def test_half_a_nano_is_rounded_as_it_is_in_the_bill(nanos: int, tokens: int) -> None:
    at = price(input_usd="0", output_usd="0.0005")  # half a nano-USD for a token

    found = affordable_output_tokens(at, input_tokens=0, budget_usd=from_nanos(nanos))

    assert found == tokens


def test_free_output_is_affordable_up_to_the_bound_while_the_input_is() -> None:
    at = price(output_usd="0")

    assert affordable_output_tokens(at, input_tokens=1, budget_usd=Decimal(1), most=77) == 77
    assert affordable_output_tokens(at, input_tokens=10**6, budget_usd=Decimal("0.9")) == 0


DEAR_LONG = Band(
    above_input_tokens=200_000, input_usd_per_mtok=Decimal(2), output_usd_per_mtok=Decimal(8)
)


@pytest.mark.parametrize(("tokens", "usd"), [(133_333, "0.133333"), (133_335, "0.26667")])
def test_a_band_counts_as_soon_as_the_input_may_reach_it(tokens: int, usd: str) -> None:
    at = replace(price(), bands=(DEAR_LONG,))

    assert worst_case_usd(at, input_tokens=tokens, output_tokens=0) == Decimal(usd)
    assert (input_reach(tokens) > 200_000) is (tokens == 133_335)


def test_a_band_that_is_cheaper_is_not_relied_upon() -> None:
    cheap = replace(DEAR_LONG, input_usd_per_mtok=Decimal("0.5"))
    at = replace(price(), bands=(cheap,))

    assert worst_case_usd(at, input_tokens=10**6, output_tokens=0) == 1


@pytest.mark.parametrize(
    ("takes", "usd"),
    [
        ((), "8"),
        ((Capability.VISION,), "9"),
        ((Capability.AUDIO,), "36"),
        ((Capability.TOOLS,), "8"),
    ],
)
def test_images_and_audio_make_it_dearer_only_where_they_may_occur(
    takes: tuple[Capability, ...], usd: str
) -> None:
    at = replace(
        price(),
        cache_write_usd_per_mtok=Decimal(3),
        reasoning_usd_per_mtok=Decimal(5),
        image_input_usd_per_mtok=Decimal(4),
        audio_input_usd_per_mtok=Decimal(16),
        audio_output_usd_per_mtok=Decimal(20),
    )

    most = worst_case_usd(at, input_tokens=10**6, output_tokens=10**6, takes=frozenset(takes))

    assert most == Decimal(usd)


def test_a_dearer_service_tier_is_counted_where_it_is_asked_for() -> None:
    fast = ServiceTier(
        name="priority", input_usd_per_mtok=Decimal(2), output_usd_per_mtok=Decimal(8)
    )
    at = replace(price(), service_tiers=(fast,))

    usual, asked = (
        worst_case_usd(at, input_tokens=10**6, output_tokens=0, service_tier=tier)
        for tier in (None, "priority")
    )

    assert usual == 1
    assert asked == 2


def test_pictures_count_at_the_dearer_of_their_size_and_the_usual_one() -> None:
    large, small = (
        ServiceTier(
            name=name,
            input_usd_per_mtok=Decimal(0),
            output_usd_per_mtok=Decimal(0),
            unit_usd=Decimal(usd),
        )
        for name, usd in (("hd/1024x1792", "0.12"), ("256x256", "0.016"))
    )
    at = replace(
        price(input_usd="0", output_usd="0"),
        unit_usd=Decimal("0.04"),
        service_tiers=(large, small),
    )

    usual, hd, tiny = (
        worst_case_usd(at, input_tokens=9, output_tokens=0, units=10, service_tier=tier)
        for tier in (None, "hd/1024x1792", "256x256")
    )

    assert [usual, hd, tiny] == [Decimal("0.4"), Decimal("1.2"), Decimal("0.4")]
