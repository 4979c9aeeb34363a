"""Tests of `router.services.show_grants`."""

from router.core.hold import AccountState, Unit
from router.services.show_grants import GrantStanding, ShowGrants
from tests.approving import ADA, HOUR, Desk, called_by, grant
from tests.factories import NOON, decision_record, ledger_entry

NANO = 10**9


async def booked(desk: Desk, *, cost_usd: str, id: str) -> None:
    caller = called_by(ADA)
    tagged = type(caller)(key_id=caller.key_id, team=caller.team, tags=("grant:grt_1",))
    entry = ledger_entry(id=id, cost_usd=cost_usd, who=tagged)
    await desk.stores.ledger.append(entry, decision_record())


async def test_what_was_booked_with_its_tag_is_spent() -> None:
    desk = Desk()
    await booked(desk, cost_usd="2.5", id="led_1")
    await booked(desk, cost_usd="1", id="led_2")
    show = ShowGrants(accounts=desk.stores.accounts, clock=desk.clock)

    plain, counted = await show([grant("grt_2"), grant(requests=5)])

    assert (plain.usd.spent, plain.requests) == (0, None)
    assert (counted.usd.spent, counted.usd.room) == (3_500_000_000, 6_500_000_000)
    assert counted.requests is not None
    assert (counted.requests.spent, counted.requests.room) == (2, 3)
    assert counted.is_open
    desk.clock.at = NOON + 24 * HOUR
    assert not (await show([grant()]))[0].is_open
    assert await show([]) == []


def standing(*, spent: int, held: int = 0, requests: int | None = None) -> GrantStanding:
    return GrantStanding(
        grant=grant(),
        usd=AccountState(account="a", unit=Unit.USD, limit=100, spent=spent, held=held),
        requests=None
        if requests is None
        else AccountState(account="b", unit=Unit.REQUESTS, limit=3, spent=requests, held=0),
        is_open=True,
    )


def test_it_is_used_up_once_a_hundredth_is_left_or_no_request() -> None:
    assert standing(spent=99).is_used_up
    assert not standing(spent=98).is_used_up
    assert not standing(spent=10, held=90).is_used_up
    assert standing(spent=0, requests=3).is_used_up
    assert not standing(spent=0, requests=2).is_used_up
