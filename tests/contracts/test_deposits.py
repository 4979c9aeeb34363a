"""What every store of files and batches does."""

from dataclasses import replace
from datetime import timedelta

from router.core.deposit import Deposit, DepositKind
from tests.contracts.conftest import Opened
from tests.factories import NOON

FILE = Deposit(
    id="file-tw_1",
    kind=DepositKind.FILE,
    owner="key_a",
    deployment="small",
    provider_id="file-abc",
    at=NOON,
)
BATCH = Deposit(
    id="batch_tw_1",
    kind=DepositKind.BATCH,
    owner="key_a",
    deployment="small",
    provider_id="batch_abc",
    at=NOON,
    is_open=True,
    decision_id="dec_1",
    input_id=FILE.id,
)


async def test_what_is_put_is_found_by_others_and_by_its_id_alone(opened: Opened) -> None:
    for one in (FILE, BATCH):
        await opened.stores.deposits.put(one)

    assert await opened.peer.deposits.get(FILE.id) == FILE
    assert await opened.peer.deposits.get(BATCH.id) == BATCH
    assert await opened.peer.deposits.get("file-abc") is None


async def test_a_batch_is_open_until_it_is_put_settled(opened: Opened) -> None:
    ours, theirs = opened.stores.deposits, opened.peer.deposits
    later = replace(BATCH, id="batch_tw_0", at=NOON + timedelta(seconds=1))
    for one in (FILE, later, BATCH):
        await ours.put(one)
    assert await theirs.open() == [BATCH, later]

    await theirs.put(replace(BATCH, is_open=False))

    assert await ours.open() == [later]
    assert await ours.get(BATCH.id) == replace(BATCH, is_open=False)


async def test_an_owner_sees_its_own_newest_first(opened: Opened) -> None:
    store = opened.stores.deposits
    newer = replace(FILE, id="file-tw_2", at=NOON + timedelta(seconds=1))
    foreign = replace(FILE, id="file-tw_3", owner="key_b")
    for one in (FILE, newer, foreign, BATCH):
        await store.put(one)

    assert await opened.peer.deposits.of_owner("key_a", DepositKind.FILE) == [newer, FILE]
    assert await opened.peer.deposits.of_owner("key_a", DepositKind.BATCH) == [BATCH]
    assert await opened.peer.deposits.of_owner("key_c", DepositKind.FILE) == []


async def test_what_is_removed_is_gone(opened: Opened) -> None:
    await opened.stores.deposits.put(FILE)

    await opened.peer.deposits.remove(FILE.id)
    await opened.peer.deposits.remove("file-tw_none")

    assert await opened.stores.deposits.get(FILE.id) is None


async def test_odd_names_are_kept(opened: Opened) -> None:
    odd = replace(FILE, owner="key_\x00\ud800é")
    await opened.stores.deposits.put(odd)

    (found,) = await opened.peer.deposits.of_owner(odd.owner, DepositKind.FILE)
    assert found.id == FILE.id
