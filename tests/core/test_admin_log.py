"""Does a chain of hashes betray every change that somebody could make of it?"""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.admin_log import (
    FIRST,
    Act,
    ActKind,
    AdminEvent,
    Chain,
    Head,
    Stage,
    chained,
    follow,
    kept_text,
)
from router.core.errors import InvalidRequest
from tests.factories import NOON

SECRET = "tw-" + "AbC_d-9" * 6


def act(name: str, *, stage: Stage = Stage.BEGUN) -> Act:
    return Act(
        id=name,
        stage=stage,
        at=NOON,
        actor="key_admin",
        role="admin",
        kind=ActKind.KEY_CREATE,
        subject="app",
        detail={"asked": {"team": "search"}},
    )


def log_of(count: int) -> list[AdminEvent]:
    events: list[AdminEvent] = []
    for number in range(1, count + 1):
        head = events[-1].head if events else FIRST
        events.append(chained(act(f"act_{number}"), after=head))
    return events


def problem_of(events: list[AdminEvent], *, known: dict[int, str] | None = None) -> str | None:
    return follow(Chain(), events, known=known or {}).problem


LOG = log_of(5)


def test_a_log_that_nobody_touched_is_followed_to_its_head() -> None:
    chain = follow(Chain(), LOG, known={3: LOG[2].hash})
    assert (chain.problem, chain.head) == (None, LOG[-1].head)


def test_it_may_be_followed_in_pieces() -> None:
    half = follow(Chain(), LOG[:2], known={})
    assert follow(half, LOG[2:], known={}) == follow(Chain(), LOG, known={})


def test_the_hash_is_the_one_that_the_page_tells_others_to_compute() -> None:
    event = LOG[1]
    content = ["tierwise-admin-event-1", *list(event)[:-1]]
    text = json.dumps(content, separators=(",", ":"), sort_keys=True)
    assert event.hash == hashlib.sha256(text.encode()).hexdigest()
    assert event.previous == LOG[0].hash


@pytest.mark.parametrize("column", [name for name in AdminEvent._fields if name != "seq"])
def test_an_edit_of_any_column_is_found_at_its_event(column: str) -> None:
    value = 7 if column == "at_us" else "edited"
    edited = [*LOG[:2], AdminEvent(**LOG[2]._asdict() | {column: value}), *LOG[3:]]
    assert (problem_of(edited) or "").startswith("Event 3 was edited")


def test_an_event_that_was_deleted_in_the_middle_is_named() -> None:
    assert problem_of([*LOG[:2], *LOG[3:]]) == "Event 3 is missing: event 4 follows 2."


def test_an_event_that_was_deleted_and_its_number_given_to_the_next_is_found() -> None:
    moved = [event._replace(seq=event.seq - 1) for event in LOG[3:]]
    assert (problem_of([*LOG[:2], *moved]) or "").startswith("Event 3 was edited")


def test_a_missing_beginning_is_named() -> None:
    assert problem_of(LOG[1:]) == "Event 1 is missing: event 2 follows 0."


def test_events_in_another_order_are_found() -> None:
    swapped = [LOG[0], LOG[2], LOG[1], *LOG[3:]]
    assert problem_of(swapped) == "Event 2 is missing: event 3 follows 1."
    assert problem_of([*LOG, LOG[1]]) == "Event 2 stands after event 5: the order was changed."


def test_contents_that_were_exchanged_are_found() -> None:
    one, other = LOG[1], LOG[2]
    exchanged = [LOG[0], other._replace(seq=2), one._replace(seq=3), *LOG[3:]]
    assert (problem_of(exchanged) or "").startswith("Event 2 was edited")


def test_an_event_that_was_hashed_anew_no_longer_carries_the_next() -> None:
    forged = chained(act("act_forged"), after=LOG[1].head)
    found = problem_of([*LOG[:2], forged, *LOG[3:]])
    assert found == "Event 4 does not follow event 3: one of them was exchanged."


def test_a_log_that_was_written_anew_from_an_event_on_is_found_by_a_head_kept_elsewhere() -> None:
    forged = LOG[:2]
    for number in range(3, 6):
        forged.append(chained(act(f"act_forged_{number}"), after=forged[-1].head))
    assert problem_of(forged) is None
    found = problem_of(forged, known={4: LOG[3].hash})
    assert (found or "").startswith("Event 4 is not the one whose head was kept")


def test_what_follows_the_first_broken_link_is_not_looked_at() -> None:
    chain = follow(Chain(), [LOG[1]], known={})
    assert follow(chain, LOG, known={}) == chain


def test_an_act_is_open_until_something_came_of_it() -> None:
    begun = chained(act("act_1"), after=FIRST)
    other = chained(act("act_2"), after=begun.head)
    ended = chained(act("act_1", stage=Stage.REFUSED), after=other.head)
    chain = follow(Chain(), [begun, other], known={})
    assert chain.open_acts == {"act_1": 1, "act_2": 2}
    assert follow(chain, [ended], known={}).open_acts == {"act_2": 2}


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_moment_is_kept_to_the_microsecond(at: datetime) -> None:
    event = chained(replace(act("act_1"), at=at), after=FIRST)
    assert event.at == at


def test_a_moment_is_the_same_in_every_zone() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=14)))
    assert chained(replace(act("a"), at=there), after=FIRST) == chained(act("a"), after=FIRST)


def test_what_somebody_wrote_that_cannot_be_read_stops_nobody() -> None:
    event = LOG[0]._replace(at_us=2**62, detail="no JSON")
    assert (event.at, event.said) == (None, {})
    assert event._replace(detail="[1]").said == {}


@pytest.mark.parametrize("text", ["", "12", "x:" + "0" * 64, "1:" + "0" * 63, "1:" + "g" * 64])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="no head of an audit log"):
        Head.parse(text)


def test_a_head_is_read_as_it_is_printed() -> None:
    assert Head.parse(f" {LOG[2].head}\n") == LOG[2].head


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        (f"my key is {SECRET}!", "my key is tw-AbC_d-…!"),
        ("sk-proj-0123456789abcdefghijklmnop", "sk-proj-0…"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln", "eyJhbGciO…"),
        ("tw-frontend is a team", "tw-frontend is a team"),
    ],
)
def test_a_secret_that_was_pasted_anywhere_is_cut(pasted: str, kept: str) -> None:
    assert kept_text(pasted) == kept
    told = replace(act("a"), subject=pasted, detail={"asked": {"names": [pasted], pasted: 1}})
    event = chained(told, after=FIRST)
    assert event.subject == kept
    assert event.said == {"asked": {"names": [kept], kept: 1}}
