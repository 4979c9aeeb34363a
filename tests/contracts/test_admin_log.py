"""What must every log of administrators do?"""

import asyncio
from datetime import datetime

import pytest

from router.adapters.storage.stores import Stores
from router.core.admin_log import FIRST, Act, ActKind, Chain, Head, Stage, chained, follow
from router.ports.admin_log import AdminLog, Wanted
from tests.contracts.conftest import Opened
from tests.factories import NOON


def act(
    name: str = "act_1",
    *,
    stage: Stage = Stage.BEGUN,
    actor: str = "key_admin",
    kind: ActKind = ActKind.KEY_CREATE,
    subject: str = "search-app",
    at: datetime = NOON,
    idempotency_key: str | None = None,
) -> Act:
    return Act(
        id=name,
        stage=stage,
        at=at,
        actor=actor,
        role="admin",
        kind=kind,
        subject=subject,
        detail={"asked": {"team": "search", "tags": ["größe"], "days": 90}},
        idempotency_key=idempotency_key,
    )


@pytest.fixture
def log(stores: Stores) -> AdminLog:
    return stores.admin_log


async def whole(log: AdminLog) -> Chain:
    return follow(Chain(), await log.after(0, most=1_000), known={})


async def test_an_empty_log_has_the_head_that_stands_before_the_first_event(log: AdminLog) -> None:
    assert await log.head() == FIRST
    assert list(await log.after(0, most=10)) == []
    assert list(await log.latest(most=10)) == []


async def test_another_process_reads_the_chain_that_was_written(opened: Opened) -> None:
    first = await opened.stores.admin_log.append(act())
    second = await opened.peer.admin_log.append(act(stage=Stage.DONE))

    assert first == chained(act(), after=FIRST)
    assert second == chained(act(stage=Stage.DONE), after=first.head)
    for log in (opened.stores.admin_log, opened.peer.admin_log):
        assert list(await log.after(0, most=10)) == [first, second]
        assert await log.head() == second.head
        assert await whole(log) == Chain(head=second.head)


async def test_of_many_who_write_at_once_each_gets_a_number_and_the_chain_holds(
    opened: Opened,
) -> None:
    logs = (opened.stores.admin_log, opened.peer.admin_log)
    written = await asyncio.gather(*(logs[n % 2].append(act(f"act_{n}")) for n in range(24)))

    assert sorted(event.seq for event in written) == list(range(1, 25))
    chain = await whole(opened.peer.admin_log)
    assert (chain.problem, chain.head.seq) == (None, 24)
    assert set(chain.open_acts) == {f"act_{n}" for n in range(24)}


async def test_an_act_begins_once_and_ends_once(log: AdminLog) -> None:
    begun = await log.append(act())
    ended = await log.append(act(stage=Stage.DONE))

    assert await log.append(act(subject="another")) == begun
    assert await log.append(act(stage=Stage.FAILED)) == ended
    assert await log.head() == ended.head


async def test_an_actor_begins_one_act_with_an_idempotency_key(opened: Opened) -> None:
    log, peer = opened.stores.admin_log, opened.peer.admin_log
    first = await log.append(act(idempotency_key="once"))

    assert await peer.append(act("act_2", idempotency_key="once")) == first
    other = await peer.append(act("act_3", actor="key_other", idempotency_key="once"))
    assert [first.seq, other.seq] == [1, 2]
    assert [event.act_id for event in await log.after(0, most=9)] == ["act_1", "act_3"]


async def test_of_many_who_repeat_an_act_at_once_one_begins_it(opened: Opened) -> None:
    logs = (opened.stores.admin_log, opened.peer.admin_log)
    kept = await asyncio.gather(
        *(logs[n % 2].append(act(f"act_{n}", idempotency_key="once")) for n in range(12))
    )
    assert len({event.hash for event in kept}) == 1
    assert (await logs[0].head()).seq == 1


async def test_events_are_paged_forwards_and_backwards(log: AdminLog) -> None:
    for number in range(1, 6):
        await log.append(act(f"act_{number}"))

    assert [event.seq for event in await log.after(2, most=2)] == [3, 4]
    assert [event.seq for event in await log.latest(most=2)] == [5, 4]
    assert [event.seq for event in await log.latest(before=4, most=2)] == [3, 2]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(actor="key_admin"), [3, 1]),
        (Wanted(kind=ActKind.KEY_REVOKE), [3]),
        (Wanted(subject="search-app"), [2, 1]),
        (Wanted(act_id="act_2"), [2]),
        (Wanted(actor="key_admin", subject="search-app"), [1]),
        (Wanted(actor="nobody"), []),
    ],
)
async def test_events_are_found_by_what_they_say(
    log: AdminLog, wanted: Wanted, found: list[int]
) -> None:
    await log.append(act())
    await log.append(act("act_2", actor="os:ada"))
    await log.append(act("act_3", kind=ActKind.KEY_REVOKE, subject="key_9"))

    assert [event.seq for event in await log.latest(wanted, most=9)] == found


@pytest.mark.parametrize("words", ["'; DROP TABLE admin_event; --", "%s ? $1 {}", "“\n\t”", ""])
async def test_any_words_can_be_kept_and_found(log: AdminLog, words: str) -> None:
    kept = await log.append(act(actor=words, subject=words, idempotency_key=words))

    assert (kept.actor, kept.subject, kept.idempotency_key) == (words, words, words)
    assert list(await log.latest(Wanted(actor=words, subject=words), most=9)) == [kept]
    assert (await whole(log)).problem is None


async def test_what_no_store_can_keep_is_replaced_before_it_is_hashed(log: AdminLog) -> None:
    kept = await log.append(act(actor="a\ud800b", subject="c\x00d", idempotency_key="\x00"))

    assert (kept.actor, kept.subject, kept.idempotency_key) == ("a\ufffdb", "c\ufffdd", "\ufffd")
    assert list(await log.after(0, most=9)) == [kept]
    again = await log.append(act("act_2", actor="a\ud800b", idempotency_key="\x00"))
    assert again == kept


async def test_a_head_that_was_kept_elsewhere_is_found_again(log: AdminLog) -> None:
    await log.append(act())
    kept = Head.parse(str(await log.head()))
    await log.append(act(stage=Stage.DONE))

    events = await log.after(0, most=9)
    assert follow(Chain(), events, known={kept.seq: kept.hash}).problem is None
