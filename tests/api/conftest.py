"""The application on fakes, and a client that calls it without a network."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import httpx
import pytest
from fastapi import FastAPI

from router.adapters.classifying.in_force import ClassifierInForce
from router.adapters.policies_in_force import PoliciesInForce
from router.api.app import create_app
from router.bootstrap import Container
from router.settings import Settings
from tests.fakes import Service


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def container(service: Service, tmp_path: Path) -> Container:
    nowhere = tmp_path / "nowhere"
    return Container(
        settings=Settings(
            policy=nowhere,
            catalog=nowhere,
            simulated_catalog=nowhere,
            max_body_bytes=10_000,
            environment={},
        ),
        found=(),
        rulebooks=cast(PoliciesInForce, service.rulebooks),
        stores=service.stores,
        classifier=cast(ClassifierInForce, service.classifier),
        steps=service.steps,
        complete=service.complete,
        embed=service.embed,
        explain=service.explain,
        learning=service.learning,
    )


@pytest.fixture
def app(container: Container) -> FastAPI:
    return create_app(container)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://tierwise") as calling:
        yield calling
