"""Tests of `router.services.administer_findings`."""

import pytest

from router.adapters.storage.memory_admin_log import MemoryAdminLog
from router.adapters.storage.memory_findings import MemoryFindings
from router.core.errors import InvalidRequest
from router.core.key import Role, VirtualKey
from router.ports.findings import WantedFindings
from router.services.administer import Administer, NotThere
from router.services.administer_findings import AdministerFindings
from tests.contracts.test_findings import finding
from tests.fakes import FixedClock

ADMIN = VirtualKey(id="key_a", name="ada's", prefix="tw-a", role=Role.ADMIN, user="ada")
LEAD = VirtualKey(id="key_l", name="l", prefix="tw-l", role=Role.TEAM_LEAD, team="search")
MEMBER = VirtualKey(id="key_m", name="m", prefix="tw-m", role=Role.MEMBER, team="search")


@pytest.fixture
def store() -> MemoryFindings:
    return MemoryFindings()


@pytest.fixture
def log() -> MemoryAdminLog:
    return MemoryAdminLog()


@pytest.fixture
async def desk(store: MemoryFindings, log: MemoryAdminLog) -> AdministerFindings:
    clock = FixedClock()
    await store.add(finding("fnd_ours"))
    await store.add(finding("fnd_theirs", kind="loop", team="pay"))
    return AdministerFindings(
        findings=store, factors=store, administer=Administer(log=log, clock=clock), clock=clock
    )


async def ids(desk: AdministerFindings, by: VirtualKey, **wanted: str) -> list[str]:
    found = await desk.visible(by, WantedFindings(**wanted), most=9)  # type: ignore[arg-type]
    return sorted(one.id for one in found)


async def test_administrators_see_all_leads_their_teams_and_others_none(
    desk: AdministerFindings,
) -> None:
    assert await ids(desk, ADMIN) == ["fnd_ours", "fnd_theirs"]
    assert await ids(desk, LEAD) == ["fnd_ours"]
    assert await ids(desk, LEAD, team="pay") == []
    assert await ids(desk, MEMBER) == []


async def test_what_is_out_of_reach_is_not_there(desk: AdministerFindings) -> None:
    with pytest.raises(NotThere):
        await desk.get(LEAD, "fnd_theirs")
    for by in (LEAD, MEMBER):
        with pytest.raises(NotThere):
            await desk.release(by, "fnd_theirs")
    with pytest.raises(NotThere):
        await desk.confirm(MEMBER, "fnd_ours")


async def test_a_release_ends_it_now_and_is_written_down(
    desk: AdministerFindings, log: MemoryAdminLog
) -> None:
    judged = await desk.release(LEAD, "fnd_ours", why="It is the nightly batch.")

    assert (judged.finding.lifted_by, judged.factor) == ("l", None)
    assert not judged.finding.is_open(FixedClock().now())
    end, begin = await log.latest(most=9)
    assert (begin.kind, begin.stage, end.stage) == ("finding.release", "begun", "done")
    assert begin.said["why"] == "It is the nightly batch."
    assert (begin.actor, begin.subject) == ("key_l", "fnd_ours")


async def test_a_false_alarm_raises_the_threshold_of_that_kind_and_subject_once(
    desk: AdministerFindings, store: MemoryFindings
) -> None:
    judged = await desk.release(ADMIN, "fnd_ours", is_false=True)
    assert judged.factor == 1.5

    with pytest.raises(InvalidRequest, match="was said before"):
        await desk.release(ADMIN, "fnd_ours", is_false=True)

    assert list((await store.factors()).values()) == [1.5]


async def test_what_is_over_can_still_be_called_a_false_alarm_and_not_be_released(
    desk: AdministerFindings,
) -> None:
    await desk.release(ADMIN, "fnd_ours")

    with pytest.raises(InvalidRequest, match="over already"):
        await desk.release(ADMIN, "fnd_ours")
    assert (await desk.release(ADMIN, "fnd_ours", is_false=True)).factor == 1.5


async def test_a_true_finding_stays_and_lowers_what_was_raised(
    desk: AdministerFindings, store: MemoryFindings
) -> None:
    await desk.release(ADMIN, "fnd_ours", is_false=True)
    await store.add(finding("fnd_next", minutes=60))

    judged = await desk.confirm(ADMIN, "fnd_next")

    assert judged.factor == 1.35
    assert judged.finding.lifted_at is None
