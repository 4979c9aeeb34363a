"""What is peculiar to texts in PostgreSQL? All else is in tests/contracts and test_text_days."""

from dataclasses import replace
from datetime import timedelta

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.texts import PostgresTexts
from router.core.kept_text import KeptText
from tests.factories import NOON

TEXT = KeptText(
    decision_id="dec_1", at=NOON, messages=[{"role": "user", "content": "a\0b"}], answer="c\0d"
)
DAY = timedelta(days=1)


async def test_of_one_decision_the_first_text_stands_on_another_day_too(
    database: Database,
) -> None:
    texts = PostgresTexts(database)
    await texts.keep([replace(TEXT, answer="first")])
    await texts.keep([replace(TEXT, answer="second", at=NOON + DAY)])
    await texts.keep_comment("fb_1", "first", at=NOON)
    await texts.keep_comment("fb_1", "second", at=NOON + DAY)

    (kept,) = await texts.between(NOON, NOON + 2 * DAY)

    assert kept.answer == "first"
    assert await texts.comments(["fb_1"]) == {"fb_1": "first"}


async def test_a_nul_in_a_text_does_not_lose_the_text(database: Database) -> None:
    texts = PostgresTexts(database)
    await texts.keep([TEXT])
    await texts.keep_comment("fb_1", "e\0f", at=NOON)

    (kept,) = await texts.between(NOON, NOON + DAY)

    assert kept.messages == [{"role": "user", "content": "a\ufffdb"}]
    assert kept.answer == "c\ufffdd"
    assert await texts.comments(["fb_1"]) == {"fb_1": "e\ufffdf"}


async def test_keeping_nothing_is_no_error(database: Database) -> None:
    await PostgresTexts(database).keep([])
    assert list(await PostgresTexts(database).between(NOON, NOON + DAY)) == []
