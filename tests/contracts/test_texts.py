"""What must every store of texts do?"""

from dataclasses import replace
from datetime import timedelta

from router.core.kept_text import KeptText
from tests.contracts.conftest import Opened
from tests.factories import NOON, decision_record, ledger_entry

HOUR = timedelta(hours=1)
TEXT = KeptText(
    decision_id="dec_1",
    at=NOON,
    messages=[{"role": "user", "content": "Größe? \u4e2d"}, {"role": "tool", "content": None}],
    answer="42",
)
LATER = replace(TEXT, decision_id="dec_2", at=NOON + HOUR)


async def test_another_process_reads_exactly_what_was_kept(opened: Opened) -> None:
    await opened.stores.texts.keep([LATER, TEXT])
    assert list(await opened.peer.texts.between(NOON, NOON + 2 * HOUR)) == [TEXT, LATER]
    assert list(await opened.peer.texts.between(NOON, NOON + HOUR)) == [TEXT]


async def test_texts_are_found_by_decision(opened: Opened) -> None:
    await opened.stores.texts.keep([TEXT, LATER])
    assert dict(await opened.peer.texts.of(["dec_2", "dec_x"])) == {"dec_2": LATER}


async def test_of_one_decision_the_first_text_stands(opened: Opened) -> None:
    await opened.stores.texts.keep([TEXT])
    await opened.stores.texts.keep([replace(TEXT, answer="another")])
    assert list(await opened.stores.texts.between(NOON, NOON + HOUR)) == [TEXT]


async def test_what_no_store_can_keep_is_replaced(opened: Opened) -> None:
    odd = replace(TEXT, messages=[{"role": "user", "content": "\ud800"}], answer="\udfff")
    await opened.stores.texts.keep([odd])
    (kept,) = await opened.stores.texts.between(NOON, NOON + HOUR)
    assert (kept.messages[0]["content"], kept.answer) == ("\ufffd", "\ufffd")


async def test_comments_are_found_by_feedback(opened: Opened) -> None:
    await opened.stores.comments.keep_comment("fb_1", "too long\ud800", at=NOON)
    await opened.stores.comments.keep_comment("fb_1", "another", at=NOON)
    assert dict(await opened.peer.comments.comments(["fb_1", "fb_2"])) == {"fb_1": "too long\ufffd"}
    assert dict(await opened.peer.comments.comments([])) == {}


async def test_a_purge_takes_what_is_older_and_leaves_the_rest(opened: Opened) -> None:
    await opened.stores.texts.keep([TEXT, LATER])
    await opened.stores.comments.keep_comment("fb_1", "old", at=NOON)
    await opened.stores.comments.keep_comment("fb_2", "new", at=NOON + HOUR)

    assert await opened.peer.texts.purge(NOON + HOUR) == 2

    assert list(await opened.stores.texts.between(NOON, NOON + 2 * HOUR)) == [LATER]
    assert dict(await opened.stores.comments.comments(["fb_1", "fb_2"])) == {"fb_2": "new"}
    assert await opened.stores.texts.purge(NOON + HOUR) == 0


async def test_decisions_stay_when_their_texts_go(opened: Opened) -> None:
    await opened.stores.ledger.append(ledger_entry(), decision_record())
    await opened.stores.texts.keep([TEXT])
    await opened.stores.texts.purge(NOON + HOUR)
    assert await opened.stores.ledger.decision("dec_1") == decision_record()
