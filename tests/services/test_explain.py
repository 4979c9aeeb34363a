"""Tests of `router.services.explain`."""

from dataclasses import replace

import pytest

from router.core.errors import DecisionNotFound, NotYours, PolicyDenied
from router.core.key import LOCAL_KEY, Role
from tests.factories import chat_request, key, policy, rulebook
from tests.fakes import Service

DENYING = rulebook(policy({"when": {"tokens": {"at_least": 1}}, "then": {"deny": "Closed."}}))


async def asked_once() -> tuple[Service, str]:
    """A service with two keys of one team and one of another; the first has asked."""
    service = Service()
    await service.keys.add(key(id="key_1", team="pay"), secret="tw-1")
    await service.keys.add(key(id="key_2", team="pay"), secret="tw-2")
    await service.keys.add(key(id="key_3", team="search"), secret="tw-3")
    await service.keys.add(key(id="key_4"), secret="tw-4")
    service.archive.remember(service.rulebooks.in_force)
    completed = await service.complete(chat_request(), await service.holder("tw-1"))
    return service, completed.journey.decision_id


async def test_asking_why_calls_nobody_and_books_nothing() -> None:
    service = Service()

    explanation = await service.explain.would(chat_request(), LOCAL_KEY)

    assert explanation.decision is not None
    assert explanation.decision.deployment.name == "middle"
    assert explanation.contributions == {"priority": {"length": 0.25}}
    assert (service.provider.calls, service.ledger.booked) == ([], [])


async def test_a_refusal_is_explained_rather_than_raised() -> None:
    service = Service()
    service.rulebooks.in_force = DENYING

    explanation = await service.explain.would(chat_request(), LOCAL_KEY)

    assert explanation.decision is None
    assert explanation.refusal == "Closed. (rule 'r0': because)"


async def test_what_would_be_decided_is_what_is_decided() -> None:
    service = Service()

    explanation = await service.explain.would(chat_request(), LOCAL_KEY)
    completed = await service.complete(chat_request(), LOCAL_KEY)

    assert explanation.decision == completed.journey.decision


async def test_a_past_decision_comes_with_its_entries_and_its_reasoning() -> None:
    service, decision_id = await asked_once()

    recalled = await service.explain.did(decision_id, await service.holder("tw-1"))

    assert recalled.record.deployment == "middle"
    assert list(recalled.entries) == service.ledger.booked
    assert recalled.explanation is not None
    assert recalled.explanation.decision is not None
    assert recalled.explanation.decision.deployment.name == "middle"


async def test_a_past_decision_is_explained_by_the_rulebook_of_its_time() -> None:
    service, decision_id = await asked_once()

    service.rulebooks.in_force = replace(DENYING, policy_version="pol-2")

    recalled = await service.explain.did(decision_id, await service.holder("tw-1"))
    assert recalled.explanation is not None
    assert (recalled.explanation.refusal, recalled.explanation.policy_version) == (None, "pol-1")


async def test_where_that_rulebook_is_lost_the_record_remains() -> None:
    service = Service()
    completed = await service.complete(chat_request(), LOCAL_KEY)

    recalled = await service.explain.did(completed.journey.decision_id, LOCAL_KEY)

    assert recalled.explanation is None
    assert recalled.record.rule_id == "default"


@pytest.mark.parametrize(
    ("secret", "role"),
    [
        ("tw-1", Role.MEMBER),
        ("tw-2", Role.TEAM_LEAD),
        ("tw-3", Role.AUDITOR),
        ("tw-4", Role.ADMIN),
        (None, Role.MEMBER),
    ],
    ids=["own", "lead of the team", "auditor", "admin", "local"],
)
async def test_a_decision_is_shown_to_those_whose_role_reaches_it(
    secret: str | None, role: Role
) -> None:
    service, decision_id = await asked_once()
    holder = await service.holder(secret)
    if secret is not None:
        holder = replace(holder, role=role)

    recalled = await service.explain.did(decision_id, holder)

    assert recalled.record.id == decision_id


@pytest.mark.parametrize(
    "secret", ["tw-2", "tw-3", "tw-4"], ids=["same team", "other team", "no team"]
)
async def test_a_decision_is_not_shown_to_other_members(secret: str) -> None:
    service, decision_id = await asked_once()

    with pytest.raises(NotYours, match="is not of this key or its user"):
        await service.explain.did(decision_id, await service.holder(secret))


async def test_keys_without_a_team_do_not_see_each_other() -> None:
    service = Service()
    await service.keys.add(key(id="key_1"), secret="tw-1")
    await service.keys.add(key(id="key_2"), secret="tw-2")
    completed = await service.complete(chat_request(), await service.holder("tw-1"))

    with pytest.raises(NotYours):
        await service.explain.did(completed.journey.decision_id, await service.holder("tw-2"))


async def test_a_refused_request_can_be_recalled_too() -> None:
    service = Service()
    service.rulebooks.in_force = DENYING
    service.archive.remember(DENYING)
    with pytest.raises(PolicyDenied) as refused:
        await service.complete(chat_request(), LOCAL_KEY)

    recalled = await service.explain.did(refused.value.headers["x-tierwise-decision-id"], LOCAL_KEY)

    assert recalled.explanation is not None
    assert recalled.explanation.refusal == refused.value.message == recalled.record.reason


async def test_an_unknown_decision_is_said_to_be_unknown() -> None:
    with pytest.raises(DecisionNotFound, match="'dec_x' is recorded"):
        await Service().explain.did("dec_x", LOCAL_KEY)
