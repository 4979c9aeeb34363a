"""Tests of `router.core.estimate`."""

from dataclasses import replace

from router.core.estimate import estimate
from router.core.facts import OpenGrant
from router.core.routing import decide
from tests.factories import facts, policy, rulebook

ANYTHING = {"tokens": {"at_least": 0}}
ASKING = rulebook(policy({"when": ANYTHING, "then": {"require_approval": "Ask the founders."}}))


def test_what_needs_no_approval_is_estimated_as_it_is_decided() -> None:
    said = estimate(facts(), rulebook())

    assert said.decision == decide(facts(), rulebook())
    assert (said.demand, said.refusal) == (None, None)


def test_what_needs_approval_is_priced_all_the_same() -> None:
    said = estimate(facts(), ASKING)

    assert said.decision is not None
    assert said.decision.quote == decide(facts(), rulebook()).quote
    assert said.decision.grant_id is None
    assert said.demand is not None
    assert (said.demand.rule_id, said.demand.value.ask) == ("r0", "Ask the founders.")


def test_where_a_grant_covers_it_nothing_is_demanded() -> None:
    granted = replace(facts(), grants=(OpenGrant(id="grt_1", rules=("r0",)),))

    said = estimate(granted, ASKING)

    assert said.demand is None
    assert said.decision is not None
    assert said.decision.grant_id == "grt_1"


def test_a_grant_for_another_rule_does_not_cover_it() -> None:
    granted = replace(facts(), grants=(OpenGrant(id="grt_1", rules=("r1",)),))

    assert estimate(granted, ASKING).demand is not None


def test_a_refusal_is_told() -> None:
    said = estimate(facts(), rulebook(policy({"when": ANYTHING, "then": {"deny": "Closed."}})))

    assert said.decision is None
    assert said.refusal is not None
    assert said.refusal.code == "policy_denied"
