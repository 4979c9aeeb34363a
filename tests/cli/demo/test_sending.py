"""Tests of `router.cli.demo.sending`."""

import asyncio
from collections import Counter

from aiohttp import ClientSession
from typing_extensions import override

from router.cli.demo.client import Client, connect
from router.cli.demo.prompts import DemoPrompt
from router.cli.demo.sending import Phase, send


def asking(*texts: str) -> list[DemoPrompt]:
    return [DemoPrompt(kind="", messages=({"role": "user", "content": t},)) for t in texts]


async def test_failures_are_kept_beside_the_answers_and_every_step_is_told(service: str) -> None:
    steps: Counter[Phase] = Counter()
    prompts = asking("a", "refuse", "b b", "forget", "c c c", "garble")

    async with connect(service) as client:
        run = await send(
            prompts, client, concurrency=2, on_step=lambda phase: steps.update([phase])
        )

    assert [one.prompt.text for one in run.decided] == ["a", "b b", "c c c"]
    assert [(one.prompt.text, one.code) for one in run.failed] == [
        ("refuse", "policy_denied"),
        ("forget", "decision_not_found"),
        ("garble", "http_500"),
    ]
    assert steps == {Phase.ASKING: 6, Phase.RECALLING: 6}
    assert run.duration_s > 0


class Counting(Client):
    """Answers nothing; counts how many ask at once."""

    at_once = 0
    most = 0

    @override
    async def ask(self, prompt: DemoPrompt) -> str:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        return await super().ask(prompt)


async def test_no_more_run_at_a_time_than_allowed(service: str) -> None:
    async with ClientSession(headers={"x-tierwise-project": "demo"}) as session:
        client = Counting(session, service.rstrip("/"))
        run = await send(asking(*"abcdefgh"), client, concurrency=3, on_step=lambda _: None)

    assert len(run.decided) == 8
    assert client.most == 3
