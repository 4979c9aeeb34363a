"""Somebody of each role who calls the application."""

from dataclasses import dataclass

import httpx

from router.core.key import Role

SECRETS = {role: f"tw-{role}-{'s3cr3t' * 6}" for role in Role}
"""As long as real ones, so that they are recognised as secrets wherever they may turn up."""


@dataclass(frozen=True)
class Caller:
    """Calls in the name of a role."""

    client: httpx.AsyncClient

    async def __call__(
        self,
        call: str,
        *,
        as_: Role | None = Role.ADMIN,
        json: object = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        method, _, path = call.partition(" ")
        own = {} if as_ is None else {"authorization": f"Bearer {SECRETS[as_]}"}
        return await self.client.request(method, path, json=json, headers=own | (headers or {}))
