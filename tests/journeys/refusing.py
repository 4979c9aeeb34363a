"""A service with budgets and quotas that are soon used up, and how it is asked."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import httpx

from router.bootstrap import open_desk
from router.bootstrap.desk import Desk
from router.core.hold import Unit
from router.core.key import Claimable
from router.core.quota import Quota, QuotaPer
from router.settings import Settings
from tests.journeys.rulebooks import KEY
from tests.journeys.running import Service, running_service, variables
from tests.upstream import Upstream

T = TypeVar("T")
Json = dict[str, object]
HELLO = [{"role": "user", "content": "Say hello"}]
CHAT = "/v1/chat/completions"
POLICY = """
version: 1
name: refusals
default: {tier: standard, reason: Nothing else applies.}
budgets:
  - {id: spent, limit_usd: 0.00001, per: month, team: spent, hard: true,
     timezone: Europe/Berlin, contact: search-leads@acme.example}
  - {id: short, limit_usd: 0.02, per: month, team: short, hard: true}
  - {id: thrifty, limit_usd: 0.0002, per: month, team: thrifty, hard: true}
  - {id: watched, limit_usd: 0.00001, per: month, team: watched}
"""
QUOTAS = (
    Quota(id="busy", unit=Unit.REQUESTS, limit=2, per=QuotaPer.MINUTE, team="busy"),
    Quota(id="wordy", unit=Unit.TOKENS, limit=1_000, per=QuotaPer.DAY, team="wordy"),
    Quota(id="single", unit=Unit.CONCURRENT, limit=1, team="single"),
    Quota(id="ada", unit=Unit.REQUESTS, limit=1, per=QuotaPer.HOUR, user="ada"),
)
LEAVES_OPEN = frozenset({Claimable.TEAM})


def catalog(base_url: str, *, unknown_price: str = "estimate") -> str:
    """A dear and a cheap deployment, and one whose price nobody knows."""
    return f"""
version: 1
unknown_price: {unknown_price}
deployments:
  - {{name: dear, model: openai/dear, tier: standard, api_base: '{base_url}',
     context_window: 8000, capabilities: [],
     prices: {{input_usd_per_mtok: 1, output_usd_per_mtok: 10}}}}
  - {{name: cheap, model: openai/cheap, tier: economy, api_base: '{base_url}',
     context_window: 8000, capabilities: [],
     prices: {{input_usd_per_mtok: 0.001, output_usd_per_mtok: 0.01}}}}
  - {{name: riddle, model: openai/nobody-knows-this, tier: premium, api_base: '{base_url}',
     context_window: 8000, capabilities: []}}
  - {{name: embedder, model: openai/embedding-model, tier: economy, kind: embedding,
     api_base: '{base_url}', context_window: 8000, prices: {{input_usd_per_mtok: 0.02}}}}
"""


def at_desk(work: "Coroutine[Any, Any, T]", desk: Desk) -> T:
    async def whole() -> T:
        try:
            return await work
        finally:
            await desk.close()

    return asyncio.run(whole())


def issue(service: Service, **said: Any) -> tuple[str, str]:
    """Id and secret of a key, as the command line makes it."""
    desk = open_desk(service.settings)
    key, secret = at_desk(desk.issue_key(**said), desk)
    return key.id, secret


@contextmanager
def serving(
    upstream: Upstream,
    folder: Path,
    *,
    unknown_price: str = "estimate",
    quotas: Sequence[Quota] = (),
    **more: str,
) -> Iterator[Service]:
    """A service whose quotas were set before it began; a request waits for nobody."""
    text = catalog(upstream.base_url, unknown_price=unknown_price)
    given = variables(folder, policy=POLICY, catalog=text, OPENAI_API_KEY=KEY, **more)
    given = {"TIERWISE_PATIENCE_S": "0", **given}
    settings = Settings.load(given)
    desk = open_desk(settings)

    async def put() -> None:
        for quota in quotas:
            await desk.limits.put(quota)

    at_desk(put(), desk)
    with running_service(given) as running:
        yield running


def ask(
    service: Service, *, key: str | None = None, path: str = CHAT, **asked: Any
) -> httpx.Response:
    headers: dict[str, str] = {} if key is None else {"authorization": f"Bearer {key}"}
    headers |= asked.pop("headers", {})
    headers |= {"x-tierwise-team": asked.pop("team")} if "team" in asked else {}
    body = {"model": "dear", "messages": HELLO, "max_tokens": 5, **asked}
    return httpx.post(service.url + path, json=body, headers=headers, trust_env=False, timeout=60)


def error_in(answer: httpx.Response) -> Json:
    return cast(Json, answer.json()["error"])
