"""Tests of `router.services.steps.decide`."""

from collections import defaultdict
from dataclasses import replace

import pytest

from router.core.errors import LedgerUnavailable, ModelNotFound, PolicyDenied, RouterError
from router.core.ledger import Outcome
from router.core.money import ZERO_USD
from router.core.rollout.canary import CanaryPlan
from router.core.sighting import Origin
from router.core.tier import Tier
from router.services.journey import Journey
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


async def test_a_canary_decides_on_whole_conversations_and_the_record_names_it() -> None:
    service = Service()
    service.rulebooks.canary = replace(
        rulebook(policy(default=Tier.PREMIUM)), policy_version="pol-2"
    )
    service.rulebooks.plan = CanaryPlan(share=0.5)
    seen: dict[str, set[tuple[str, str]]] = defaultdict(set)

    for turn in range(200):
        known = replace(facts(), lot=f"lot_{turn % 50}")
        journey = await service.steps.decide(known, started_s=0.0)
        seen[known.lot].add((journey.record().policy_version, journey.deployment.name))

    assert {len(of_one) for of_one in seen.values()} == {1}
    assert set.union(*seen.values()) == {("pol-1", "middle"), ("pol-2", "large")}


async def test_those_who_watch_are_told_of_each_decision_and_each_refusal() -> None:
    service, origin = Service(), Origin(client="curl")
    journey = await service.steps.decide(facts(), started_s=0.0, origin=origin)
    service.rulebooks.in_force = rulebook(DENYING)
    with pytest.raises(PolicyDenied):
        await service.steps.decide(facts(), started_s=0.0)

    served, refused = service.watch.arrivals
    assert (served.decision_id, served.origin, served.tier) == (
        journey.decision_id,
        origin,
        Tier.STANDARD,
    )
    assert refused.tier is None


async def test_a_refusal_says_where_to_go_on() -> None:
    def point(journey: Journey, refusal: RouterError) -> None:
        refusal.details["approval"] = journey.decision_id

    service = Service(pointers=(point,))
    service.rulebooks.in_force = rulebook(DENYING)

    with pytest.raises(PolicyDenied) as refused:
        await service.steps.decide(facts(), started_s=0.0)

    assert refused.value.details == {"approval": service.ledger.only.decision_id}
