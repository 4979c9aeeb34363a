"""Does a grant end with its hours, and an approval that nobody decides, on a whole service?"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from typing_extensions import override

from router.adapters.system_clock import SystemClock
from router.api.app import create_app
from router.bootstrap import assemble, find_providers
from router.core.key import Role
from router.services.issue_key import IssueKey
from router.settings import Settings
from tests.journeys.rulebooks import KEY
from tests.journeys.running import variables
from tests.upstream import Upstream

POLICY = """
version: 1
name: approvals
default: {tier: economy, reason: Nothing else applies.}
rules:
  - id: premium-is-approved
    reason: Premium is dear.
    when: {requested_model: premium}
    then: {require_approval: "Say which task needs premium."}
"""
CHAT = {"model": "premium", "max_tokens": 16, "messages": [{"role": "user", "content": "Hello"}]}
Json = dict[str, Any]
HOUR, DAYS = timedelta(hours=1), timedelta(days=3)


class MovedClock(SystemClock):
    """This machine's, moved on by a test."""

    ahead = timedelta()

    @override
    def now(self) -> datetime:
        return super().now() + self.ahead


@asynccontextmanager
async def called(
    settings: Settings, clock: MovedClock
) -> AsyncIterator[tuple[httpx.AsyncClient, dict[str, dict[str, str]]]]:
    """A whole service in this loop, and the headers of ada and lea."""
    container = assemble(settings, await find_providers(settings), clock=clock)
    issue = IssueKey(keys=container.stores.keys, clock=clock)
    headers = {}
    for name, role in (("ada", Role.MEMBER), ("lea", Role.TEAM_LEAD)):
        _, secret = await issue(name=name, role=role, team="search", user=name)
        headers[name] = {"authorization": f"Bearer {secret}"}
    transport = httpx.ASGITransport(create_app(container))
    async with (
        container.running(),
        httpx.AsyncClient(transport=transport, base_url="http://tierwise") as client,
    ):
        yield client, headers


@dataclass(frozen=True)
class Calls:
    """What ada and lea do."""

    client: httpx.AsyncClient
    headers: dict[str, dict[str, str]]

    async def until(self, status: int) -> httpx.Response:
        """Ada's answer, once the service has followed what changed."""
        async with asyncio.timeout(10):
            while True:
                answer = await self.client.post(
                    "/v1/chat/completions", json=CHAT, headers=self.headers["ada"]
                )
                if answer.status_code == status:
                    return answer
                await asyncio.sleep(0.05)

    async def get(self, path: str) -> Json:
        """What ada sees there."""
        found: Json = (await self.client.get(path, headers=self.headers["ada"])).json()
        return found

    async def ask(self) -> Json:
        """Ada's approval of what was refused."""
        refusal = (await self.until(403)).json()["error"]
        body = {"id": refusal["approval"], "reason": "The audit is due.", "usd": "5"}
        answer = await self.client.post("/v1/approvals", json=body, headers=self.headers["ada"])
        assert answer.status_code == 201, answer.text
        found: Json = answer.json()
        return found

    async def approved(self, *, hours: int) -> Json:
        """The same, approved by lea."""
        path = f"/v1/approvals/{(await self.ask())['id']}/approve"
        answer = await self.client.post(path, json={"hours": hours}, headers=self.headers["lea"])
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found


async def test_a_grant_ends_with_its_hours_and_what_nobody_decides_expires(
    catalog_text: str, upstream: Upstream, tmp_path: Path
) -> None:
    given = variables(
        tmp_path,
        policy=POLICY,
        catalog=catalog_text,
        OPENAI_API_KEY=KEY,
        TIERWISE_AUTH="required",
    )
    clock = MovedClock()
    async with called(Settings.load(given), clock) as (client, headers):
        chat = Calls(client, headers)
        first = await chat.approved(hours=1)
        passed = await chat.until(200)
        clock.ahead += HOUR
        ended = (await chat.get(f"/v1/grants/{first['grant']['id']}"))["is_open"]
        refused = await chat.until(403)
        asked = await chat.ask()
        clock.ahead += DAYS
        expired = (await chat.get(f"/v1/approvals/{asked['id']}"))["state"]
        path = f"/v1/approvals/{asked['id']}/approve"
        late = await client.post(path, json={}, headers=headers["lea"])
        second = await chat.approved(hours=1)
        resumed = await chat.until(200)

    assert passed.headers["x-tierwise-grant"] == first["grant"]["id"]
    assert ended is False
    assert refused.json()["error"]["code"] == "approval_required"
    assert expired == "expired"
    assert late.status_code == 409
    assert resumed.headers["x-tierwise-grant"] == second["grant"]["id"]
    assert second["id"] not in (first["id"], asked["id"])
