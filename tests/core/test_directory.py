"""Tests of `router.core.directory`."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.core.directory import EMPTY, Directory, Entry, EntryKind, Line, Place
from router.core.errors import InvalidRequest
from tests.factories import NOON

ACME = Place(EntryKind.ORGANISATION, "acme")
RESEARCH = Place(EntryKind.DEPARTMENT, "research")
SEARCH = Place(EntryKind.TEAM, "search")
ATLAS = Place(EntryKind.PROJECT, "atlas")
PAYER = Place(EntryKind.COST_CENTRE, "cc-1")
FULL = (
    Entry(kind=EntryKind.ORGANISATION, id="acme"),
    Entry(kind=EntryKind.COST_CENTRE, id="cc-1", parent=ACME),
    Entry(kind=EntryKind.COST_CENTRE, id="cc-2"),
    Entry(kind=EntryKind.DEPARTMENT, id="research", parent=ACME, cost_centre="cc-1"),
    Entry(kind=EntryKind.TEAM, id="search", parent=RESEARCH),
    Entry(kind=EntryKind.PROJECT, id="atlas", parent=SEARCH, cost_centre="cc-2"),
    Entry(kind=EntryKind.USER, id="ada", parent=SEARCH),
    Entry(kind=EntryKind.SERVICE_ACCOUNT, id="indexer", parent=ATLAS),
)
DIRECTORY = Directory.of(FULL)


def test_a_name_knows_all_that_stands_above_it() -> None:
    team = Line("acme", "research", "search", "cc-1")

    assert DIRECTORY.teams == {"search": team}
    assert DIRECTORY.users == {"ada": team}
    assert DIRECTORY.projects == {
        "atlas": replace(team, cost_centre="cc-2", has_own_cost_centre=True)
    }
    assert DIRECTORY.service_accounts == {"indexer": replace(team, cost_centre="cc-2")}


def test_the_order_of_the_entries_does_not_matter() -> None:
    some = FULL[3:7]

    assert all(Directory.of((*FULL[:3], *p, FULL[7])) == DIRECTORY for p in permutations(some))


def test_entries_are_listed_from_above_and_by_id() -> None:
    two = DIRECTORY.with_entries([Entry(kind=EntryKind.TEAM, id="ads")])

    assert [entry.id for entry in two.listed(EntryKind.TEAM)] == ["ads", "search"]
    assert [entry.kind for entry in two.listed()][:2] == ["organisation", "cost_centre"]


def test_an_entry_that_exists_is_replaced_and_the_old_directory_stays() -> None:
    named = replace(FULL[4], name="Search and ranking")

    changed = DIRECTORY.with_entries([named])

    assert changed.the(SEARCH) == named
    assert DIRECTORY.the(SEARCH) == FULL[4]


def test_a_team_that_moves_takes_with_it_what_belongs_to_it() -> None:
    moved = DIRECTORY.with_entries([replace(FULL[4], parent=ACME)])

    assert moved.users["ada"] == Line("acme", None, "search", None)


def test_several_that_belong_to_each_other_are_entered_at_once() -> None:
    assert EMPTY.with_entries(FULL[::-1]) == DIRECTORY


@pytest.mark.parametrize("kind", EntryKind)
def test_nothing_belongs_to_what_stands_at_its_height_or_below(kind: EntryKind) -> None:
    everything = {place.kind: place for place in DIRECTORY.entries}
    height = list(EntryKind).index(kind)

    for other in list(EntryKind)[height:]:
        new = Entry(kind=kind, id="new", parent=everything[other])
        with pytest.raises(InvalidRequest, match=f"A {kind.words} cannot belong to a"):
            DIRECTORY.with_entries([new])


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (
            Entry(kind=EntryKind.TEAM, id="new", parent=Place(EntryKind.DEPARTMENT, "none")),
            "no dep",
        ),
        (Entry(kind=EntryKind.TEAM, id="new", cost_centre="cc-9"), "no cost centre 'cc-9'"),
        (Entry(kind=EntryKind.COST_CENTRE, id="new", cost_centre="cc-1"), "pays for itself"),
        (Entry(kind=EntryKind.TEAM, id="unassigned"), "nobody is named for"),
        (Entry(kind=EntryKind.TEAM, id="new", name="x" * 257), "The name of a team is 1 to 256"),
    ],
    ids=["parent", "payer", "payer of a payer", "reserved", "long name"],
)
def test_what_does_not_fit_the_others_is_refused(entry: Entry, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        DIRECTORY.with_entries([entry])


@pytest.mark.parametrize("id", ["", " ", " x", "x\n", "a\x00b", "\ud800", "x" * 257])
def test_an_id_can_be_printed_and_kept_by_every_store(id: str) -> None:
    with pytest.raises(InvalidRequest, match="The id of a user is 1 to 256 printable") as caught:
        DIRECTORY.with_entries([Entry(kind=EntryKind.USER, id=id)])

    assert caught.value.param == "id"


def test_nothing_new_belongs_to_what_is_archived_and_what_did_stays() -> None:
    archived = DIRECTORY.with_entries([replace(FULL[4], archived_at=NOON)])

    assert archived.users["ada"].team == "search"
    assert archived.with_entries([replace(FULL[6], name="Ada")]).the(FULL[6].place).name == "Ada"
    with pytest.raises(InvalidRequest, match="team 'search' is archived"):
        archived.with_entries([Entry(kind=EntryKind.USER, id="bob", parent=SEARCH)])


@pytest.mark.parametrize("place", [ACME, RESEARCH, SEARCH, ATLAS, PAYER])
def test_what_others_depend_on_is_not_removed(place: Place) -> None:
    with pytest.raises(InvalidRequest, match="archive it instead"):
        DIRECTORY.without(place)


def test_a_refusal_to_remove_names_three_and_counts_the_rest() -> None:
    users = [Entry(kind=EntryKind.USER, id=f"u{n}", parent=SEARCH) for n in range(3)]
    more = DIRECTORY.with_entries(users)

    with pytest.raises(InvalidRequest, match=r"project 'atlas', user 'ada', user 'u0' and 2 more"):
        more.without(SEARCH)


def test_what_nobody_depends_on_is_removed() -> None:
    smaller = DIRECTORY.without(FULL[7].place).without(ATLAS)

    assert smaller.projects == {}
    with pytest.raises(InvalidRequest, match="no project 'atlas' in the directory"):
        smaller.without(ATLAS)


@st.composite
def _entries(draw: st.DrawFn) -> list[Entry]:
    """Entries that name parents and payers at random, whether these exist or not."""
    ids = st.sampled_from(["a", "b", "c"])
    kinds = st.sampled_from(EntryKind)
    places = st.none() | st.builds(Place, kinds, ids)
    return draw(
        st.lists(
            st.builds(Entry, kind=kinds, id=ids, parent=places, cost_centre=st.none() | ids),
            max_size=12,
        )
    )


@settings(max_examples=50)
@given(entries=_entries())
def test_whatever_is_entered_one_by_one_nothing_hangs_in_the_air(entries: list[Entry]) -> None:
    directory = EMPTY
    for entry in entries:
        try:
            directory = directory.with_entries([entry])
        except InvalidRequest:
            continue
    for entry in directory.entries.values():
        assert entry.parent is None or entry.parent in directory.entries
        if entry.cost_centre is not None:
            assert Place(EntryKind.COST_CENTRE, entry.cost_centre) in directory.entries
    while directory.entries:  # from below, all can be removed
        last = list(directory.entries)[-1]
        payers = [p for p in directory.entries if p.kind is EntryKind.COST_CENTRE]
        directory = directory.without(
            last if last.kind is not EntryKind.COST_CENTRE else payers[-1]
        )
