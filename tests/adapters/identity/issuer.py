"""A real issuer on this machine, with keys of its own, that counts how often it is asked."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from router.core.access_token import TokenTrust
from router.core.key import Role
from tests.factories import NOON

AUDIENCE = "tierwise"
NOW_S = int(NOON.timestamp())
RSA = RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"})
OTHER_RSA = RSAKey.generate_key(2048, {"kid": "rsa-2", "use": "sig"})
EC = ECKey.generate_key("P-256", {"kid": "ec-1"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed-1"})


def segment(value: object) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


@dataclass
class Issuer:
    """What it publishes may be changed while it runs."""

    keys: list[Key] = field(default_factory=lambda: [RSA, EC, ED])
    extra: list[dict[str, object]] = field(default_factory=list)
    calls_itself: str | None = None
    jwks_uri: str | None = None
    is_down: bool = False
    body: bytes | None = None
    asked: int = 0
    url: str = ""

    def token(self, key: Key = RSA, *, alg: str = "RS256", **claims: Any) -> str:
        """A signed token; a claim that is None is left out, `header` is added to the header."""
        header = {"alg": alg, "kid": key.kid, **claims.pop("header", {})}
        told = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "user-1",
            "email": "ada@acme.example",
            "exp": NOW_S + 300,
            "iat": NOW_S,
            **claims,
        }
        kept = {name: value for name, value in told.items() if value is not None}
        return jwt.encode(
            {name: value for name, value in header.items() if value is not None},
            kept,
            key,
            algorithms=[alg],
        )

    def trust(self) -> TokenTrust:
        return TokenTrust(issuer=self.url, audience=AUDIENCE, roles={"platform-admins": Role.ADMIN})

    async def configuration(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.is_down:
            return web.Response(status=503)
        if self.body is not None:
            return web.Response(body=self.body)
        return web.json_response(
            {
                "issuer": self.calls_itself or self.url,
                "jwks_uri": self.jwks_uri or f"{self.url}/keys",
            }
        )

    async def published(self, request: web.Request) -> web.Response:
        return web.json_response(
            {"keys": [*(key.as_dict(private=False) for key in self.keys), *self.extra]}
        )

    async def moved(self, request: web.Request) -> web.Response:
        raise web.HTTPFound(f"{self.url}/keys")


@asynccontextmanager
async def running(issuer: Issuer) -> AsyncIterator[Issuer]:
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", issuer.configuration)
    app.router.add_get("/keys", issuer.published)
    app.router.add_get("/moved", issuer.moved)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    issuer.url = f"http://{host}:{port}"
    try:
        yield issuer
    finally:
        await runner.cleanup()
