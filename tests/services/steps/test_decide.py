"""Tests of `router.services.steps.decide`."""

from dataclasses import replace

import pytest

from router.core.errors import LedgerUnavailable, ModelNotFound, PolicyDenied
from router.core.ledger import Outcome
from router.core.money import ZERO_USD
from tests.factories import facts, policy, rulebook, shape
from tests.fakes import Service

DENYING = policy({"when": {"tokens": {"at_least": 1}}, "then": {"deny": "Closed."}})


async def test_a_journey_begins_with_the_decision_on_the_rulebook_in_force() -> None:
    service = Service()

    journey = await service.steps.decide(facts(), started_s=0.0)

    assert journey.deployment.name == "middle"
    assert journey.rulebook is service.rulebooks.in_force
    assert service.ledger.booked == []


async def test_a_rulebook_that_changes_does_not_change_a_journey_under_way() -> None:
    service = Service()
    journey = await service.steps.decide(facts(), started_s=0.0)

    service.rulebooks.in_force = replace(rulebook(), policy_version="pol-2")

    assert journey.record().policy_version == "pol-1"
    assert (await service.steps.decide(facts(), started_s=0.0)).record().policy_version == "pol-2"


async def test_a_refusal_is_booked_at_no_cost_and_names_its_decision() -> None:
    service = Service()
    service.rulebooks.in_force = rulebook(DENYING)

    with pytest.raises(PolicyDenied) as refused:
        await service.steps.decide(facts(), started_s=0.0)

    entry = service.ledger.only
    assert refused.value.headers == {"x-tierwise-decision-id": entry.decision_id}
    assert (entry.outcome, entry.cost_usd) == (Outcome.REFUSED, ZERO_USD)
    assert (entry.error_code, entry.deployment, entry.tier) == ("policy_denied", None, None)
    assert service.ledger.records[0].reason == "Closed. (rule 'r0': because)"


async def test_an_unknown_model_is_a_refusal_too() -> None:
    service = Service()

    with pytest.raises(ModelNotFound):
        await service.steps.decide(facts(asked=shape(requested_model="?")), started_s=0.0)

    assert service.ledger.only.error_code == "model_not_found"


async def test_a_refusal_that_cannot_be_booked_says_so() -> None:
    service = Service()
    service.rulebooks.in_force = rulebook(DENYING)
    service.ledger.is_broken = True

    with pytest.raises(LedgerUnavailable):
        await service.steps.decide(facts(), started_s=0.0)
