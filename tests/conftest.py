"""What holds for every test: no network but the loopback, and reproducible random cases."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from pytest_socket import socket_allow_hosts

if TYPE_CHECKING:
    from tests.postgres import PostgresServer
    from tests.redis_server import RedisServer

settings.register_profile("local", deadline=None, max_examples=60)
settings.register_profile("reproducible", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("reproducible" if os.environ.get("CI") else "local")


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator["PostgresServer"]:
    """Imported and started where a test asks for it: most of them do not."""
    from tests.postgres import running_server

    with running_server() as server:
        server.prepare_template()
        yield server


@pytest.fixture
def postgres_url(postgres_server: "PostgresServer") -> Iterator[str]:
    """A database with the newest schema, for one test."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture(scope="session")
def redis_server() -> Iterator["RedisServer"]:
    from tests.redis_server import running_redis

    with running_redis() as server:
        yield server
