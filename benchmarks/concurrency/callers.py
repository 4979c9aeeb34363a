"""One process of callers: so many requests, so many at once, and what each one saw in a file.

python -m benchmarks.concurrency.callers FILE URL... --requests 500 --at-once 50
"""

import argparse
import asyncio
import json
import random
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import TextIO

import aiohttp

from benchmarks.concurrency.answers import BROKEN, OK, Answered

__all__ = ["main"]

_PATIENCE_S = 60.0
_BREATH_S = 0.05
"""After a refusal or a broken connection."""


async def main(options: argparse.Namespace) -> None:
    """Ask until all requests were sent, or until told to stop."""
    chance = random.Random(options.seed)  # noqa: S311 - no secret
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    numbers: Iterator[int] = iter(range(options.requests)) if options.requests else count()
    timeout = aiohttp.ClientTimeout(total=_PATIENCE_S)
    connector = aiohttp.TCPConnector(limit=0)
    with open(options.file, "a", encoding="utf-8") as file:  # noqa: PTH123, ASYNC230
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:

            async def call_in_turn() -> None:
                for number in numbers:
                    if stopped.is_set():
                        break
                    url = options.urls[number % len(options.urls)]
                    is_streamed = chance.random() < options.streamed
                    answered = await _ask(session, url, body=_body(number, is_streamed=is_streamed))
                    _note(answered, file)
                    if options.breath and answered.status != OK:
                        await asyncio.sleep(_BREATH_S)

            await asyncio.gather(*(call_in_turn() for _ in range(options.at_once)))


def _note(answered: Answered, file: TextIO) -> None:
    file.write(answered.line())
    file.flush()


def _body(number: int, *, is_streamed: bool) -> dict[str, object]:
    body: dict[str, object] = {
        "model": "auto",
        "messages": [{"role": "user", "content": f"Is number {number} a prime? Say why."}],
        "max_tokens": 200,
    }
    if is_streamed:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


async def _ask(session: aiohttp.ClientSession, url: str, *, body: dict[str, object]) -> Answered:
    began_s = time.monotonic()
    seen = Answered(status=BROKEN)
    try:
        async with session.post(f"{url}/v1/chat/completions", json=body) as response:
            seen = replace(seen, decision_id=response.headers.get("x-tierwise-decision-id"))
            content = await response.read()
            lowered = response.headers.get("x-tierwise-lowered", "")
            seen = replace(seen, status=response.status, is_shortened="max_tokens" in lowered)
            if response.status != OK:
                seen = replace(seen, code=_code(content))
            elif body.get("stream"):
                seen = _streamed(seen, content)
            else:
                cost_usd = response.headers.get("x-tierwise-cost-usd")
                usage = json.loads(content)["usage"]
                seen = replace(seen, cost_usd=cost_usd, output_tokens=usage["completion_tokens"])
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        seen = replace(seen, status=BROKEN, code=type(error).__name__)
    now_s = time.monotonic()
    return replace(seen, ended_s=now_s, took_ms=round((now_s - began_s) * 1000, 1))


def _streamed(seen: Answered, content: bytes) -> Answered:
    """Complete only where the last event came."""
    events = [line[6:] for line in content.split(b"\n") if line.startswith(b"data: ")]
    if not events or events[-1] != b"[DONE]":
        error = json.loads(events[-1]).get("error") if events else None
        return replace(seen, status=BROKEN, code=error["code"] if error else "cut_off")
    last = json.loads(events[-2])
    return replace(
        seen,
        cost_usd=last["tierwise"]["cost_usd"],
        output_tokens=last["usage"]["completion_tokens"],
    )


def _code(content: bytes) -> str | None:
    try:
        error = json.loads(content)["error"]
    except (ValueError, KeyError):
        return None
    code: str | None = error.get("code")
    return code


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--requests", type=int, default=0, help="0: until told to stop")
    parser.add_argument("--at-once", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--streamed", type=float, default=0.0, help="share of streamed answers")
    parser.add_argument("--breath", action="store_true", help="pause after each refusal")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    asyncio.run(main(_options()))
