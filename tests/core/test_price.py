"""Tests of `router.core.price`."""

from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.money import to_nanos
from router.core.price import Price, PriceHistory, ServiceTier, cost_of
from router.core.rates import RATE_FIELDS, Band, Rates
from router.core.usage import Usage
from tests.factories import price
from tests.strategies import TOKENS, full_prices, full_usages, prices, usages

NANO = Decimal("1e-9")


def test_a_million_tokens_cost_the_price() -> None:
    used = Usage(input_tokens=1_000_000, output_tokens=1_000_000)

    assert cost_of(used, price(input_usd="0.15", output_usd="0.6")) == Decimal("0.75")


def test_one_token_of_the_cheapest_model_is_not_lost() -> None:
    assert to_nanos(cost_of(Usage(input_tokens=1), price(input_usd="0.02"))) == 20


def test_the_sum_is_rounded_not_its_parts() -> None:
    used = Usage(input_tokens=1, output_tokens=1)  # 0.4 nano-USD each

    assert cost_of(used, price(input_usd="0.0004", output_usd="0.0004")) == NANO


def test_cached_and_written_tokens_have_their_own_prices() -> None:
    used = Usage(input_tokens=1_000_000, cached_tokens=600_000, cache_write_tokens=300_000)

    cost = cost_of(used, price(input_usd="10", cached_usd="1", written_usd="12.5"))

    assert cost == Decimal("0.6") * 1 + Decimal("0.3") * Decimal("12.5") + Decimal("0.1") * 10


def test_without_their_own_prices_they_cost_what_other_input_costs() -> None:
    used = Usage(input_tokens=1_000, cached_tokens=600, cache_write_tokens=300)

    assert cost_of(used, price()) == cost_of(Usage(input_tokens=1_000), price())


def test_free_cached_input_is_free() -> None:
    used = Usage(input_tokens=1_000, cached_tokens=1_000)

    assert cost_of(used, price(cached_usd="0")) == 0


def test_the_fee_of_a_request_is_added_once() -> None:
    used = Usage(input_tokens=1_000_000)

    assert cost_of(used, price(input_usd="1", request_usd="0.005")) == Decimal("1.005")


def by_unit(usd: str, **named: str) -> Price:
    """A price by the unit, and for other sizes and qualities of pictures."""
    nothing = Decimal(0)
    tiers = (
        ServiceTier(
            name=name,
            input_usd_per_mtok=nothing,
            output_usd_per_mtok=nothing,
            unit_usd=Decimal(other),
        )
        for name, other in named.items()
    )
    free = price(input_usd="0", output_usd="0")
    return replace(free, unit_usd=Decimal(usd), service_tiers=tuple(tiers))


@pytest.mark.parametrize(
    ("units", "usd", "cost"),
    [
        (3, "0.04", "0.12"),
        (61, "0.0001", "0.0061"),
        (4_096, "0.000015", "0.06144"),
        (10**9, "0.000000000000000001", "0.000000001"),
        (1, "0.0000000005", "0"),  # half a nano-USD, to the even neighbour
        (3, "0.0000000005", "0.000000002"),
        (0, "0.04", "0"),
    ],
)
def test_units_cost_their_price_and_are_rounded_once(units: int, usd: str, cost: str) -> None:
    assert cost_of(Usage(units=units), by_unit(usd)) == Decimal(cost)


def test_pictures_of_a_size_and_quality_cost_their_own_price() -> None:
    at = by_unit("0.04", **{"hd/1024x1792": "0.12"})

    assert cost_of(Usage(units=2, service_tier="hd/1024x1792"), at) == Decimal("0.24")
    assert cost_of(Usage(units=2, service_tier="hd/512x512"), at) == Decimal("0.08")


def test_units_and_tokens_add_up() -> None:
    at = replace(by_unit("0.04"), output_usd_per_mtok=Decimal(10), request_usd=Decimal(1))

    assert cost_of(Usage(output_tokens=100_000, units=1), at) == Decimal("2.04")


def test_units_without_a_price_cost_nothing() -> None:
    assert cost_of(Usage(output_tokens=5, units=9), price()) == cost_of(
        Usage(output_tokens=5), price()
    )


