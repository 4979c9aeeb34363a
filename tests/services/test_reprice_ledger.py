"""Tests of `router.services.reprice_ledger`."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from router.core.catalog import Catalog
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from router.core.usage import Usage, UsageUnit
from router.services.administer import Actor, Administer
from router.services.reprice_ledger import RepriceLedger
from tests.factories import NOON, catalog, chat_request, deployment, price
from tests.fakes import Service

SINCE, UNTIL = NOON - timedelta(days=1), NOON + timedelta(days=1)


def dearer(*, version: str = "new", input_usd: str = "2", days: Iterable[int] = ()) -> Catalog:
    """`middle` costs twice as much for input, from some days on or always."""
    old = price(input_usd="1", output_usd="4")
    later = [
        price(
            input_usd=input_usd,
            output_usd="4",
            version=version,
            valid_from=(NOON + timedelta(days=day)).date(),
        )
        for day in days
    ] or None
    always = (price(input_usd=input_usd, output_usd="4", version=version),)
    return catalog(deployment("middle", prices=(old, *later) if later else always))


def reprice(service: Service, of: Catalog) -> RepriceLedger:
    return RepriceLedger(
        history=service.stores.history,
        ledger=service.ledger,
        catalog=lambda: of,
        administer=Administer(log=service.admin_log, clock=service.clock),
        actor=Actor("os:ada", "operator"),
    )


async def served(times: int = 2) -> Service:
    """1,000 tokens of input and 100 of output each, by `middle`."""
    service = Service()
    for _ in range(times):
        await service.complete(chat_request(), LOCAL_KEY)
    return service


async def test_the_difference_is_booked_as_a_correction_of_each_entry() -> None:
    service = await served()
    first = service.ledger.booked[0]

    found = await reprice(service, dearer())(SINCE, UNTIL)

    assert (dict(found.entries), found.total_usd) == ({"middle": 2}, Decimal("0.002"))
    correction = service.ledger.booked[2]
    assert (correction.outcome, correction.corrects, correction.cost_usd) == (
        Outcome.CORRECTED,
        first.id,
        Decimal("0.001"),
    )
    assert (correction.usage, correction.at) == (Usage(), first.at)
    assert correction.note == "priced anew by new"


async def test_a_second_run_books_nothing_and_a_third_price_only_the_rest() -> None:
    service = await served(1)
    await reprice(service, dearer())(SINCE, UNTIL)
    again = await reprice(service, dearer())(SINCE, UNTIL)
    assert (dict(again.entries), len(service.ledger.booked)) == ({}, 2)
    back = await reprice(service, dearer(version="old", input_usd="1"))(SINCE, UNTIL)
    assert back.total_usd == Decimal("-0.001")
    assert sum(one.cost_usd for one in service.ledger.booked) == service.ledger.booked[0].cost_usd


async def test_a_dry_run_says_the_same_and_books_nothing() -> None:
    service = await served()
    found = await reprice(service, dearer()).would(SINCE, UNTIL)
    assert found.total_usd == Decimal("0.002")
    assert len(service.ledger.booked) == 2


async def test_a_new_price_takes_effect_at_its_date() -> None:
    service = await served(1)
    assert not (await reprice(service, dearer(days=[1])).would(SINCE, UNTIL)).entries
    assert (await reprice(service, dearer(days=[0])).would(SINCE, UNTIL)).entries


async def test_only_the_deployment_that_is_asked_for_is_priced() -> None:
    service = await served(1)
    run = reprice(service, dearer())
    assert not (await run(SINCE, UNTIL, deployment="large")).entries
    assert (await run(SINCE, UNTIL, deployment="middle")).entries


async def test_what_the_catalog_does_not_have_any_more_is_counted() -> None:
    service = await served(1)
    found = await reprice(service, catalog(deployment("other"))).would(SINCE, UNTIL)
    assert (dict(found.unknown), found.total_usd) == ({"middle": 1}, Decimal(0))


async def test_pictures_are_priced_anew_by_the_piece() -> None:
    service = await served(1)
    first = service.ledger.booked[0]
    record = await service.ledger.decision(first.decision_id)
    assert record is not None
    made = replace(
        first,
        id="led_pictures",
        usage=Usage(units=3, unit=UsageUnit.IMAGES),
        cost_usd=Decimal("0.12"),
    )
    await service.ledger.append(made, record)
    at = replace(price(input_usd="1", output_usd="4", version="new"), unit_usd=Decimal("0.05"))

    found = await reprice(service, catalog(deployment("middle", prices=(at,))))(SINCE, UNTIL)

    assert found.total_usd == Decimal("0.03")
    assert service.ledger.booked[-1].corrects == "led_pictures"
    assert service.ledger.booked[-1].usage == Usage()
