"""The application on fakes, and a client that calls it without a network."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import cast

import httpx
import pytest
from fastapi import FastAPI

from router.adapters.classifying.in_force import ClassifierInForce
from router.adapters.policies_in_force import PoliciesInForce
from router.adapters.providers.pool import ProviderPool
from router.api.app import create_app
from router.bootstrap import Container
from router.bootstrap.administration import open_administration
from router.bootstrap.approving import open_approving
from router.bootstrap.batching import open_batching
from router.bootstrap.coaching import Coaching, open_coaching
from router.core.budget import BudgetState
from router.core.caller import Caller
from router.core.directory import Directory
from router.services.analyse_behaviour import AnalyseBehaviour
from router.services.show_behaviour import ShowBehaviour
from router.settings import Settings
from tests.fakes import Service


@pytest.fixture
def service() -> Service:
    return Service()


class UnusedBudgets:
    """Implements `Standing`: nothing is spent of any budget."""

    def of(self, caller: Caller, *, at: datetime) -> tuple[BudgetState, ...]:
        return ()


def coaching_of(service: Service, settings: Settings) -> Coaching:
    approving = open_approving(service.stores, service.clock, rulebook=service.rulebooks.current)
    admin = open_administration(service.stores, service.clock, book=lambda: service.book)
    return open_coaching(
        settings,
        service.stores,
        clock=service.clock,
        rulebooks=cast(PoliciesInForce, service.rulebooks),
        standing=UnusedBudgets(),
        directory=Directory,
        limits=admin.limits,
        approvals=approving.show,
    )


@pytest.fixture
def container(service: Service, tmp_path: Path) -> Container:
    nowhere = tmp_path / "nowhere"
    settings = Settings(
        policy=nowhere,
        catalog=nowhere,
        simulated_catalog=nowhere,
        max_body_bytes=10_000,
        environment={},
    )
    return Container(
        settings=settings,
        found=(),
        rulebooks=cast(PoliciesInForce, service.rulebooks),
        stores=service.stores,
        classifier=cast(ClassifierInForce, service.classifier),
        steps=service.steps,
        complete=service.complete,
        embed=service.embed,
        pass_on=service.pass_on,
        batches=open_batching(
            service.steps, service.stores, depot=ProviderPool({}), rulebooks=service.rulebooks
        ).run,
        explain=service.explain,
        estimate=service.estimate,
        learning=service.learning,
        coaching=coaching_of(service, settings),
        approving=open_approving(service.stores, service.clock, rulebook=service.rulebooks.current),
        behaviour=ShowBehaviour(
            AnalyseBehaviour(
                history=service.stores.history,
                feedback=service.stores.feedback,
                catalog=lambda: service.rulebooks.now().primary.catalog,
                clock=service.clock,
            ),
            clock=service.clock,
        ),
    )


@pytest.fixture
def app(container: Container) -> FastAPI:
    return create_app(container)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://tierwise") as calling:
        yield calling
