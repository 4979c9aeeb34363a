"""Tests of `router.services.follow_directory`."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from router.adapters.storage.memory_directory import MemoryDirectory
from router.core.directory import EMPTY, Directory, Entry, EntryKind
from router.core.errors import LedgerUnavailable
from router.ports.directory import DirectoryEdit
from router.services.follow_directory import FollowDirectory

SEARCH = Entry(kind=EntryKind.TEAM, id="search")
ADS = Entry(kind=EntryKind.TEAM, id="ads")


def putting(entry: Entry) -> DirectoryEdit:
    return lambda directory: directory.with_entries([entry])


@dataclass
class WatchedDirectory:
    """A directory that counts how often it is read, that can break, and be changed meanwhile."""

    kept: MemoryDirectory = field(default_factory=MemoryDirectory)
    is_broken: bool = False
    reads: int = 0
    meanwhile: Entry | None = None
    asked_again: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by the first look after one that read the entries."""

    async def version(self) -> int:
        if self.is_broken:
            raise LedgerUnavailable("The disk is gone.")
        if self.reads:
            self.asked_again.set()
        return await self.kept.version()

    async def all(self) -> Sequence[Entry]:
        self.reads += 1
        entries = await self.kept.all()
        if self.meanwhile is not None:
            await self.kept.change(putting(self.meanwhile))
            self.meanwhile = None
        return entries

    async def change(self, edit: DirectoryEdit) -> tuple[Directory, Directory]:
        return await self.kept.change(edit)


async def test_before_the_first_look_nothing_is_known() -> None:
    assert FollowDirectory(store=WatchedDirectory()).now() == EMPTY


async def test_a_change_is_taken_up_by_the_next_look_and_read_once() -> None:
    store = WatchedDirectory()
    follow = FollowDirectory(store=store)
    await follow.look()
    await store.change(putting(SEARCH))
    assert "search" not in follow.now().teams

    for _ in range(3):
        await follow.look()

    assert "search" in follow.now().teams
    assert store.reads == 2


async def test_what_changes_while_the_entries_are_read_is_found_by_the_next_look() -> None:
    store = WatchedDirectory(meanwhile=ADS)
    await store.change(putting(SEARCH))
    follow = FollowDirectory(store=store)

    await follow.look()
    assert set(follow.now().teams) == {"search"}
    await follow.look()

    assert set(follow.now().teams) == {"search", "ads"}


async def test_while_the_store_is_away_the_last_directory_holds_and_one_line_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = WatchedDirectory()
    await store.change(putting(SEARCH))
    follow = FollowDirectory(store=store)
    await follow.look()
    store.is_broken = True

    with caplog.at_level(logging.ERROR):
        await follow.look()
        await follow.look()

    assert "search" in follow.now().teams
    assert caplog.messages == ["The directory stays as it was. The disk is gone."]
    with pytest.raises(LedgerUnavailable):
        await follow.refresh()
    store.is_broken = False
    await store.change(putting(ADS))
    await follow.look()
    assert "ads" in follow.now().teams


async def test_it_follows_until_it_is_stopped() -> None:
    store = WatchedDirectory()
    follow = FollowDirectory(store=store, look_s=0.0)
    await store.change(putting(SEARCH))
    work = asyncio.create_task(follow.run())

    await asyncio.wait_for(store.asked_again.wait(), 5)

    assert "search" in follow.now().teams
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
