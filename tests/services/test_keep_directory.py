"""Tests of `router.services.keep_directory`."""

from dataclasses import replace

import pytest

from router.adapters.storage.memory_directory import MemoryDirectory
from router.core.directory import Entry, EntryKind, Place
from router.core.errors import InvalidRequest
from router.services.keep_directory import KeepDirectory
from tests.contracts.fixed_clock import FixedClock

RESEARCH = Entry(kind=EntryKind.DEPARTMENT, id="research")
SALES = Entry(kind=EntryKind.DEPARTMENT, id="sales")
SEARCH = Entry(kind=EntryKind.TEAM, id="search", parent=RESEARCH.place)


@pytest.fixture
async def keep() -> KeepDirectory:
    keep = KeepDirectory(store=MemoryDirectory(), clock=FixedClock())
    await keep.put([SEARCH, RESEARCH, SALES])
    return keep


async def test_what_was_entered_is_found(keep: KeepDirectory) -> None:
    assert await keep.get(EntryKind.TEAM, "search") == SEARCH
    assert set((await keep.now()).entries) == {RESEARCH.place, SALES.place, SEARCH.place}


async def test_nothing_is_entered_twice(keep: KeepDirectory) -> None:
    with pytest.raises(InvalidRequest, match="team 'search' is in the directory already"):
        await keep.add(Entry(kind=EntryKind.TEAM, id="search"))

    await keep.add(Entry(kind=EntryKind.PROJECT, id="search"))
    assert await keep.get(EntryKind.TEAM, "search") == SEARCH


async def test_of_several_all_are_entered_or_none(keep: KeepDirectory) -> None:
    before = await keep.now()
    orphan = Entry(kind=EntryKind.USER, id="ada", parent=Place(EntryKind.TEAM, "none"))

    with pytest.raises(InvalidRequest, match="no team 'none'"):
        await keep.put([Entry(kind=EntryKind.TEAM, id="ads"), orphan])

    assert await keep.now() == before


async def test_a_move_tells_before_and_after(keep: KeepDirectory) -> None:
    moved = replace(SEARCH, parent=SALES.place)

    assert await keep.move(SEARCH.place, SALES.place) == (SEARCH, moved)
    assert await keep.move(SEARCH.place, None) == (moved, replace(SEARCH, parent=None))


async def test_a_change_keeps_kind_and_id(keep: KeepDirectory) -> None:
    other = Entry(kind=EntryKind.USER, id="mallory", name="Search and ranking")

    _, after = await keep.change(SEARCH.place, lambda _: other)

    assert after == Entry(kind=EntryKind.TEAM, id="search", name="Search and ranking")


async def test_an_archived_entry_stays_and_comes_back(keep: KeepDirectory) -> None:
    _, archived = await keep.archive(RESEARCH.place)
    again = await keep.archive(RESEARCH.place)

    assert archived.archived_at == keep.clock.now()
    assert again == (archived, archived)
    with pytest.raises(InvalidRequest, match="is archived"):
        await keep.add(Entry(kind=EntryKind.TEAM, id="ads", parent=RESEARCH.place))
    assert await keep.restore(RESEARCH.place) == (archived, RESEARCH)


async def test_only_what_nothing_belongs_to_is_removed(keep: KeepDirectory) -> None:
    with pytest.raises(InvalidRequest, match="team 'search'"):
        await keep.remove(RESEARCH.place)

    assert await keep.remove(SEARCH.place) == SEARCH
    assert await keep.remove(RESEARCH.place) == RESEARCH
    assert list((await keep.now()).entries) == [SALES.place]


async def test_what_is_not_there_is_said_to_be_missing(keep: KeepDirectory) -> None:
    nobody = Place(EntryKind.USER, "nobody")
    for asked in (
        keep.get(*nobody),
        keep.move(nobody, None),
        keep.archive(nobody),
        keep.restore(nobody),
        keep.remove(nobody),
    ):
        with pytest.raises(InvalidRequest, match="no user 'nobody' in the directory"):
            await asked
