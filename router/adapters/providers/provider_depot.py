"""How are a provider's files and batches reached? By aiohttp: nothing here is in a hurry.

It is imported with the first file: aiohttp takes 8 MB.
"""

from collections.abc import Mapping

import aiohttp

from router.adapters.providers.endpoint import Endpoint
from router.adapters.providers.http.failures import HttpFailure, HungUp, NoConnection, NotHttp
from router.adapters.providers.http.proxy import proxy_for
from router.adapters.providers.upstream_errors import Upstream
from router.core.deployment import Deployment
from router.core.errors import DepositNotFound, RouterError
from router.ports.depot import DepotRequest
from router.ports.provider import Answer

__all__ = ["ask_depot"]

_CONNECT_S, _SILENCE_S = 10.0, 120.0
_MOST_BYTES = 512 * 1024 * 1024
"""Of an answer: files of requests are 200 MB at most at OpenAI."""


async def ask_depot(
    deployment: Deployment,
    request: DepotRequest,
    *,
    endpoint: Endpoint,
    environment: Mapping[str, str],
    most_bytes: int = _MOST_BYTES,
) -> Answer:
    """Ask once; a file is held in memory, and one of more than `most_bytes` is not taken.

    Raises:
        DepositNotFound: the provider does not have it.
        RouterError: the provider cannot be reached, fails or refuses.
    """
    upstream = Upstream(deployment, endpoint)
    if endpoint.needs_key and not endpoint.key:
        raise upstream.keyless()
    failure: RouterError
    try:
        status, body, told = await _asked(
            endpoint.url(request.path, model=deployment.model),
            request,
            headers={**endpoint.headers(), "content-type": request.content_type},
            environment=environment,
            most_bytes=most_bytes,
        )
    except (aiohttp.ClientError, OSError, ValueError) as error:
        failure = upstream.after(_lost(error))
    else:
        if status == 404:
            raise DepositNotFound(
                f"Provider {endpoint.provider!r} does not have it any more: {request.path}."
            )
        if status == 200:
            return Answer(body=body, content_type=told.get("content-type", ""), usage=None)
        failure = upstream.refused(status, body=body, headers=told)
    raise failure  # outside of `except`: aiohttp's exceptions hold the headers, and the key


async def _asked(
    url: str,
    request: DepotRequest,
    *,
    headers: Mapping[str, str],
    environment: Mapping[str, str],
    most_bytes: int,
) -> tuple[int, bytes, Mapping[str, str]]:
    """Status, body and headers of the answer; raises what aiohttp raises."""
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S, sock_read=_SILENCE_S)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.request(
            request.method,
            url,
            data=request.body or None,
            headers=headers,
            allow_redirects=False,
            proxy=proxy_for(url, environment),
        ) as response,
    ):
        pieces, length = [], 0
        async for piece in response.content.iter_any():
            pieces.append(piece)
            length += len(piece)
            if length > most_bytes:
                raise ValueError(f"its answer is longer than {most_bytes} bytes")
        body = b"".join(pieces)
        return response.status, body, {n.lower(): v for n, v in response.headers.items()}


def _lost(error: Exception) -> HttpFailure:
    words = str(error) or type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NoConnection(words)
    if isinstance(error, aiohttp.ClientResponseError):
        return NotHttp(words)
    return HungUp(words)
