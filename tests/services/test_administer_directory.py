"""Who sees and changes which entries of the directory, and is it written down?"""

import pytest

from router.adapters.storage.memory_admin_log import MemoryAdminLog
from router.adapters.storage.memory_directory import MemoryDirectory
from router.core.directory import Entry, EntryKind, Place
from router.core.errors import InvalidRequest
from router.core.key import Role, VirtualKey
from router.services.administer import Administer, NotThere
from router.services.administer_directory import AdministerDirectory, entry_told
from router.services.keep_directory import KeepDirectory
from tests.fakes import FixedClock

ADMIN = VirtualKey(id="key_admin", name="admin's", role=Role.ADMIN)
LEAD = VirtualKey(id="key_lead", name="lead's", role=Role.TEAM_LEAD, team="search")
SEARCH, ADS = Place(EntryKind.TEAM, "search"), Place(EntryKind.TEAM, "ads")
ATLAS = Place(EntryKind.PROJECT, "atlas")


class Desk:
    def __init__(self) -> None:
        self.log, clock = MemoryAdminLog(), FixedClock()
        self.directory = AdministerDirectory(
            keep=KeepDirectory(store=MemoryDirectory(), clock=clock),
            administer=Administer(log=self.log, clock=clock),
        )

    async def put(self, place: Place, *, parent: Place | None = None) -> bool:
        entry = Entry(kind=place.kind, id=place.id, parent=parent)
        return (await self.directory.put(ADMIN, entry))[1]


@pytest.fixture
async def desk() -> Desk:
    made = Desk()
    for place, parent in ((SEARCH, None), (ADS, None), (ATLAS, SEARCH)):
        assert await made.put(place, parent=parent)
    return made


async def test_a_change_is_kept_with_before_and_after(desk: Desk) -> None:
    before = await desk.directory.get(ADMIN, ATLAS)
    assert not await desk.put(ATLAS, parent=ADS)
    after = await desk.directory.get(ADMIN, ATLAS)
    begun, done = (await desk.log.after(6, most=9))[:2]
    assert begun.said == {"asked": entry_told(after), "before": entry_told(before)}
    assert (begun.kind, begun.subject, done.stage) == ("directory.put", "project:atlas", "done")


async def test_an_entry_may_be_archived_and_taken_back(desk: Desk) -> None:
    entry = await desk.directory.get(ADMIN, ATLAS)
    first, _ = await desk.directory.put(ADMIN, entry, is_archived=True)
    again, _ = await desk.directory.put(ADMIN, entry, is_archived=True)
    assert first.archived_at is not None
    assert again.archived_at == first.archived_at
    back, _ = await desk.directory.put(ADMIN, entry)
    assert back.archived_at is None


async def test_what_others_belong_to_is_not_removed_and_the_log_says_so(desk: Desk) -> None:
    with pytest.raises(InvalidRequest, match="belong to it"):
        await desk.directory.remove(ADMIN, SEARCH)
    assert (await desk.log.latest(most=1))[0].stage == "refused"
    await desk.directory.remove(ADMIN, ATLAS)
    removed = (await desk.log.latest(most=1))[0]
    assert (removed.kind, removed.stage) == ("directory.remove", "done")
    assert removed.said["before"] == entry_told(
        Entry(kind=EntryKind.PROJECT, id="atlas", parent=SEARCH)
    )


async def test_a_lead_sees_the_own_team_and_what_belongs_to_it(desk: Desk) -> None:
    assert [entry.place for entry in await desk.directory.visible(LEAD)] == [SEARCH, ATLAS]
    assert [e.place for e in await desk.directory.visible(LEAD, EntryKind.PROJECT)] == [ATLAS]
    for place in (ADS, Place(EntryKind.TEAM, "none")):
        with pytest.raises(NotThere):
            await desk.directory.get(LEAD, place)


async def test_what_is_not_there_cannot_be_removed(desk: Desk) -> None:
    with pytest.raises(NotThere, match="There is no team 'none'"):
        await desk.directory.remove(ADMIN, Place(EntryKind.TEAM, "none"))
