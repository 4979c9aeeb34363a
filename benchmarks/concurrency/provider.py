"""A provider whose answers take 5 to 200 ms, and are shorter than was asked for as chance has it.

python -m benchmarks.concurrency.provider SEED, which prints its port
"""

import asyncio
import contextlib
import json
import random
import sys

from aiohttp import web

__all__ = ["INPUT_NANOS", "OUTPUT_NANOS", "main"]

INPUT_NANOS, OUTPUT_NANOS = 1_000, 10_000
"""Of a token."""
_SHORTEST_S, _LONGEST_S = 0.005, 0.2
_DEFAULT_LENGTH = 400
_CHUNKS = 4


class _Provider:
    """OpenAI's format, whole or streamed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self._billed_nanos = 0

    async def billed(self, request: web.Request) -> web.Response:
        """What all answers cost that were written to their end, whoever read them."""
        return web.json_response({"nanos": self._billed_nanos})

    async def answer(self, request: web.Request) -> web.StreamResponse:
        asked = json.loads(await request.read())
        length = int(asked.get("max_tokens") or asked.get("max_completion_tokens") or 0)
        written = self._random.randint(max(1, length // 10), length or _DEFAULT_LENGTH)
        usage = {
            "prompt_tokens": sum(len(str(m["content"]).split()) for m in asked["messages"]),
            "completion_tokens": written,
        }
        usage["total_tokens"] = sum(usage.values())
        pause_s = self._random.uniform(_SHORTEST_S, _LONGEST_S)
        if asked.get("stream"):
            response = web.StreamResponse(headers={"content-type": "text/event-stream"})
            with contextlib.suppress(ConnectionResetError):  # who asked was killed
                await _stream(response, request, usage=usage, pause_s=pause_s)
                self._bill(usage)
            return response
        await asyncio.sleep(pause_s)
        self._bill(usage)
        choice = {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": "So it is."},
        }
        return web.json_response({**_head("chat.completion"), "choices": [choice], "usage": usage})

    def _bill(self, usage: dict[str, int]) -> None:
        self._billed_nanos += usage["prompt_tokens"] * INPUT_NANOS
        self._billed_nanos += usage["completion_tokens"] * OUTPUT_NANOS


async def _stream(
    response: web.StreamResponse, request: web.Request, *, usage: dict[str, int], pause_s: float
) -> None:
    await response.prepare(request)
    for number in range(_CHUNKS):
        await asyncio.sleep(pause_s / _CHUNKS)
        is_last = number == _CHUNKS - 1
        choice = {
            "index": 0,
            "delta": {} if is_last else {"content": "So it is. "},
            "finish_reason": "stop" if is_last else None,
        }
        await response.write(_event({"choices": [choice]}))
    await response.write(_event({"choices": [], "usage": usage}))
    await response.write(b"data: [DONE]\n\n")


def _event(said: dict[str, object]) -> bytes:
    return b"data: " + json.dumps({**_head("chat.completion.chunk"), **said}).encode() + b"\n\n"


def _head(kind: str) -> dict[str, object]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1_795_000_000, "model": "priced-model"}


async def main(seed: int) -> None:
    """Answer until killed."""
    app = web.Application()
    provider = _Provider(seed)
    app.router.add_post("/v1/chat/completions", provider.answer)
    app.router.add_get("/billed", provider.billed)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
