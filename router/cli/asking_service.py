"""How does a command ask the running service, in the name of a virtual key?"""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
import typer

from router.core.errors import ConfigurationError

__all__ = ["Answered", "KeyOption", "UrlOption", "ask_service"]

UrlOption = Annotated[str, typer.Option(help="Where the service listens.")]
KeyOption = Annotated[
    str | None, typer.Option(envvar="TIERWISE_KEY", help="Your virtual key, if one is required.")
]
Answered = Mapping[str, Any]
"""What the service told, as JSON."""

_LONGEST_S, _TO_CONNECT_S = 60, 10


class _Error(msgspec.Struct):
    message: str


class _Refused(msgspec.Struct):
    error: _Error


def ask_service(
    method: str,
    path: str,
    *,
    url: str,
    key: str | None,
    body: Mapping[str, object] | None = None,
) -> Answered:
    """What the service at `url` answers.

    Raises:
        ConfigurationError: no service answers there, or it refuses.
    """
    return asyncio.run(_ask(method, url.rstrip("/").removesuffix("/v1") + path, key=key, body=body))


async def _ask(
    method: str, address: str, *, key: str | None, body: Mapping[str, object] | None
) -> Answered:
    import aiohttp

    headers = {"authorization": f"Bearer {key}"} if key else {}
    timeout = aiohttp.ClientTimeout(total=_LONGEST_S, sock_connect=_TO_CONNECT_S)
    try:
        async with (
            aiohttp.ClientSession(headers=headers, timeout=timeout) as session,
            session.request(method, address, json=body) as response,
        ):
            status, content = response.status, await response.read()
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ConfigurationError(
            f"No service answers at {address} ({type(error).__name__}). Start it with "
            "'tierwise serve', or name where it listens with --url."
        ) from error
    if status != 200:
        raise ConfigurationError(_why(status, content, address=address))
    try:
        answered: Answered = msgspec.json.decode(content, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise ConfigurationError(
            f"What answers at {address} is not Tierwise. Name the address with --url."
        ) from error
    return answered


def _why(status: int, content: bytes, *, address: str) -> str:
    try:
        said = msgspec.json.decode(content, type=_Refused).error.message
    except (msgspec.DecodeError, UnicodeDecodeError):
        return f"{address} answered with status {status}. Is it Tierwise? Name it with --url."
    return f"{said} Your key is given with --key, or as TIERWISE_KEY." if status == 401 else said
