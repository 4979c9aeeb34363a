"""Tests of `router.services.pass_on`."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.caller import Attribution
from router.core.deployment import Deployment, Kind
from router.core.errors import NoCapableDeployment, UpstreamTimedOut
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from router.core.media import MediaRequest, Operation, Passed
from router.core.price import PriceHistory, ServiceTier
from router.core.usage import Usage, UsageUnit
from router.ports.provider import Answer
from tests.factories import catalog, deployment, price, rulebook
from tests.fakes import Service


def by_unit(kind: Kind, unit_usd: str, **tariffs: str) -> Deployment:
    """A deployment that is billed by the unit; other sizes cost what `tariffs` say."""
    usual = replace(price(input_usd="0", output_usd="0"), unit_usd=Decimal(unit_usd))
    tiers = tuple(
        ServiceTier(
            name=name,
            input_usd_per_mtok=Decimal(0),
            output_usd_per_mtok=Decimal(0),
            unit_usd=Decimal(amount),
        )
        for name, amount in tariffs.items()
    )
    prices = PriceHistory((replace(usual, service_tiers=tiers),))
    return replace(deployment("media", kind=kind), prices=prices)


def asked(
    operation: Operation,
    *,
    text: str = "one two",
    units: int = 0,
    are_units_estimated: bool = False,
    tariff: str | None = None,
    output_tokens: int = 0,
) -> MediaRequest:
    passed = Passed(
        operation=operation, content_type="application/json", before=b'{"model":', after=b"}"
    )
    return MediaRequest(
        passed=passed,
        text=text,
        requested_model="auto",
        attribution=Attribution(),
        units=units,
        are_units_estimated=are_units_estimated,
        tariff=tariff,
        output_tokens=output_tokens,
    )


def service(one: Deployment, *, usage: Usage | None = None) -> Service:
    made = Service()
    made.rulebooks.in_force = rulebook(of=catalog(deployment(), one))
    made.provider.answer = Answer(body=b"made", content_type="image/png", usage=usage)
    return made


@pytest.mark.parametrize(
    ("tariff", "cost_usd"), [("hd/1024x1792", "0.24"), ("1024x1024", "0.08"), ("wide", "0.08")]
)
async def test_pictures_cost_what_their_size_and_quality_cost(tariff: str, cost_usd: str) -> None:
    one = by_unit(Kind.IMAGE, "0.04", **{"hd/1024x1792": "0.12"})
    made = service(one, usage=Usage(units=2, unit=UsageUnit.IMAGES))

    done = await made.pass_on(asked(Operation.GENERATIONS, units=2, tariff=tariff), LOCAL_KEY)

    assert done.cost_usd == made.ledger.only.cost_usd == Decimal(cost_usd)
    assert made.ledger.only.usage == Usage(units=2, unit=UsageUnit.IMAGES, service_tier=tariff)
    assert (done.answer.body, done.answer.content_type) == (b"made", "image/png")


async def test_a_sound_costs_its_seconds_also_where_only_its_file_tells_them() -> None:
    made = service(by_unit(Kind.TRANSCRIPTION, "0.0001"))

    await made.pass_on(
        asked(Operation.TRANSCRIPTIONS, units=27, are_units_estimated=True), LOCAL_KEY
    )

    entry = made.ledger.only
    assert entry.cost_usd == Decimal("0.0027")
    assert entry.usage == Usage(units=27, unit=UsageUnit.SECONDS, is_estimated=True)


async def test_speech_costs_its_characters() -> None:
    made = service(by_unit(Kind.SPEECH, "0.000015"))

    await made.pass_on(asked(Operation.SPEECH, text="x" * 1_000, units=1_000), LOCAL_KEY)

    assert made.ledger.only.cost_usd == Decimal("0.015")
    assert not made.ledger.only.usage.is_estimated


async def test_a_model_that_bills_tokens_is_billed_by_what_it_says() -> None:
    one = replace(deployment("media", kind=Kind.IMAGE, input_usd="5", output_usd="40"))
    made = service(one, usage=Usage(input_tokens=50, output_tokens=4_160, units=1))

    await made.pass_on(asked(Operation.GENERATIONS, units=1, output_tokens=6_240), LOCAL_KEY)

    assert made.ledger.only.cost_usd == Decimal("0.16665")  # 50 * 5 + 4,160 * 40, a million


async def test_what_a_model_that_bills_tokens_does_not_say_is_estimated() -> None:
    made = service(deployment("media", kind=Kind.SPEECH, input_usd="1", output_usd="12"))

    await made.pass_on(asked(Operation.SPEECH, units=7, output_tokens=14), LOCAL_KEY)

    assert made.ledger.only.usage == Usage(
        input_tokens=2,
        output_tokens=14,
        units=7,
        unit=UsageUnit.CHARACTERS,
        is_estimated=True,
    )


async def test_a_verdict_is_free_and_booked() -> None:
    made = service(deployment("media", kind=Kind.MODERATION, input_usd="0", output_usd="0"))

    await made.pass_on(asked(Operation.MODERATIONS), LOCAL_KEY)

    assert made.ledger.only.cost_usd == 0
    assert made.ledger.only.outcome is Outcome.COMPLETED


async def test_after_a_time_out_the_pictures_are_billed_all_the_same() -> None:
    made = service(by_unit(Kind.IMAGE, "0.04"))
    made.provider.error = UpstreamTimedOut("too late")

    with pytest.raises(UpstreamTimedOut):
        await made.pass_on(asked(Operation.GENERATIONS, units=3), LOCAL_KEY)

    assert made.ledger.only.cost_usd == Decimal("0.12")
    assert made.ledger.only.outcome is Outcome.FAILED


async def test_who_leaves_pays_for_what_was_begun() -> None:
    made = service(by_unit(Kind.IMAGE, "0.04"))
    made.provider.is_silent = True
    task = asyncio.create_task(made.pass_on(asked(Operation.GENERATIONS, units=1), LOCAL_KEY))
    await made.provider.asked.wait()

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert made.ledger.only.outcome is Outcome.CANCELLED
    assert made.ledger.only.cost_usd == Decimal("0.04")


async def test_another_kind_of_deployment_is_not_asked() -> None:
    made = service(by_unit(Kind.IMAGE, "0.04"))

    with pytest.raises(NoCapableDeployment, match="it serves image, not speech"):
        await made.pass_on(asked(Operation.SPEECH, units=1), LOCAL_KEY)

    assert made.ledger.only.outcome is Outcome.REFUSED