def test_reasoning_is_part_of_the_output() -> None:
    used = Usage(output_tokens=1_000, reasoning_tokens=900)

    assert cost_of(used, price()) == cost_of(Usage(output_tokens=1_000), price())


@given(usages(), usages(), prices())
def test_costs_of_parts_add_up_within_a_nano(one: Usage, other: Usage, at: Price) -> None:
    both = Usage(
        input_tokens=one.input_tokens + other.input_tokens,
        cached_tokens=one.cached_tokens + other.cached_tokens,
        cache_write_tokens=one.cache_write_tokens + other.cache_write_tokens,
        output_tokens=one.output_tokens + other.output_tokens,
    )

    assert abs(cost_of(both, at) - cost_of(one, at) - cost_of(other, at)) <= NANO


def exact_usd(used: Usage, rates: Rates) -> Fraction:
    """What the parts of a usage cost, each multiplied out; for parts within their wholes."""
    (
        fresh, output, cached, written, written_1h, reasoning, image, audio, spoken, fee, unit,
    ) = map(Fraction, rates.amounts)  # fmt: skip
    special_input = (
        used.cached_tokens
        + used.cache_write_tokens
        + used.image_input_tokens
        + used.audio_input_tokens
    )
    plain_output = used.output_tokens - used.reasoning_tokens - used.audio_output_tokens
    million = (
        (used.input_tokens - special_input) * fresh
        + used.cached_tokens * cached
        + (used.cache_write_tokens - used.cache_write_1h_tokens) * written
        + used.cache_write_1h_tokens * written_1h
        + used.image_input_tokens * image
        + used.audio_input_tokens * audio
        + plain_output * output
        + used.reasoning_tokens * reasoning
        + used.audio_output_tokens * spoken
    )
    return million / 1_000_000 + fee + used.units * unit


@given(full_usages(), full_prices(), st.sampled_from([None, "flex", "unheard-of"]))
def test_the_cost_is_the_exact_one_in_whole_nanos(used: Usage, at: Price, tier: str | None) -> None:
    tariff = next((one for one in at.service_tiers if one.name == tier), at)
    exact = exact_usd(used, tariff.at(used.input_tokens))

    assert to_nanos(cost_of(replace(used, service_tier=tier), at)) == round(exact * 10**9)


ANY_COUNT = st.integers(-10, 2_000_000)
ODD_USAGES = st.builds(
    Usage,
    input_tokens=ANY_COUNT,
    cached_tokens=ANY_COUNT,
    cache_write_tokens=ANY_COUNT,
    cache_write_1h_tokens=ANY_COUNT,
    output_tokens=ANY_COUNT,
    reasoning_tokens=ANY_COUNT,
    image_input_tokens=ANY_COUNT,
    audio_input_tokens=ANY_COUNT,
    audio_output_tokens=ANY_COUNT,
    units=ANY_COUNT,
)


@given(ODD_USAGES, full_prices())
def test_counts_that_contradict_each_other_bill_no_token_twice(used: Usage, at: Price) -> None:
    """However wrong the counts, each token costs one of the rates of its direction."""
    rates = at.at(used.input_tokens)
    fresh, output, *rest = rates.amounts[:-2]
    cached, written, written_1h, reasoning, image, audio, spoken = rest
    of_input = [fresh, cached, written, written_1h, image, audio]
    of_output = [output, reasoning, spoken]
    read, wrote = max(used.input_tokens, 0), max(used.output_tokens, 0)
    by_unit = max(used.units, 0) * (rates.unit_usd or 0)

    cost = cost_of(used, at)

    for bound, is_most in ((max, True), (min, False)):
        each = read * bound(of_input) + wrote * bound(of_output)
        limit = each / 1_000_000 + rates.request_usd + by_unit
        assert (cost <= limit + NANO) if is_most else (cost >= limit - NANO)


@given(full_usages(), full_prices(), TOKENS)
def test_more_output_never_costs_less(used: Usage, at: Price, more: int) -> None:
    longer = replace(used, output_tokens=used.output_tokens + more)

    assert cost_of(longer, at) >= cost_of(used, at)


@given(full_usages(), prices(), TOKENS)
def test_more_input_never_costs_less(used: Usage, at: Price, more: int) -> None:
    longer = replace(used, input_tokens=used.input_tokens + more)

    assert cost_of(longer, at) >= cost_of(used, at)


