import asyncio
from collections.abc import AsyncIterator

import pytest

from router.adapters.providers.connections import Connections
from router.adapters.providers.openai_wire import OpenAIWire
from tests.adapters.providers.asking import endpoint
from tests.upstream import Upstream


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream() as running:
        yield running


@pytest.fixture
async def connections() -> AsyncIterator[Connections]:
    """Closed at the end, when no task may be left over."""
    opened = Connections()
    yield opened
    await opened.close()
    await asyncio.sleep(0)


@pytest.fixture
def wire(upstream: Upstream, connections: Connections) -> OpenAIWire:
    return OpenAIWire(endpoint(upstream.base_url), connections)
