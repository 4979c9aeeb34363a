"""The application with an administration, and a key of each role, all of team search."""

from dataclasses import replace

import httpx
import pytest

from router.bootstrap import Container
from router.bootstrap.administration import open_administration
from router.core.key import Role, VirtualKey
from tests.api.admin.calling import SECRETS, Caller
from tests.fakes import Service


@pytest.fixture
def service() -> Service:
    return Service(is_open=False)


@pytest.fixture
async def container(container: Container, service: Service) -> Container:
    for role in Role:
        key = VirtualKey(
            id=f"key_{role}",
            name=f"{role}'s",
            prefix=SECRETS[role][:9],
            role=role,
            team="search",
            user=f"user-{role}",
        )
        await service.keys.add(key, secret=SECRETS[role])
    return replace(container, admin=open_administration(service.stores, service.clock))


@pytest.fixture
def call(client: httpx.AsyncClient) -> Caller:
    return Caller(client)