def test_the_cost_does_not_depend_on_the_precision_of_the_thread() -> None:
    used = Usage(input_tokens=987_654_321, output_tokens=123_456_789)
    at = price(input_usd="999999.123456789012", output_usd="0.000000000001")
    usual = cost_of(used, at)

    with localcontext(prec=40):
        assert cost_of(used, at) == usual
    assert to_nanos(usual) == round(exact_usd(used, at) * 10**9)


def used(**tokens: int) -> Usage:
    return replace(Usage(), **tokens)  # type: ignore[arg-type] # counts, and not the flag


class TestKindsOfTokens:
    AT = replace(
        price(input_usd="2", output_usd="10", cached_usd="0.5", written_usd="2.5"),
        cache_write_1h_usd_per_mtok=Decimal(4),
        reasoning_usd_per_mtok=Decimal(12),
        image_input_usd_per_mtok=Decimal(3),
        audio_input_usd_per_mtok=Decimal(32),
        audio_output_usd_per_mtok=Decimal(64),
    )

    @pytest.mark.parametrize(
        ("part", "usd"),
        [
            ({"cached_tokens": 10**6}, "0.5"),
            ({"cache_write_tokens": 10**6}, "2.5"),
            ({"cache_write_tokens": 10**6, "cache_write_1h_tokens": 10**6}, "4"),
            ({"cache_write_tokens": 10**6, "cache_write_1h_tokens": 500_000}, "3.25"),
            ({"image_input_tokens": 10**6}, "3"),
            ({"audio_input_tokens": 10**6}, "32"),
            ({}, "2"),
        ],
    )
    def test_each_kind_of_input_costs_its_rate(self, part: dict[str, int], usd: str) -> None:
        assert cost_of(used(input_tokens=10**6, **part), self.AT) == Decimal(usd)

    @pytest.mark.parametrize(
        ("part", "usd"),
        [({"reasoning_tokens": 10**6}, "12"), ({"audio_output_tokens": 10**6}, "64"), ({}, "10")],
    )
    def test_each_kind_of_output_costs_its_rate(self, part: dict[str, int], usd: str) -> None:
        assert cost_of(used(output_tokens=10**6, **part), self.AT) == Decimal(usd)

    def test_what_is_written_for_an_hour_costs_what_is_written_where_no_rate_says_more(
        self,
    ) -> None:
        at = replace(self.AT, cache_write_1h_usd_per_mtok=None)
        used = Usage(input_tokens=10**6, cache_write_tokens=10**6, cache_write_1h_tokens=10**6)

        assert cost_of(used, at) == Decimal("2.5")

    def test_an_image_that_came_from_the_cache_is_billed_once(self) -> None:
        used = Usage(input_tokens=10**6, cached_tokens=10**6, image_input_tokens=10**6)

        assert cost_of(used, self.AT) == Decimal("0.5")


class TestBands:
    LONG = Band(
        above_input_tokens=200_000,
        input_usd_per_mtok=Decimal(4),
        output_usd_per_mtok=Decimal(18),
    )
    AT = replace(price(input_usd="2", output_usd="12"), bands=(LONG,))

    @pytest.mark.parametrize(
        ("tokens", "usd"), [(199_999, "0.399998"), (200_000, "0.4"), (200_001, "0.800004")]
    )
    def test_a_band_begins_above_its_number_and_covers_the_whole_request(
        self, tokens: int, usd: str
    ) -> None:
        assert cost_of(Usage(input_tokens=tokens), self.AT) == Decimal(usd)

    def test_output_of_a_long_request_is_dearer_too(self) -> None:
        long, short = (
            Usage(input_tokens=tokens, output_tokens=10**6) for tokens in (200_001, 200_000)
        )

        assert cost_of(long, self.AT) - cost_of(short, self.AT) == Decimal("6.400004")

    def test_cached_input_counts_for_the_length(self) -> None:
        used = Usage(input_tokens=200_001, cached_tokens=200_001)

        assert cost_of(used, self.AT) == Decimal("0.800004")


