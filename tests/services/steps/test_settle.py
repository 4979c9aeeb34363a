"""Tests of `router.services.steps.settle`."""

from decimal import Decimal

import pytest
from hypothesis import given

from router.core.errors import (
    LedgerUnavailable,
    RouterError,
    UpstreamFailed,
    UpstreamGarbled,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimedOut,
    UpstreamUnreachable,
)
from router.core.ledger import Outcome
from router.core.money import ZERO_USD
from router.core.price import cost_of
from router.core.tier import Tier
from router.core.usage import Usage
from tests.factories import catalog, deployment, journey, price, rulebook
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
