"""Tests of `router.services.compare_shadow`."""

from datetime import timedelta
from pathlib import Path

import pytest

from router.core.key import LOCAL_KEY
from router.core.tier import Tier
from router.services.compare_shadow import CompareShadow
from router.services.name_policy import NamePolicy
from router.services.name_rulebook import NameRulebook
from router.services.plan_policy import PlanPolicy
from router.services.roll_out import RollOut, Version
from tests.factories import catalog, chat_request, policy
from tests.fakes import Service

SHADOW = Version("acme@2", policy({"when": {"team": "unassigned"}, "then": {"tier": "premium"}}))


class Shadowed:
    """A service with a journal, and what compares its shadow."""

    def __init__(self) -> None:
        self.service = Service()
        self.stores = self.service.stores
        self.write = RollOut(policies=self.stores.policies, clock=self.service.clock, author="ada")
        self.compare = CompareShadow(
            policies=self.stores.policies,
            rulebooks=NameRulebook(
                history=self.stores.history,
                past=self.stores.past,
                name_policy=NamePolicy(
                    policies=self.stores.policies,
                    policy_file=Path("policy.yaml"),
                    load=lambda _: (policy(), "pol-1"),
                ),
                load_catalog=lambda path, known: catalog(),
            ),
            plan=PlanPolicy(history=self.stores.history),
            clock=self.service.clock,
        )

    async def ask(self, times: int) -> None:
        self.stores.archive.remember(self.service.rulebooks.current())
        for _ in range(times):
            self.service.clock.advance(1)
            await self.service.complete(chat_request(), LOCAL_KEY)


@pytest.fixture
def shadowed() -> Shadowed:
    return Shadowed()


async def test_without_a_shadow_there_is_nothing_to_compare(shadowed: Shadowed) -> None:
    await shadowed.ask(1)

    assert shadowed.compare() is None


async def test_before_the_first_decision_there_is_nothing_to_compare(shadowed: Shadowed) -> None:
    await shadowed.ask(1)
    shadowed.service.clock.advance(1)
    shadowed.write.shadow(SHADOW, message="look")

    assert shadowed.compare() is None


async def test_decisions_since_the_shadow_began_are_decided_again_under_it(
    shadowed: Shadowed,
) -> None:
    await shadowed.ask(2)
    shadowed.service.clock.advance(1)
    shadowed.write.shadow(SHADOW, message="look")
    await shadowed.ask(3)

    plan = shadowed.compare()

    assert plan is not None
    assert (plan.whole.sums.requests, plan.whole.sums.changed) == (3, 3)
    assert plan.transitions == {("standard", "premium"): 3}
    assert plan.whole.sums.new_nanos > plan.whole.sums.old_nanos


async def test_it_is_compared_with_what_is_in_force(shadowed: Shadowed) -> None:
    applied = Version("acme@1", policy(default=Tier.ECONOMY))
    shadowed.write.apply(applied, message="m")
    shadowed.write.shadow(SHADOW, message="look")
    await shadowed.ask(1)

    plan = shadowed.compare()

    assert plan is not None
    assert (plan.old.policy_version, plan.new.policy_version) == ("acme@1", "acme@2")
    assert plan.since == shadowed.service.clock.now() - timedelta(seconds=1)
