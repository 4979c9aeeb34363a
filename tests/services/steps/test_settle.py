"""Tests of `router.services.steps.settle`."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from router.core.conversation import Conversation
from router.core.deployment import Deployment, Kind
from router.core.errors import (
    LedgerUnavailable,
    PolicyDenied,
    RouterError,
    UpstreamFailed,
    UpstreamGarbled,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimedOut,
    UpstreamUnreachable,
)
from router.core.facts import Facts
from router.core.ledger import Outcome
from router.core.money import ZERO_USD
from router.core.price import cost_of
from router.core.tier import Tier
from router.core.usage import Usage, UsageUnit
from router.services.journey import Journey
from router.services.remember_conversations import RememberConversations
from tests.factories import NOON, catalog, deployment, facts, journey, price, rulebook, shape
from tests.fakes import Service
from tests.strategies import usages

USED = Usage(input_tokens=1_000, output_tokens=100)
WITH_FEE = rulebook(of=catalog(deployment(tier=Tier.STANDARD, prices=(price(request_usd="1"),))))


async def test_an_entry_says_all_that_explains_the_bill() -> None:
    service = Service()
    under_way = journey()
    service.clock.advance(1.5)

    cost_usd = await service.steps.settle(under_way, USED)

    entry = service.ledger.only
    assert (entry.usage, entry.cost_usd, cost_usd) == (USED, Decimal("0.0014"), entry.cost_usd)
    assert (entry.outcome, entry.error_code) == (Outcome.COMPLETED, None)
    assert (entry.deployment, entry.provider, entry.model) == ("middle", "openai", "middle-model")
    assert (entry.tier, entry.price_version) == (Tier.STANDARD, "test")
    assert (entry.policy_version, entry.classifier_version) == ("pol-1", "clf-1")
    assert (entry.decision_id, entry.at) == ("dec_1", under_way.facts.at)
    assert (entry.caller, entry.duration_ms) == (under_way.facts.caller, 1_500)


@given(usages())
async def test_the_cost_is_that_of_the_usage_at_the_deployments_price(used: Usage) -> None:
    service = Service()
    under_way = journey()

    cost_usd = await service.steps.settle(under_way, used)

    target = under_way.deployment
    assert cost_usd == cost_of(used, target.prices.at(under_way.facts.at.date()))
    assert service.ledger.only.cost_usd == cost_usd


async def test_the_decision_is_kept_beside_the_entry() -> None:
    service = Service()
    under_way = journey()

    await service.steps.settle(under_way, USED)

    assert await service.ledger.decision("dec_1") == under_way.record()


@pytest.mark.parametrize(
    "error",
    [
        UpstreamFailed("500"),
        UpstreamUnreachable("refused"),
        UpstreamRateLimited("slow down"),
        UpstreamRejected("bad", upstream_status=400, upstream_body=b"{}"),
    ],
)
async def test_a_refusal_by_the_provider_costs_nothing_not_even_the_fee(
    error: RouterError,
) -> None:
    service = Service()

    await service.steps.settle.failure(journey(with_rulebook=WITH_FEE), error, prompt="a b c")

    entry = service.ledger.only
    assert (entry.outcome, entry.cost_usd) == (Outcome.FAILED, ZERO_USD)
    assert (entry.usage, entry.error_code) == (Usage(), error.code)


async def test_a_time_out_costs_what_the_provider_has_read() -> None:
    service = Service()

    await service.steps.settle.failure(journey(), UpstreamTimedOut("silent"), prompt="a b c")

    entry = service.ledger.only
    assert entry.usage == Usage(input_tokens=3, is_estimated=True)
    assert entry.cost_usd > 0


async def test_before_an_answer_began_it_costs_as_the_service_that_was_asked_for() -> None:
    service = Service()
    under_way = replace(journey(), service_tier="priority")
    later = replace(under_way, decision_id="dec_2")

    await service.steps.settle.failure(under_way, UpstreamTimedOut("silent"), prompt="a b c")
    await service.steps.settle.abandoned(later, prompt="a b c")

    (timed_out,), (left,) = [await service.ledger.entries(one) for one in ("dec_1", "dec_2")]
    assert timed_out.usage == left.usage
    assert timed_out.usage.service_tier == "priority"


async def test_an_unreadable_answer_costs_what_came() -> None:
    service = Service()
    garbled = UpstreamGarbled("what?", received=b"<html> \xff oops")

    await service.steps.settle.failure(journey(), garbled, prompt="a b c")

    entry = service.ledger.only
    assert (entry.usage.input_tokens, entry.usage.output_tokens) == (3, 3)
    assert entry.usage.is_estimated


async def test_a_failure_names_its_decision_to_the_caller() -> None:
    error = UpstreamFailed("500")

    await Service().steps.settle.failure(journey(), error, prompt="")

    assert error.headers == {"x-tierwise-decision-id": "dec_1"}


async def test_a_completed_request_costs_the_fee_even_without_tokens() -> None:
    service = Service()

    assert await service.steps.settle(journey(with_rulebook=WITH_FEE), Usage()) == 1


async def test_what_cannot_be_booked_is_not_settled() -> None:
    service = Service()
    service.ledger.is_broken = True

    with pytest.raises(LedgerUnavailable):
        await service.steps.settle(journey(), USED)


async def test_a_call_that_cannot_be_booked_is_owed_and_keeps_its_hold() -> None:
    service = Service()
    made = replace(journey(), entry_id="led_1")
    service.reservations.begin("led_1")
    service.ledger.is_broken = True

    with pytest.raises(LedgerUnavailable):
        await service.steps.settle(made, USED)

    ((entry, _),) = service.reservations.owed()
    assert (entry.id, entry.usage) == ("led_1", USED)
    assert "led_1" in service.reservations


class ListeningHealth:
    """Remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, RouterError | None]] = []

    def failing(self) -> tuple[str, ...]:
        return ()

    def hear(self, deployment: Deployment, error: RouterError | None) -> None:
        self.heard.append((deployment.name, error))

    def rest(self, deployment: Deployment, seconds: float) -> None:
        raise AssertionError("settling tells nobody to rest")

    def answered(self, deployment: Deployment, *, after_s: float) -> None:
        raise AssertionError("settling knows nothing of first bytes")

    def latencies_ms(self) -> tuple[tuple[str, int], ...]:
        return ()


