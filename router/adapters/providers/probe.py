"""Is a provider there again, and does it take our key? Its list of models costs nothing.

On a connection of its own: a kept one says nothing of whether new ones come about. It is imported
only where somebody probes: aiohttp takes 8 MB and a seventh of a second to load.
"""

from collections.abc import Mapping

import aiohttp

from router.adapters.providers.endpoint import Endpoint
from router.adapters.providers.http.failures import HttpFailure, NoConnection
from router.adapters.providers.http.proxy import proxy_for
from router.adapters.providers.upstream_errors import Upstream
from router.core.deployment import Deployment
from router.core.errors import RouterError

__all__ = ["probe"]

_WITHIN_S = 3.0
_WELL = frozenset({404, 405, 501})
"""It answers, and only has no such list."""


async def probe(
    deployment: Deployment, *, endpoint: Endpoint, environment: Mapping[str, str]
) -> None:
    """Ask for the list of models.

    Raises:
        RouterError: the provider cannot be reached, fails or refuses our key.
    """
    upstream = Upstream(deployment, endpoint)
    if endpoint.needs_key and not endpoint.key:
        raise upstream.keyless()
    url = endpoint.url("models", model=deployment.model)
    failure: RouterError
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_WITHIN_S)) as session,
            session.get(
                url,
                headers=endpoint.headers(),
                allow_redirects=False,
                proxy=proxy_for(url, environment),
            ) as response,
        ):
            status = response.status
            headers = {name.lower(): value for name, value in response.headers.items()}
    except (aiohttp.ClientError, OSError, ValueError) as error:
        failure = upstream.after(_lost(error))
    else:
        if status < 300 or status in _WELL:
            return
        failure = upstream.refused(status, body=b"", headers=headers)
    raise failure  # outside of `except`: aiohttp's exceptions hold the headers, and the key


def _lost(error: Exception) -> HttpFailure:
    said = f"no answer within {_WITHIN_S:g} s" if isinstance(error, TimeoutError) else str(error)
    return NoConnection(said or type(error).__name__)
