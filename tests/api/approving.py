"""People of two teams who ask, approve and look on, under one rule that demands approval."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx

from router.api.app import create_app
from router.bootstrap import Container
from router.bootstrap.administration import open_administration
from router.core.key import Role, VirtualKey
from tests.factories import policy, rulebook
from tests.fakes import Service

RULE = "premium-is-approved"
PEOPLE: Mapping[str, tuple[Role, str]] = {
    "ada": (Role.MEMBER, "search"),
    "eve": (Role.MEMBER, "search"),
    "lea": (Role.TEAM_LEAD, "search"),
    "lou": (Role.TEAM_LEAD, "sales"),
    "finn": (Role.FINANCE, "money"),
    "ann": (Role.AUDITOR, "money"),
}
Json = dict[str, Any]


@dataclass(frozen=True)
class People:
    """They call the application."""

    client: httpx.AsyncClient
    service: Service

    async def __call__(self, who: str, call: str, **body: object) -> httpx.Response:
        method, _, path = call.partition(" ")
        headers = {"authorization": f"Bearer {_secret(who)}"}
        return await self.client.request(method, path, json=body or None, headers=headers)

    async def ask(self, who: str = "ada", **more: object) -> Json:
        """A new approval."""
        wanted = {"rule": RULE, "reason": "The audit is due.", "usd": "20", **more}
        answer = await self(who, "POST /v1/approvals", **wanted)
        assert answer.status_code == 201, answer.text
        return answer.json()  # type: ignore[no-any-return]

    async def grant(self, **less: object) -> Json:
        """A new grant of ada's, which lea gave."""
        asked = await self.ask()
        answer = await self("lea", f"POST /v1/approvals/{asked['id']}/approve", **less)
        assert answer.status_code == 200, answer.text
        return answer.json()["grant"]  # type: ignore[no-any-return]


@asynccontextmanager
async def people_at(container: Container, service: Service) -> AsyncIterator[People]:
    """They have a key each, and premium is approved."""
    service.is_open = False
    service.rulebooks.in_force = rulebook(
        policy(
            {
                "id": RULE,
                "when": {"requested_model": "premium"},
                "then": {"require_approval": "Say why."},
            }
        )
    )
    for name, (role, team) in PEOPLE.items():
        key = VirtualKey(id=f"key_{name}", name=name, role=role, team=team, user=name)
        await service.keys.add(key, secret=_secret(name))
    admin = open_administration(service.stores, service.clock)
    whole = replace(container, steps=service.steps, admin=admin)
    transport = httpx.ASGITransport(create_app(whole), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://tierwise") as client:
        yield People(client, service)


def _secret(who: str) -> str:
    return f"tw-{who}-{'s3cr3t' * 6}"
