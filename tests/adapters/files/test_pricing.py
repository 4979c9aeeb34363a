"""Tests of `router.adapters.files.pricing`."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from router.adapters.files.catalog_format import CatalogText
from router.adapters.files.pricing import prices_of, terms_of, with_version
from router.core.price import Price, PriceHistory, ServiceTier, cost_of
from router.core.rates import Band
from router.core.usage import Usage
from tests.adapters.files.listing import CHAT, listing
from tests.factories import price

EUROS = [{"usd": Decimal("1.08")}, {"from": date(2026, 6, 1), "usd": Decimal("1.1")}]
IN_EUROS = {"currency": "EUR", "input_per_mtok": 2, "output_per_mtok": 10}


def priced(prices: Any = None, *, entry: Any = CHAT, **more: Any) -> tuple[Price, ...]:
    line = {"model": "openai/m-1", "tier": "economy"}
    discount = more.pop("discount", None)
    line |= {"prices": prices} if prices is not None else {}
    line |= {"discount": discount} if discount is not None else {}
    catalog = CatalogText.model_validate({"version": 1, "deployments": [line], **more})
    known = listing(**{"m-1": entry}).find("openai", "m-1")
    return prices_of(catalog.deployments[0], known, terms=terms_of(catalog))


def version(prices: Any = None, **more: Any) -> str:
    return priced(prices, **more)[0].version


def own(**more: Any) -> dict[str, Any]:
    return {"input_usd_per_mtok": Decimal(1), "output_usd_per_mtok": Decimal(4), **more}


def test_every_kind_of_token_can_be_priced() -> None:
    kinds = (
        "cached_input", "cache_write", "cache_write_1h", "reasoning",
        "image_input", "audio_input", "audio_output",
    )  # fmt: skip
    (found,) = priced(own(**{f"{kind}_usd_per_mtok": n for n, kind in enumerate(kinds, 11)}))

    assert found.cached_input_usd_per_mtok == 11
    assert found.cache_write_1h_usd_per_mtok == 13
    assert found.audio_output_usd_per_mtok == 17


def test_bands_leave_out_what_follows_from_the_usual_rates() -> None:
    band = {"above_input_tokens": 200_000, "input_usd_per_mtok": 2}
    (found,) = priced(own(cached_input_usd_per_mtok=Decimal("0.1"), bands=[band]))

    long = found.at(200_001)

    assert [long.input_usd_per_mtok, long.output_usd_per_mtok] == [2, 4]
    assert long.cached_input_usd_per_mtok == Decimal("0.2")


def test_a_service_tier_is_a_discount_or_rates_of_its_own() -> None:
    tiers = {
        "flex": {"discount": Decimal("0.5")},
        "priority": {"input_usd_per_mtok": 3},
        "batch": {"discount": Decimal("0.5"), "output_usd_per_mtok": 1},
    }
    band = {"above_input_tokens": 100, "input_usd_per_mtok": 2, "output_usd_per_mtok": 8}
    (found,) = priced(own(service_tiers=tiers, bands=[band]))

    def paid(tier: str, tokens: int) -> list[Decimal]:
        rates = found.tariff(tier).at(tokens)
        return [rates.input_usd_per_mtok, rates.output_usd_per_mtok]

    assert paid("flex", 1) == [Decimal("0.5"), 2]
    assert paid("flex", 101) == [1, 4]
    assert paid("priority", 1) == [3, 4]
    assert paid("priority", 101) == [6, 8]
    assert paid("batch", 1) == [Decimal("0.5"), 1]


def test_amounts_in_another_currency_are_booked_in_dollars_at_the_rate_of_the_day() -> None:
    history = PriceHistory(priced(IN_EUROS, currencies={"EUR": EUROS}))
    used = Usage(input_tokens=10**6)

    assert cost_of(used, history.at(date(2026, 5, 31))) == Decimal("2.16")
    assert cost_of(used, history.at(date(2026, 6, 1))) == Decimal("2.2")


def test_one_number_is_a_rate_for_all_days() -> None:
    (found,) = priced(IN_EUROS, currencies={"EUR": Decimal("1.5")})

    assert found.input_usd_per_mtok == 3


def test_dated_prices_are_sorted_and_each_has_its_version() -> None:
    later = own(valid_from=date(2026, 6, 1), input_usd_per_mtok=2)

    found = priced([later, own()])

    assert [one.valid_from for one in found] == [date.min, date(2026, 6, 1)]
    assert len({one.version for one in found}) == 2


def test_sizes_and_qualities_of_pictures_are_priced_and_discounted() -> None:
    tiers = {"hd/1024x1792": {"unit_usd": Decimal("0.12")}, "512x512": {"discount": Decimal("0.5")}}
    (found,) = priced(
        {"unit_usd": Decimal("0.04"), "service_tiers": tiers}, discount=Decimal("0.9")
    )

    paid = [found.tariff(name).unit_usd for name in (None, "hd/1024x1792", "512x512", "else")]

    assert paid == [Decimal(usd) for usd in ("0.036", "0.108", "0.018", "0.036")]


def test_a_unit_in_another_currency_is_booked_in_dollars() -> None:
    (found,) = priced(
        {"currency": "EUR", "unit_fee": Decimal("0.000015")}, currencies={"EUR": Decimal("1.1")}
    )

    assert found.unit_usd == Decimal("0.0000165")


class TestVersions:
    def test_a_price_without_units_keeps_the_name_that_it_had_before_there_were_any(self) -> None:
        """Taken from the release before: stored entries and decisions name these versions."""
        plain = Price(
            version="", input_usd_per_mtok=Decimal("2.5"), output_usd_per_mtok=Decimal(10)
        )
        band = Band(
            above_input_tokens=200_000,
            input_usd_per_mtok=Decimal(5),
            output_usd_per_mtok=Decimal(15),
        )
        flex = ServiceTier(
            name="flex",
            input_usd_per_mtok=Decimal("1.25"),
            output_usd_per_mtok=Decimal(5),
            bands=(band.times(Decimal("0.5")),),
        )
        full = Price(
            version="",
            input_usd_per_mtok=Decimal("2.50"),
            output_usd_per_mtok=Decimal(10),
            cached_input_usd_per_mtok=Decimal("0.25"),
            cache_write_usd_per_mtok=Decimal(3),
            reasoning_usd_per_mtok=Decimal(12),
            audio_input_usd_per_mtok=Decimal(40),
            request_usd=Decimal("0.001"),
            bands=(band,),
            service_tiers=(flex,),
        )

        assert with_version(plain, "own-").version == "own-e3bd8479bc84"
        assert with_version(full, "own-").version == "own-766363bf5f54"

    def test_own_and_listed_prices_are_told_apart(self) -> None:
        assert version(own()).startswith("own-")
        assert version().startswith("list-1-")

    @pytest.mark.parametrize(
        "other",
        [
            own(input_usd_per_mtok=Decimal("1.000000000001")),
            own(request_usd=Decimal("0.01")),
            own(unit_usd=Decimal("0.000000000000000001")),
            own(bands=[{"above_input_tokens": 9, "input_usd_per_mtok": 2}]),
            own(bands=[{"above_input_tokens": 8, "input_usd_per_mtok": 2}]),
            own(service_tiers={"flex": {"discount": Decimal("0.5")}}),
        ],
    )
    def test_whatever_changes_an_amount_changes_the_version(self, other: dict[str, Any]) -> None:
        assert version(other) != version(own())

    def test_discounts_and_exchange_rates_change_the_version(self) -> None:
        versions = {
            version(),
            version(discounts={"openai": Decimal("0.85")}),
            version(own()),
            version(own(), discount=Decimal("0.85")),
            *(one.version for one in priced(IN_EUROS, currencies={"EUR": EUROS})),
        }

        assert len(versions) == 6

    def test_what_changes_no_amount_does_not_change_the_version(self) -> None:
        unlike = [
            own(input_usd_per_mtok=Decimal("1.00")),
            own(valid_from=date(2026, 1, 1)),
            own(cached_input_usd_per_mtok=1),
        ]

        assert {version(one) for one in unlike} == {version(own())}
        assert version(discounts={"acme": Decimal("0.1")}) == version()
        assert version(own(), discounts={"openai": Decimal("0.1")}) == version(own())

    def test_a_dearer_list_is_another_version_under_the_same_name(self) -> None:
        dearer = {**CHAT, "output_cost_per_token": 3e-06}

        assert version(entry=dearer) != version()
        assert version(entry=dearer).startswith("list-1-")

    def test_a_version_is_the_same_on_every_machine(self) -> None:
        assert with_version(price(), "x-").version == "x-540c426ab820"


def test_nobody_knows_the_price_of_a_model_that_is_neither_listed_nor_written() -> None:
    assert priced(entry={**CHAT, "input_cost_per_token": None}) == ()
