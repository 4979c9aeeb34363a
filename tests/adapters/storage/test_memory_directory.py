"""What holds for the directory in memory alone? All else is in tests/contracts."""

from router.adapters.storage.memory_directory import MemoryDirectory
from router.core.directory import Entry, EntryKind
from tests.factories import NOON


async def test_what_was_read_before_a_change_stays_as_it_was() -> None:
    store = MemoryDirectory()
    await store.change(lambda found: found.with_entries([Entry(kind=EntryKind.TEAM, id="a")]))
    entries = await store.all()

    later = Entry(kind=EntryKind.TEAM, id="b", archived_at=NOON)
    await store.change(lambda found: found.with_entries([later]))

    assert [entry.id for entry in entries] == ["a"]
    assert [entry.id for entry in await store.all()] == ["a", "b"]
