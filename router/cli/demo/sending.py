"""How are many prompts sent, a few at a time, without one failure stopping the rest?"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum
from typing import TypeVar

from router.cli.demo.client import Client, RequestFailed
from router.cli.demo.outcome import Decided, DemoRun, Failed
from router.cli.demo.prompts import DemoPrompt

__all__ = ["Phase", "send"]

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")


class Phase(Enum):
    """What is being done, as the progress bar names it."""

    ASKING = "Sending prompts"
    RECALLING = "Reading reasons"


async def send(
    prompts: Sequence[DemoPrompt],
    client: Client,
    *,
    concurrency: int,
    on_step: Callable[[Phase], None],
) -> DemoRun:
    """Send all prompts, then read every decision; reading is not part of the time taken."""

    async def ask(prompt: DemoPrompt) -> str | Failed:
        try:
            return await client.ask(prompt)
        except RequestFailed as failure:
            return Failed(prompt=prompt, code=failure.code, message=failure.message)
        finally:
            on_step(Phase.ASKING)

    async def recall(asked: tuple[DemoPrompt, str | Failed]) -> Decided | Failed:
        prompt, answered = asked
        try:
            if isinstance(answered, Failed):
                return answered
            return await client.recall(answered, prompt=prompt)
        except RequestFailed as failure:
            return Failed(prompt=prompt, code=failure.code, message=failure.message)
        finally:
            on_step(Phase.RECALLING)

    clock = asyncio.get_running_loop().time
    started_s = clock()
    answers = await _each(prompts, ask, concurrency=concurrency)
    duration_s = clock() - started_s
    asked = list(zip(prompts, answers, strict=True))
    outcomes = await _each(asked, recall, concurrency=concurrency)
    return DemoRun(
        decided=tuple(outcome for outcome in outcomes if isinstance(outcome, Decided)),
        failed=tuple(outcome for outcome in outcomes if isinstance(outcome, Failed)),
        duration_s=duration_s,
    )


async def _each(
    items: Sequence[ItemT], work: Callable[[ItemT], Awaitable[ResultT]], *, concurrency: int
) -> list[ResultT]:
    """The result of `work` for each item, in order; up to `concurrency` at a time."""
    results: dict[int, ResultT] = {}
    queue = enumerate(items)

    async def take() -> None:
        for place, item in queue:
            results[place] = await work(item)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(concurrency, len(items))):
            group.create_task(take())
    return [results[place] for place in range(len(items))]