class TestServiceTiers:
    FLEX = ServiceTier(name="flex", input_usd_per_mtok=Decimal(1), output_usd_per_mtok=Decimal(6))
    AT = replace(price(input_usd="2", output_usd="12"), service_tiers=(FLEX,))

    @pytest.mark.parametrize(("tier", "usd"), [(None, "2"), ("flex", "1"), ("default", "2")])
    def test_a_service_tier_has_its_own_tariff_and_others_cost_the_usual(
        self, tier: str | None, usd: str
    ) -> None:
        assert cost_of(Usage(input_tokens=10**6, service_tier=tier), self.AT) == Decimal(usd)
        assert self.AT.tariff(tier).input_usd_per_mtok == Decimal(usd)


def _with_zeros(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("1e-15"))


class TestContent:
    @given(full_prices(), full_usages())
    def test_the_same_amounts_in_other_words_are_the_same_content_and_cost(
        self, at: Price, used: Usage
    ) -> None:
        amounts = (_with_zeros(amount) for amount in at.amounts)
        spelled = replace(at, **dict(zip(RATE_FIELDS, amounts, strict=True)))  # type: ignore[arg-type]

        assert spelled.content == at.content
        assert cost_of(used, spelled) == cost_of(used, at)

    @given(full_prices())
    def test_the_content_leaves_out_what_costs_nothing(self, at: Price) -> None:
        named = replace(at, version="other", valid_from=date(2026, 1, 1))

        assert named.content == at.content
        assert at.times(Decimal(1)).content == at.content

    def test_a_price_by_the_unit_is_content(self) -> None:
        assert by_unit("0.04").content == by_unit("0.040").content
        assert by_unit("0.04").content != by_unit("0.05").content
        assert by_unit("0").content == price(input_usd="0", output_usd="0").content

    def test_what_is_not_said_is_the_same_as_what_it_stands_for(self) -> None:
        said = replace(price(), cached_input_usd_per_mtok=Decimal("1.00"))

        assert said.content == price().content

    @pytest.mark.parametrize(
        "change",
        [
            {"input_usd_per_mtok": Decimal("1.000000000001")},
            {"request_usd": Decimal("0.001")},
            {"audio_output_usd_per_mtok": Decimal(9)},
            {"bands": (TestBands.LONG,)},
            {"service_tiers": (TestServiceTiers.FLEX,)},
        ],
    )
    def test_whatever_changes_an_amount_changes_the_content(
        self, change: dict[str, object]
    ) -> None:
        assert replace(price(), **change).content != price().content  # type: ignore[arg-type]

    def test_where_a_band_begins_is_part_of_the_content(self) -> None:
        later = replace(TestBands.LONG, above_input_tokens=272_000)

        assert replace(TestBands.AT, bands=(later,)).content != TestBands.AT.content


def test_a_factor_changes_every_amount_of_every_tariff() -> None:
    at = replace(TestServiceTiers.AT, bands=(TestBands.LONG,), request_usd=Decimal("0.01"))

    less = at.times(Decimal("0.85"))

    assert less.input_usd_per_mtok == Decimal("1.7")
    assert less.bands[0].output_usd_per_mtok == Decimal("15.3")
    assert less.service_tiers[0].input_usd_per_mtok == Decimal("0.85")
    assert less.request_usd == Decimal("0.0085")
    assert less.cached_input_usd_per_mtok is None


class TestHistory:
    JANUARY = price(version="old", valid_from=date(2026, 1, 1))
    JUNE = price(version="new", valid_from=date(2026, 6, 1))

    @pytest.mark.parametrize(
        ("day", "version"),
        [
            (date(2025, 12, 31), "old"),
            (date(2026, 1, 1), "old"),
            (date(2026, 5, 31), "old"),
            (date(2026, 6, 1), "new"),
            (date(2030, 1, 1), "new"),
        ],
    )
    def test_a_price_holds_from_its_day_until_the_next_begins(
        self, day: date, version: str
    ) -> None:
        assert PriceHistory((self.JANUARY, self.JUNE)).at(day).version == version

    def test_prices_out_of_order_are_refused_rather_than_billed(self) -> None:
        with pytest.raises(ValueError, match="oldest first"):
            PriceHistory((self.JUNE, self.JANUARY))

    def test_a_history_without_prices_is_refused(self) -> None:
        with pytest.raises(ValueError, match="at least one"):
            PriceHistory(())
