"""An issuer that runs, and whoever checks its tokens."""

from collections.abc import AsyncIterator

import pytest

from router.adapters.identity.oidc import OidcIdentity
from tests.adapters.identity.issuer import Issuer, running
from tests.contracts.fixed_clock import FixedClock


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    async with running(Issuer()) as started:
        yield started


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
async def identity(issuer: Issuer, clock: FixedClock) -> AsyncIterator[OidcIdentity]:
    made = OidcIdentity(issuer.trust(), clock=clock)
    yield made
    await made.close()
