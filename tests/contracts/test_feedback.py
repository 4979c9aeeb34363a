"""What must every store of feedback do?"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from router.core.feedback import Feedback, Verdict
from tests.contracts.conftest import Opened
from tests.factories import NOON, decision_record, ledger_entry

SAID = Feedback(
    id="fb_1",
    decision_id="dec_1",
    at=NOON,
    key_id="key_1",
    verdict=Verdict.EDITED,
    score=0.25,
    outcome_value_usd=Decimal("-12.000000001"),
    idempotency_key="once",
)


@pytest.fixture(autouse=True)
async def _decisions(opened: Opened) -> None:
    for number in (1, 2):
        entry = ledger_entry(id=f"led_{number}", decision_id=f"dec_{number}")
        await opened.stores.ledger.append(entry, decision_record(id=f"dec_{number}"))


async def test_another_process_reads_exactly_what_was_said(opened: Opened) -> None:
    assert await opened.stores.feedback.add(SAID) == SAID
    assert list(await opened.peer.feedback.of("dec_1")) == [SAID]


async def test_what_was_left_open_stays_open(opened: Opened) -> None:
    bare = Feedback(id="fb_1", decision_id="dec_1", at=NOON, key_id="key_1")
    await opened.stores.feedback.add(bare)
    assert list(await opened.stores.feedback.of("dec_1")) == [bare]


async def test_the_history_is_kept_in_the_order_of_arrival(opened: Opened) -> None:
    earlier = NOON - timedelta(hours=1)
    later = replace(SAID, id="fb_2", at=earlier, idempotency_key=None, verdict=Verdict.ACCEPTED)
    other = replace(SAID, id="fb_3", decision_id="dec_2", idempotency_key="another")
    for said in (SAID, later, other):
        await opened.stores.feedback.add(said)
    assert list(await opened.stores.feedback.of("dec_1")) == [SAID, later]
    assert list(await opened.stores.feedback.since(NOON)) == [SAID, other]
    assert list(await opened.stores.feedback.since(earlier)) == [SAID, later, other]


async def test_a_repeated_key_gives_what_was_said_first(opened: Opened) -> None:
    await opened.stores.feedback.add(SAID)
    again = replace(SAID, id="fb_2", verdict=Verdict.REJECTED)
    assert await opened.peer.feedback.add(again) == SAID
    assert list(await opened.stores.feedback.of("dec_1")) == [SAID]


async def test_idempotency_keys_of_two_callers_do_not_meet(opened: Opened) -> None:
    await opened.stores.feedback.add(SAID)
    theirs = replace(SAID, id="fb_2", key_id="key_2")
    assert await opened.stores.feedback.add(theirs) == theirs


async def test_the_comment_is_none_of_its_business(opened: Opened) -> None:
    await opened.stores.feedback.add(replace(SAID, comment="planted"))
    assert [said.comment for said in await opened.stores.feedback.of("dec_1")] == [None]
