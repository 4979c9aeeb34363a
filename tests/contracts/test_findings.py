"""What every store of findings and factors does."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from router.core.errors import InvalidRequest
from router.core.finding import Finding, Subject, SubjectKind
from router.ports.findings import FactorName, WantedFindings
from tests.contracts.conftest import Opened
from tests.factories import NOON

KEY = Subject(SubjectKind.KEY, "key_1")
HALF = timedelta(minutes=30)


def finding(
    id: str = "fnd_1",
    *,
    kind: str = "burst",
    subject: Subject = KEY,
    minutes: float = 0,
    team: str | None = "search",
) -> Finding:
    at = NOON + timedelta(minutes=minutes)
    return Finding(
        id=id,
        kind=kind,
        subject=subject,
        team=team,
        opened_at=at,
        last_at=at,
        until=at + HALF,
        score=1.5,
        explanation="90 requests within a minute; 12 are usual.",
        evidence={"requests_per_minute": 90.0},
    )


async def test_at_first_there_are_none(opened: Opened) -> None:
    assert await opened.stores.findings.version() == 0
    assert list(await opened.stores.findings.standing()) == []
    assert list(await opened.stores.findings.latest(most=10)) == []


async def test_what_was_found_comes_back_as_it_was_to_others(opened: Opened) -> None:
    whole = replace(
        finding(subject=Subject(SubjectKind.USER, "größe:海 '; DROP TABLE finding; --")),
        is_acting=False,
        spared_because="It is protected.",
        last_at=NOON + timedelta(microseconds=1),
    )

    assert await opened.stores.findings.add(whole) == whole
    assert list(await opened.peer.findings.standing()) == [whole]
    assert await opened.peer.findings.version() == 1


async def test_names_that_no_store_can_keep_are_kept_alike_and_found_again(opened: Opened) -> None:
    odd = Subject(SubjectKind.USER, "a\x00b\ud83d")
    await opened.stores.findings.add(finding(subject=odd))

    (found,) = await opened.peer.findings.latest(WantedFindings(subject=odd), most=9)

    assert found.subject == Subject(SubjectKind.USER, "a\ufffdb\ufffd")
    assert (await opened.peer.findings.add(finding("fnd_2", subject=odd))).id == "fnd_1"


async def test_one_kind_is_open_once_for_a_subject_however_many_find_it(opened: Opened) -> None:
    stores = [opened.stores.findings, opened.peer.findings]

    found = await asyncio.gather(*(stores[n % 2].add(finding(f"fnd_{n}")) for n in range(10)))

    assert len({one.id for one in found}) == 1
    assert len(await opened.stores.findings.standing()) == 1
    assert (await opened.stores.findings.add(finding("loop", kind="loop"))).id == "loop"


async def test_what_is_over_makes_room_for_a_new_one(opened: Opened) -> None:
    await opened.stores.findings.add(finding())

    assert (await opened.stores.findings.add(finding("late", minutes=29))).id == "fnd_1"
    assert (await opened.stores.findings.add(finding("later", minutes=30))).id == "later"


async def test_an_edit_sees_what_is_there_and_changes_the_whole(opened: Opened) -> None:
    await opened.stores.findings.add(finding())

    changed = await opened.peer.findings.change(
        "fnd_1", lambda one: one.lifted(NOON, by="ada", is_false=True)
    )

    assert changed == (finding(), finding().lifted(NOON, by="ada", is_false=True))
    assert list(await opened.stores.findings.standing()) == []
    assert await opened.stores.findings.version() == 2
    assert await opened.stores.findings.change("nowhere", lambda one: one) is None


async def test_extending_never_undoes_that_somebody_lifted_it(opened: Opened) -> None:
    await opened.stores.findings.add(finding())

    def extend(one: Finding) -> Finding:
        return replace(one, until=one.until + timedelta(minutes=1))

    def lift(one: Finding) -> Finding:
        return one.lifted(NOON, by="ada")

    await asyncio.gather(
        *(opened.stores.findings.change("fnd_1", extend) for _ in range(5)),
        opened.peer.findings.change("fnd_1", lift),
        *(opened.stores.findings.change("fnd_1", extend) for _ in range(5)),
    )

    (found,) = await opened.peer.findings.latest(most=1)
    assert found == replace(finding(), until=NOON + timedelta(minutes=40)).lifted(NOON, by="ada")


async def test_what_an_edit_refuses_changes_nothing(opened: Opened) -> None:
    await opened.stores.findings.add(finding())

    def refuse(one: Finding) -> Finding:
        raise InvalidRequest("Not so.")

    with pytest.raises(InvalidRequest, match="Not so"):
        await opened.stores.findings.change("fnd_1", refuse)

    assert await opened.stores.findings.version() == 1
    assert list(await opened.stores.findings.standing()) == [finding()]


async def test_what_ended_in_writing_stands_no_longer(opened: Opened) -> None:
    await opened.stores.findings.add(finding())
    await opened.stores.findings.change("fnd_1", lambda one: replace(one, ended_at=one.until))

    assert list(await opened.peer.findings.standing()) == []
    assert len(await opened.peer.findings.latest(most=9)) == 1


async def test_they_are_listed_newest_first_and_by_what_is_wanted(opened: Opened) -> None:
    team = Subject(SubjectKind.TEAM, "search")
    for n, one in enumerate(
        (
            finding("fnd_a"),
            finding("fnd_b", kind="loop", minutes=1),
            finding("fnd_c", subject=team, minutes=2),
            finding("fnd_d", subject=Subject(SubjectKind.KEY, "key_2"), team="pay", minutes=60),
        )
    ):
        assert (await opened.stores.findings.add(one)).id == one.id, n

    async def ids(wanted: WantedFindings, most: int = 9) -> str:
        found = await opened.peer.findings.latest(wanted, most=most)
        return "".join(one.id[-1] for one in found)

    assert await ids(WantedFindings()) == "dcba"
    assert await ids(WantedFindings(), most=2) == "dc"
    assert await ids(WantedFindings(id="fnd_b")) == "b"
    assert await ids(WantedFindings(kind="burst")) == "dca"
    assert await ids(WantedFindings(subject=team)) == "c"
    assert await ids(WantedFindings(team="search")) == "cba"
    assert await ids(WantedFindings(since=NOON + timedelta(minutes=2))) == "dc"
    assert await ids(WantedFindings(is_open_at=NOON + timedelta(minutes=31))) == "dc"
    assert await ids(WantedFindings(kind="burst", team="pay")) == "d"


async def test_factors_are_tuned_one_by_one_and_none_of_many_at_once_is_lost(
    opened: Opened,
) -> None:
    name, other = FactorName("burst", KEY), FactorName("loop", KEY)
    stores = [opened.stores.factors, opened.peer.factors]

    assert await opened.stores.factors.tune(other, lambda factor: factor) == (1.0, 1.0)
    await asyncio.gather(*(stores[n % 2].tune(name, lambda f: f + 0.5) for n in range(8)))

    assert await opened.peer.factors.factors() == {name: 5.0}
    assert await opened.peer.findings.version() == 9
