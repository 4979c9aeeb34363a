"""What must every store of the directory do?"""

import asyncio
from dataclasses import replace

import pytest

from router.adapters.storage.stores import Stores
from router.core.directory import EMPTY, Directory, Entry, EntryKind, Place
from router.core.errors import InvalidRequest
from router.ports.directory import DirectoryEdit, DirectoryStore
from tests.contracts.conftest import Opened
from tests.factories import NOON

ACME = Entry(kind=EntryKind.ORGANISATION, id="acme", name="ACME 海 '\"; DROP TABLE x; --")
PAYER = Entry(kind=EntryKind.COST_CENTRE, id="cc 1/ü", parent=ACME.place)
SEARCH = Entry(
    kind=EntryKind.TEAM,
    id="search",
    parent=ACME.place,
    cost_centre=PAYER.id,
    archived_at=NOON.replace(microsecond=123_456),
)


@pytest.fixture
def store(stores: Stores) -> DirectoryStore:
    return stores.directory


def putting(*entries: Entry) -> DirectoryEdit:
    return lambda directory: directory.with_entries(entries)


async def test_it_begins_empty(store: DirectoryStore) -> None:
    assert list(await store.all()) == []


async def test_entries_come_back_exactly(opened: Opened) -> None:
    before, after = await opened.stores.directory.change(putting(ACME, PAYER, SEARCH))

    assert before == EMPTY
    assert after == Directory.of([ACME, PAYER, SEARCH])
    for directory in (opened.stores.directory, opened.peer.directory):
        assert Directory.of(await directory.all()) == after


async def test_the_same_id_stands_for_another_entry_in_each_kind(store: DirectoryStore) -> None:
    same = [Entry(kind=kind, id="same") for kind in EntryKind]

    await store.change(putting(*same))

    assert {entry.kind for entry in await store.all()} == set(EntryKind)


async def test_an_entry_is_replaced_and_the_others_stay(store: DirectoryStore) -> None:
    await store.change(putting(ACME, PAYER, SEARCH))
    bare = Entry(kind=EntryKind.TEAM, id="search")

    before, after = await store.change(putting(bare))

    assert before.the(SEARCH.place) == SEARCH
    assert after.the(SEARCH.place) == bare
    assert Directory.of(await store.all()) == Directory.of([ACME, PAYER, bare])


async def test_an_entry_is_removed(store: DirectoryStore) -> None:
    await store.change(putting(ACME, PAYER, SEARCH))

    await store.change(lambda directory: directory.without(SEARCH.place))

    assert Directory.of(await store.all()) == Directory.of([ACME, PAYER])


async def test_what_an_edit_refuses_changes_nothing(store: DirectoryStore) -> None:
    await store.change(putting(ACME, PAYER, SEARCH))
    version = await store.version()

    with pytest.raises(InvalidRequest):
        await store.change(lambda directory: directory.without(ACME.place))
    with pytest.raises(InvalidRequest):
        await store.change(putting(replace(SEARCH, cost_centre=None), replace(SEARCH, id="")))

    assert Directory.of(await store.all()) == Directory.of([ACME, PAYER, SEARCH])
    assert await store.version() == version


async def test_every_change_gives_another_version_to_all_processes(opened: Opened) -> None:
    seen = [await opened.peer.directory.version()]
    edits: list[DirectoryEdit] = [
        putting(ACME),
        putting(replace(ACME, name="other")),
        lambda directory: directory.without(ACME.place),
    ]
    for edit in edits:
        await opened.stores.directory.change(edit)
        seen.append(await opened.peer.directory.version())

    assert len(set(seen)) == len(seen)


async def test_an_edit_that_changes_nothing_gives_no_new_version(store: DirectoryStore) -> None:
    await store.change(putting(ACME))
    version = await store.version()

    await store.change(putting(ACME))

    assert await store.version() == version


async def test_edits_of_many_at_once_follow_each_other(opened: Opened) -> None:
    """Each adds one letter to what it finds: a letter that got lost would be missing."""
    await opened.stores.directory.change(putting(replace(ACME, name="x")))

    def longer(directory: Directory) -> Directory:
        found = directory.the(ACME.place)
        return directory.with_entries([replace(found, name=found.name + "x")])

    both = (opened.stores.directory, opened.peer.directory)
    await asyncio.gather(*(both[n % 2].change(longer) for n in range(20)))

    (kept,) = await opened.stores.directory.all()
    assert kept.name == "x" * 21


async def test_a_parent_that_is_removed_at_the_same_time_leaves_nobody_alone(
    opened: Opened,
) -> None:
    child = Entry(kind=EntryKind.TEAM, id="t", parent=Place(EntryKind.ORGANISATION, "o"))
    for _ in range(10):
        await opened.stores.directory.change(
            lambda _: EMPTY.with_entries([Entry(kind=EntryKind.ORGANISATION, id="o")])
        )
        await asyncio.gather(
            opened.stores.directory.change(putting(child)),
            opened.peer.directory.change(lambda found: found.without(child.parent or ACME.place)),
            return_exceptions=True,
        )
        kinds = {entry.kind for entry in await opened.stores.directory.all()}
        assert kinds in ({"organisation", "team"}, set())
