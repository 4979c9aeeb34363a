"""Calls and endpoints for the tests of providers."""

import json
from collections.abc import AsyncIterator

from router.adapters.providers.endpoint import Endpoint
from router.adapters.providers.upstream_errors import Upstream
from router.core.deployment import Deployment
from router.core.patience import Patience
from router.ports.provider import Call
from tests.factories import deployment

KEY = "sk-planted-0123456789"
PATIENT = Patience(connect_s=5, first_byte_s=5, between_s=5)
HELLO = [{"role": "user", "content": "Hello"}]


def call(on: Deployment | None = None, *, patience: Patience = PATIENT, **fields: object) -> Call:
    """A call with `fields` as JSON; the messages say hello unless given."""
    given = {"messages": HELLO, **fields}
    return Call(
        deployment=on or deployment("small"),
        fields={name: json.dumps(value).encode() for name, value in given.items()},
        patience=patience,
    )


def endpoint(base_url: str, *, provider: str = "openai", key: str = KEY) -> Endpoint:
    """An endpoint with a planted key."""
    return Endpoint(
        provider=provider,
        base_url=base_url,
        key=key,
        key_variable="OPENAI_API_KEY",
        needs_key=True,
    )


def upstream(base_url: str = "http://127.0.0.1:1/v1") -> Upstream:
    """Whom errors name."""
    return Upstream(deployment("small"), endpoint(base_url))


async def all_of(stream: AsyncIterator[bytes]) -> bytes:
    """Everything that a stream brings."""
    return b"".join([block async for block in stream])
