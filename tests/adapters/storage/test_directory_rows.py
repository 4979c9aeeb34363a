"""Do entries of the directory come back exactly, and is only written what differs?"""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from router.adapters.storage.directory_rows import (
    entry_from_row,
    entry_to_row,
    gone,
    written,
)
from router.core.directory import EMPTY, Directory, Entry, EntryKind, Place

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
KIND = st.sampled_from(EntryKind)
MOMENT = st.none() | st.datetimes(datetime(1990, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
TEAM = Entry(kind=EntryKind.TEAM, id="t")
USER = Entry(kind=EntryKind.USER, id="u", parent=TEAM.place)


@given(
    entry=st.builds(
        Entry,
        kind=KIND,
        id=TEXT,
        name=TEXT,
        parent=st.none() | st.builds(Place, KIND, TEXT),
        cost_centre=st.none() | TEXT,
        archived_at=MOMENT,
    )
)
def test_every_entry_comes_back(entry: Entry) -> None:
    assert entry_from_row(tuple(entry_to_row(entry))) == entry


def test_only_what_differs_is_written_or_deleted() -> None:
    before = Directory.of([TEAM, USER])
    named = replace(TEAM, name="T")

    assert (gone(before, before), written(before, before)) == ([], [])
    assert gone(before, EMPTY) == [("team", "t"), ("user", "u")]
    assert written(before, Directory.of([named, USER])) == [entry_to_row(named)]
    assert gone(before, Directory.of([TEAM])) == [("user", "u")]
