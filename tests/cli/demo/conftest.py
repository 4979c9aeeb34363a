"""One value of each kind to vary, and a small service that answers as Tierwise does."""

import asyncio
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import StringIO
from threading import Thread

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler
from rich.console import Console, RenderableType

from router.cli.demo.outcome import Decided, Offer
from router.cli.demo.prompts import DemoPrompt
from router.core.price import Price
from router.core.tier import Tier
from router.core.usage import Usage

PRICES = {"small": ("economy", "0.1", "0.4"), "large": ("premium", "5", "25")}


@pytest.fixture
def prompt() -> DemoPrompt:
    return DemoPrompt(
        kind="bank", messages=({"role": "user", "content": "Where is the nearest branch?"},)
    )


@pytest.fixture
def decided(prompt: DemoPrompt) -> Decided:
    return Decided(
        prompt=prompt,
        deployment="small",
        tier=Tier.ECONOMY,
        rule="low-value",
        reason="Little is lost.",
        priority="low",
        complexity="trivial",
        task="qa",
        is_abstained=False,
        usage=Usage(input_tokens=1_000_000, output_tokens=1_000_000),
        cost_usd=Decimal("0.5"),
    )


@pytest.fixture
def offers() -> list[Offer]:
    return [
        Offer(
            name=name,
            provider="simulated",
            tier=Tier(tier),
            price=Price(
                version="current",
                input_usd_per_mtok=Decimal(input_usd),
                output_usd_per_mtok=Decimal(output_usd),
            ),
        )
        for name, (tier, input_usd, output_usd) in PRICES.items()
    ]


@pytest.fixture
def shown() -> Callable[[RenderableType], str]:
    """What a terminal of 100 columns without colours shows."""

    def show(part: RenderableType) -> str:
        written = StringIO()
        Console(file=written, width=100, highlight=False).print(part)
        return written.getvalue()

    return show


@pytest.fixture
def service() -> Iterator[str]:
    """The address of a service in a thread of its own, so that commands can be run against it.

    A prompt of more than eight words is premium; some words make it fail.
    """
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    server = TestServer(_application())
    try:
        asyncio.run_coroutine_threadsafe(server.start_server(), loop).result(10)
        yield str(server.make_url("/"))
        asyncio.run_coroutine_threadsafe(server.close(), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _application() -> web.Application:
    app = web.Application(middlewares=[_check_key])
    app.router.add_get("/v1/models", _models)
    app.router.add_post("/v1/chat/completions", _complete)
    app.router.add_get("/v1/decisions/{id}", _decision)
    app.router.add_get("/other/v1/models", _no_tiers)
    return app


@web.middleware
async def _check_key(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.headers.get("authorization") == "Bearer tw-wrong":
        return _error(401, "invalid_api_key", "This virtual key is not known here.")
    return await handler(request)


async def _models(request: web.Request) -> web.Response:
    deployments = [
        {
            "id": name,
            "owned_by": "simulated",
            "tier": tier,
            "kind": "chat",
            "input_usd_per_mtok": input_usd,
            "output_usd_per_mtok": output_usd,
        }
        for name, (tier, input_usd, output_usd) in PRICES.items()
    ]
    embedder = {"id": "embedder", "owned_by": "simulated", "tier": "economy", "kind": "embedding"}
    return web.json_response({"data": [{"id": "auto", "owned_by": "x"}, *deployments, embedder]})


async def _no_tiers(request: web.Request) -> web.Response:
    return web.json_response({"data": [{"id": "gpt"}]})


async def _complete(request: web.Request) -> web.Response:
    body = await request.json()
    assert body.keys() == {"model", "messages"}
    assert body["model"] == "auto"
    assert request.headers["x-tierwise-project"] == "demo"
    text = body["messages"][-1]["content"]
    if "refuse" in text:
        return _error(403, "policy_denied", "Not today.")
    if "garble" in text:
        return web.Response(status=500, text="oops")
    if "drop" in text:
        assert request.transport is not None
        request.transport.close()
    headers = {"x-tierwise-decision-id": f"dec-{len(text.split())}"}
    if "nameless" in text:
        headers = {}
    if "forget" in text:
        headers = {"x-tierwise-decision-id": "dec-none"}
    return web.json_response({"object": "chat.completion"}, headers=headers)


async def _decision(request: web.Request) -> web.Response:
    words = request.match_info["id"].removeprefix("dec-")
    if not words.isdigit():
        return _error(404, "decision_not_found", "No such decision.")
    is_long = int(words) > 8
    said = {"priority": "high", "complexity": "demanding", "task": "drafting", "abstained": False}
    entry = {"input_tokens": 1_000, "cached_tokens": 10, "output_tokens": 100}
    decision = {
        "deployment": "large" if is_long else "small",
        "tier": "premium" if is_long else "economy",
        "rule": "by-length",
        "reason": "Long is dear.",
        "cost_usd": "0.0075" if is_long else "0.00014",
        "entries": [entry | {"is_estimated": False}],
        "explanation": {"classification": said} if is_long else None,
    }
    return web.json_response(decision)


def _error(status: int, code: str, message: str) -> web.Response:
    body = {"error": {"message": message, "type": "x", "param": None, "code": code}}
    return web.Response(status=status, body=json.dumps(body), content_type="application/json")
