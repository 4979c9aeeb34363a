"""Tests of `router.services.sweep_approvals`."""

import asyncio
from dataclasses import replace

import pytest

from router.core.approvals.approval import ApprovalState
from router.core.errors import LedgerUnavailable
from tests.approving import ADA, HOUR, Desk, called_by, grant
from tests.factories import decision_record, ledger_entry


async def state(desk: Desk) -> ApprovalState:
    found = await desk.stores.approvals.get("apr_1")
    assert found is not None
    return found.state


async def test_what_waits_for_long_is_passed_on_once() -> None:
    desk = Desk()
    await desk.ask()

    await desk.approving.sweep.sweep()
    assert desk.notices.told == ["approval.asked"]

    desk.clock.at += 4 * HOUR
    await desk.approving.sweep.sweep()
    await desk.approving.sweep.sweep()

    found = await desk.stores.approvals.get("apr_1")
    assert found is not None
    assert found.level == 1
    assert desk.notices.told == ["approval.asked", "approval.escalated"]
    assert (await desk.acts())[-1] == ("approval.escalate", "done")


async def test_what_nobody_decided_in_time_expires_once_on_all_replicas_together() -> None:
    desk = Desk()
    await desk.ask()
    desk.clock.at += 72 * HOUR

    await asyncio.gather(*(desk.approving.sweep.sweep() for _ in range(3)))

    assert await state(desk) is ApprovalState.EXPIRED
    assert desk.notices.told == ["approval.asked", "approval.expired"]
    assert [act for act in await desk.acts() if act == ("approval.expire", "done")] == [
        ("approval.expire", "done")
    ]


async def test_a_grant_of_which_next_to_nothing_is_left_ends_and_is_told_of_once() -> None:
    desk = Desk()
    await desk.give(grant(usd="1"))
    await desk.give(grant("grt_2", usd="1", of="apr_2"))
    tagged = replace(called_by(ADA), tags=("grant:grt_1",))
    entry = ledger_entry(cost_usd="0.995", who=tagged)
    await desk.stores.ledger.append(entry, decision_record())

    await asyncio.gather(*(desk.approving.sweep.sweep() for _ in range(3)))
    await desk.approving.follow.refresh()

    assert [one.id for one in desk.approving.follow.open()] == ["grt_2"]
    assert desk.notices.told == ["grant.used_up"]
    ended = await desk.stores.grants.get("grt_1")
    assert ended is not None
    assert ended.used_up_at == desk.clock.at


async def test_where_the_store_is_away_the_next_round_tries_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk()
    await desk.ask()
    desk.clock.at += 72 * HOUR
    sweep = desk.approving.sweep

    async def broken(*_: object, **__: object) -> list[object]:
        raise LedgerUnavailable("The disk is gone.")

    class Away:
        ask = get = change = latest = staticmethod(broken)

    sweep.approvals = Away()  # type: ignore[assignment]
    await sweep.look()
    assert "Approvals are not swept. The disk is gone." in caplog.text

    sweep.approvals = desk.stores.approvals
    await sweep.look()
    assert await state(desk) is ApprovalState.EXPIRED
