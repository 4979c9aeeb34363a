"""Tests of `router.services.point_to_approval`."""

from dataclasses import replace

import pytest

from router.core.errors import ApprovalRequired, PolicyDenied
from router.core.facts import Facts, OpenGrant
from router.core.routing import Rulebook, decide
from router.services.journey import Journey
from tests.approving import RULE, Desk, demanding, refused


def journey(on: Facts | None = None, *, under: Rulebook | None = None) -> Journey:
    return Journey(
        decision_id="dec_7",
        facts=on or refused(),
        rulebook=under or demanding(),
        started_s=0.0,
    )


def refusal_of(one: Journey) -> ApprovalRequired:
    with pytest.raises(ApprovalRequired) as caught:
        decide(one.facts, one.rulebook)
    return caught.value


async def test_it_says_under_which_id_to_ask_where_and_what_it_will_cost() -> None:
    desk, one = Desk(), journey(under=demanding(link="https://acme.example/{approval}"))
    refusal = refusal_of(one)

    desk.approving.point(one, refusal)

    estimate = refusal.details.pop("estimate_usd")
    assert float(estimate) > 0
    assert refusal.details == {
        "rule": RULE,
        "approval": "apr_7",
        "link": "https://acme.example/apr_7",
    }
    assert "Ask your team's lead." in refusal.message
    assert "POST /v1/approvals" in refusal.message


async def test_what_was_asked_already_is_named_with_whom_it_waits_for() -> None:
    desk = Desk()
    await desk.ask()
    await desk.approving.follow.refresh()
    desk.clock.advance(12 * 60)
    one = journey()
    refusal = refusal_of(one)

    desk.approving.point(one, refusal)

    assert refusal.details["approval"] == "apr_1"
    assert refusal.details["approval_state"] == "pending"
    assert (
        "apr_1 was asked for 12 min ago and waits for team_lead, finance or admin."
        in refusal.message
    )


async def test_other_refusals_stay_as_they_are() -> None:
    refusal = PolicyDenied("No.")

    Desk().approving.point(journey(), refusal)

    assert (refusal.message, refusal.details) == ("No.", {})


async def test_a_grant_that_did_not_suffice_stands_behind_others_the_next_time() -> None:
    desk = Desk()
    pair = (OpenGrant(id="grt_a", rules=(RULE,)), OpenGrant(id="grt_b", rules=(RULE,)))
    facts = replace(refused(), grants=pair)
    one = journey(facts)
    drawing = replace(one, decision=decide(facts, one.rulebook))
    refusal = ApprovalRequired("Too little.", details={"grant": "grt_a", "rule": RULE})

    desk.approving.point(drawing, refusal)

    assert refusal.message == "Too little. Another grant comes first now: ask again."
    assert "approval" not in refusal.details

    alone = replace(drawing, facts=replace(facts, grants=pair[:1]))
    desk.approving.point(alone, refusal)
    assert refusal.details["approval"] == "apr_7"
    assert refusal.details["estimate_usd"] != "0"


async def test_however_many_are_refused_nothing_is_written() -> None:
    desk, one = Desk(), journey()

    for _ in range(50):
        desk.approving.point(one, refusal_of(one))

    assert await desk.stores.approvals.latest(most=9) == []
    assert await desk.acts() == []
    assert desk.notices.told == []