async def test_health_hears_how_calls_end_and_nothing_of_callers_that_leave() -> None:
    service, health, error = Service(), ListeningHealth(), UpstreamTimedOut("silent")
    settle = replace(service.steps.settle, health=health)

    await settle(journey(), USED)
    await settle.failure(replace(journey(), decision_id="dec_2"), error, prompt="a b c")
    await settle.abandoned(replace(journey(), decision_id="dec_3"), prompt="a b c")
    refused = replace(journey(), decision_id="dec_4", decision=None)
    await settle(refused, Usage(), outcome=Outcome.REFUSED, error=PolicyDenied("no"))

    assert health.heard == [("middle", None), ("middle", error)]


async def test_health_hears_of_a_call_even_if_it_cannot_be_booked() -> None:
    service, health = Service(), ListeningHealth()
    service.ledger.is_broken = True

    with pytest.raises(LedgerUnavailable):
        await replace(service.steps.settle, health=health)(journey(), USED)

    assert health.heard == [("middle", None)]


def in_thread(thread: str | None) -> Facts:
    return facts(asked=replace(shape(), thread=thread))


async def test_a_completed_answer_is_remembered_with_what_it_left_warm() -> None:
    service, conversations = Service(), RememberConversations()
    service.clock.advance(2)
    settle = replace(service.steps.settle, conversations=conversations)
    used = Usage(input_tokens=1_000, output_tokens=100, reasoning_tokens=40)

    await settle(journey(on=in_thread("t")), used)

    assert conversations.recall("t") == Conversation(
        deployment="middle", warm_tokens=1_060, at=NOON + timedelta(seconds=2)
    )


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.CANCELLED])
async def test_what_was_not_completed_is_not_remembered(outcome: Outcome) -> None:
    service, conversations = Service(), RememberConversations()
    settle = replace(service.steps.settle, conversations=conversations)

    await settle(journey(on=in_thread("t")), USED, outcome=outcome)

    assert conversations.recall("t") is None


async def test_what_could_not_be_booked_is_not_remembered() -> None:
    service, conversations = Service(), RememberConversations()
    service.ledger.is_broken = True
    settle = replace(service.steps.settle, conversations=conversations)

    with pytest.raises(LedgerUnavailable):
        await settle(journey(on=in_thread("t")), USED)

    assert conversations.recall("t") is None


async def test_a_request_of_no_conversation_is_settled_all_the_same() -> None:
    service = Service()
    settle = replace(service.steps.settle, conversations=RememberConversations())

    assert await settle(journey(on=in_thread(None)), USED) > 0


def picturing(units: int = 2) -> Journey:
    """A request for pictures, of which each costs 0.04 USD."""
    at = replace(price(input_usd="0", output_usd="0"), unit_usd=Decimal("0.04"))
    book = rulebook(of=catalog(deployment(kind=Kind.IMAGE, tier=Tier.STANDARD, prices=(at,))))
    return journey(on=facts(asked=replace(shape(kind=Kind.IMAGE), units=units)), with_rulebook=book)


async def test_pictures_are_booked_by_the_piece() -> None:
    service = Service()
    used = Usage(units=2, unit=UsageUnit.IMAGES)

    cost_usd = await service.steps.settle(picturing(), used)

    assert (cost_usd, service.ledger.only.usage) == (Decimal("0.08"), used)


async def test_pictures_that_were_made_before_it_failed_are_paid_for() -> None:
    service = Service()
    used = Usage(units=1, unit=UsageUnit.IMAGES)

    cost_usd = await service.steps.settle(picturing(), used, outcome=Outcome.FAILED)

    assert cost_usd == Decimal("0.04")


def test_a_lost_call_books_the_most_units_that_it_may_have_used() -> None:
    under_way = picturing(3)
    assert under_way.decision is not None

    lost = Service().steps.settle.lost(
        under_way, under_way.decision, entry_id="led_1", most_usd=Decimal("0.12")
    )

    assert (lost.usage.units, lost.usage.unit) == (3, UsageUnit.IMAGES)
    assert (lost.cost_usd, lost.usage.is_estimated) == (Decimal("0.12"), True)
