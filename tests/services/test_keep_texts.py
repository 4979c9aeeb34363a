"""Tests of `router.services.keep_texts`."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from typing_extensions import override

from router.adapters.storage.memory_evidence import MemoryTexts
from router.core.errors import LedgerUnavailable
from router.core.kept_text import KeptText, TextKeeping
from router.core.money import ZERO_USD
from router.services.keep_texts import KeepTexts
from router.services.served import Served
from tests.factories import NOON, chat_request, journey
from tests.fakes import FixedClock

ALL = TextKeeping(share=1.0)
DAY = timedelta(days=1)


def answer(*, decision_id: str = "dec_1", may_keep_text: bool = True, said: str = "42") -> Served:
    return Served(
        journey=replace(journey(), decision_id=decision_id),
        request=chat_request(content="What is it?"),
        cost_usd=ZERO_USD,
        said=lambda: said,
        may_keep_text=may_keep_text,
    )


async def some_turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def kept_by(keep: KeepTexts, texts: MemoryTexts) -> list[KeptText]:
    """What is in the store once the service has stopped."""
    running = asyncio.create_task(keep.run())
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait({running})
    return list(await texts.between(NOON - DAY, NOON + DAY))


async def test_prompt_and_answer_are_kept_with_their_decision() -> None:
    texts = MemoryTexts()
    keep = KeepTexts(texts=texts, keeping=ALL, clock=FixedClock())

    keep(answer())

    assert await kept_by(keep, texts) == [
        KeptText(
            decision_id="dec_1",
            at=NOON,
            messages=[{"role": "user", "content": "What is it?"}],
            answer="42",
        )
    ]


async def test_who_forbids_it_is_heeded() -> None:
    texts = MemoryTexts()
    keep = KeepTexts(texts=texts, keeping=ALL, clock=FixedClock())

    keep(answer(may_keep_text=False))

    assert await kept_by(keep, texts) == []


async def test_of_a_sample_the_rest_is_not_even_read() -> None:
    texts = MemoryTexts()
    keep = KeepTexts(texts=texts, keeping=TextKeeping(share=0.25), clock=FixedClock())
    read: list[str] = []

    def said() -> str:
        read.append("once")
        return "42"

    for number in range(400):
        keep(replace(answer(decision_id=f"dec_{number}"), said=said))

    kept = await kept_by(keep, texts)
    assert 60 < len(kept) < 140
    assert len(read) == len(kept)


async def test_texts_are_written_while_it_runs() -> None:
    texts = MemoryTexts()
    keep = KeepTexts(texts=texts, keeping=ALL, clock=FixedClock())
    running = asyncio.create_task(keep.run())

    keep(answer())
    await some_turns()
    assert len(await texts.between(NOON - DAY, NOON + DAY)) == 1

    running.cancel()
    await asyncio.wait({running})


async def test_an_endless_prompt_is_not_kept() -> None:
    texts = MemoryTexts()
    keep = KeepTexts(texts=texts, keeping=ALL, clock=FixedClock())
    endless = chat_request(content="word " * 100_000)

    keep(replace(answer(), request=endless))

    assert await kept_by(keep, texts) == []


async def test_a_store_that_fails_is_told_and_does_not_end_the_work(
    caplog: pytest.LogCaptureFixture,
) -> None:
    texts = _BrokenOnce()
    keep = KeepTexts(texts=texts, keeping=ALL, clock=FixedClock())
    running = asyncio.create_task(keep.run())
    keep(answer())
    await texts.broken.wait()

    keep(answer(decision_id="dec_2"))
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait({running})

    assert [kept.decision_id for kept in await texts.between(NOON - DAY, NOON + DAY)] == ["dec_2"]
    assert "1 texts could not be kept. The disk is full." in caplog.text


async def test_a_store_that_is_too_slow_fills_no_memory(caplog: pytest.LogCaptureFixture) -> None:
    texts = MemoryTexts()
    keep = KeepTexts(texts=texts, keeping=ALL, clock=FixedClock())

    for number in range(1_005):
        keep(answer(decision_id=f"dec_{number}"))

    assert len(await kept_by(keep, texts)) == 1_000
    assert caplog.text.count("A text is not kept") == 5


@pytest.mark.parametrize(("older_than", "left"), [(None, 1), (timedelta(0), 0), (2 * DAY, 2)])
async def test_a_purge_goes_by_the_retention_or_by_what_is_told(
    older_than: timedelta | None, left: int
) -> None:
    texts, clock = MemoryTexts(), FixedClock()
    keep = KeepTexts(texts=texts, keeping=replace(ALL, retention=DAY), clock=clock)
    one = KeptText(decision_id="dec_1", at=NOON, messages=[], answer="")
    await texts.keep([one, replace(one, decision_id="dec_2", at=NOON + DAY)])
    clock.advance(1.5 * DAY.total_seconds())

    deleted = await keep.purge(older_than)

    assert deleted == 2 - left
    assert len(await texts.between(NOON, NOON + 9 * DAY)) == left


async def test_what_is_too_old_goes_when_the_service_starts() -> None:
    texts, clock = MemoryTexts(), FixedClock()
    keep = KeepTexts(texts=texts, keeping=TextKeeping(), clock=clock)
    await texts.keep([KeptText(decision_id="dec_1", at=NOON, messages=[], answer="")])
    clock.advance(31 * DAY.total_seconds())

    purging = asyncio.create_task(keep.purge_in_time())
    await some_turns()
    assert not await texts.between(NOON, NOON + DAY)

    purging.cancel()
    await asyncio.wait({purging})


async def test_texts_are_shown_oldest_first_as_far_back_as_asked() -> None:
    texts, clock = MemoryTexts(), FixedClock()
    keep = KeepTexts(texts=texts, keeping=ALL, clock=clock)
    one = KeptText(decision_id="dec_1", at=NOON, messages=[], answer="")
    await texts.keep([replace(one, decision_id="dec_2", at=NOON + DAY), one])
    clock.advance(1.5 * DAY.total_seconds())

    assert [t.decision_id for t in await keep.since(2 * DAY)] == ["dec_1", "dec_2"]
    assert [t.decision_id for t in await keep.since(DAY)] == ["dec_2"]


class _BrokenOnce(MemoryTexts):
    def __init__(self) -> None:
        super().__init__()
        self.broken = asyncio.Event()

    @override
    async def keep(self, texts: Sequence[KeptText]) -> None:
        if not self.broken.is_set():
            self.broken.set()
            raise LedgerUnavailable("The disk is full.")
        await super().keep(texts)
