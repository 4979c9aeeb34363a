"""Tests of `router.services.ask_approval`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.approvals.approval import ApprovalState, Reach
from router.core.errors import ApprovalConflict, InvalidRequest, PolicyDenied
from router.core.key import VirtualKey
from router.services.administer import NotThere
from router.services.ask_approval import Wanted
from tests.approving import ADA, HOUR, LEAD, RULE, Desk, demanding, person
from tests.factories import NOON, policy, rulebook

ONE = Wanted(id="dec_1", reason=" a study ", usd=Decimal(50), hours=8, requests=9)


async def test_what_is_asked_for_waits_is_written_down_and_told_of() -> None:
    desk = Desk()
    await desk.refuse()

    asked = await desk.approving.ask(ADA, ONE)

    found = await desk.stores.approvals.get("apr_1")
    assert not asked.is_repeated
    assert found == asked.result
    assert (found.rule_id, found.decision_id, found.asked_user) == (RULE, "dec_1", "ada")
    assert (found.wanted_usd, found.wanted_hours, found.wanted_requests) == (Decimal(50), 8, 9)
    assert (found.reason, found.expires_at) == ("a study", NOON + 72 * HOUR)
    assert found.estimate_usd is not None
    assert found.estimate_usd > 0
    assert await desk.acts() == [("approval.ask", "begun"), ("approval.ask", "done")]
    assert desk.notices.told == ["approval.asked"]


async def test_asking_again_while_it_waits_gives_the_same_and_tells_nobody() -> None:
    desk = Desk()
    await desk.refuse()
    first = await desk.approving.ask(ADA, ONE)

    by_approval = await desk.approving.ask(ADA, replace(ONE, id="apr_1", usd=Decimal(3)))
    await desk.refuse("dec_2")
    by_another = await desk.approving.ask(ADA, replace(ONE, id="dec_2"))

    assert by_approval.is_repeated
    assert by_another.is_repeated
    assert first.result == by_approval.result == by_another.result
    assert desk.notices.told == ["approval.asked"]


async def test_after_the_end_the_same_can_be_asked_for_anew() -> None:
    desk = Desk()
    await desk.ask()
    await desk.approving.ask.withdraw(ADA, "apr_1")

    again = await desk.approving.ask(ADA, replace(ONE, id="apr_1"))
    await desk.approving.ask.withdraw(ADA, "apr_1-2")
    third = await desk.approving.ask(ADA, replace(ONE, id="apr_1-2"))

    assert (again.result.id, again.result.follows) == ("apr_1-2", "apr_1")
    assert (third.result.id, third.result.follows) == ("apr_1-3", "apr_1-2")


async def test_requests_that_are_still_to_come_are_asked_for_by_rule() -> None:
    desk = Desk()
    planned = replace(ONE, id=None, rule_id=RULE)

    asked = (await desk.approving.ask(ADA, planned)).result
    await desk.approving.ask.withdraw(ADA, asked.id)
    again = (await desk.approving.ask(ADA, replace(ONE, id=asked.id))).result

    assert (asked.decision_id, asked.caller.key_id, asked.estimate_usd) == ("", ADA.id, None)
    assert again.rule_id == RULE
    with pytest.raises(NotThere, match=f"one of these as 'rule': {RULE}"):
        await desk.approving.ask(ADA, replace(planned, rule_id="other"))


async def test_one_asks_for_what_one_may_see_and_no_id_tells_anything() -> None:
    desk = Desk()
    await desk.refuse()

    with pytest.raises(NotThere):
        await desk.approving.ask(person("eve", team="pay"), ONE)
    with pytest.raises(NotThere):
        await desk.approving.ask(ADA, replace(ONE, id="dec_9"))
    by_lead = await desk.approving.ask(LEAD, ONE)

    assert (by_lead.result.caller.user, by_lead.result.asked_user) == ("ada", "lead")


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        (replace(ONE, reason="  "), "reason"),
        (replace(ONE, reason="m" * 1_001), "reason"),
        (replace(ONE, usd=Decimal(0)), "usd"),
        (replace(ONE, usd=Decimal("1e-10")), "usd"),
        (replace(ONE, usd=Decimal("NaN")), "usd"),
        (replace(ONE, usd=Decimal("500.01")), "usd"),
        (replace(ONE, hours=0), "hours"),
        (replace(ONE, hours=49), "hours"),
        (replace(ONE, requests=0), "requests"),
        (replace(ONE, reach=Reach.PROJECT), "reach"),
    ],
)
async def test_what_policy_does_not_permit_is_not_asked_for(wrong: Wanted, param: str) -> None:
    desk = Desk(rulebook=demanding(most_usd=500, most_hours=48))
    await desk.refuse()

    with pytest.raises(InvalidRequest) as caught:
        await desk.approving.ask(ADA, wrong)

    assert caught.value.param == param
    assert await desk.stores.approvals.latest(most=1) == []


async def test_where_nothing_demands_approval_or_it_would_not_help_one_is_told() -> None:
    desk = Desk()
    await desk.refuse()

    desk.rulebook = rulebook()
    with pytest.raises(InvalidRequest, match="Nothing demands approval"):
        await desk.approving.ask(ADA, ONE)
    denies: dict[str, object] = {
        "id": "no",
        "reason": "No.",
        "when": {"team": "search"},
        "then": {"deny": "No."},
    }
    desk.rulebook = rulebook(policy(denies))
    with pytest.raises(PolicyDenied):
        await desk.approving.ask(ADA, ONE)


async def test_one_takes_back_what_one_asked_for_and_nothing_else() -> None:
    desk = Desk()
    await desk.ask()

    with pytest.raises(NotThere):
        await desk.approving.ask.withdraw(LEAD, "apr_1")
    with pytest.raises(NotThere):
        await desk.approving.ask.withdraw(ADA, "apr_9")
    second_key = VirtualKey(id="key_ada2", name="second", user="ada")
    ended = await desk.approving.ask.withdraw(second_key, "apr_1")

    assert ended.state is ApprovalState.WITHDRAWN
    with pytest.raises(ApprovalConflict):
        await desk.approving.ask.withdraw(ADA, "apr_1")
