"""Services that run for the whole session: one before a scripted upstream, one simulated."""

from collections.abc import Iterator

import pytest

from tests.journeys.rulebooks import DEFAULT_POLICY, KEY, POLICY, catalog
from tests.journeys.running import (
    Service,
    closed_port,
    running_service,
    running_upstream,
    variables,
)
from tests.upstream import Reply, Upstream


@pytest.fixture(scope="session")
def upstream_server() -> Iterator[Upstream]:
    with running_upstream() as upstream:
        yield upstream


@pytest.fixture
def upstream(upstream_server: Upstream) -> Upstream:
    """The upstream of `service`, as if nobody had used it before."""
    upstream_server.reply = Reply()
    upstream_server.script.clear()
    upstream_server.requests.clear()
    upstream_server.disconnects = 0
    return upstream_server


@pytest.fixture(scope="session")
def catalog_text(upstream_server: Upstream) -> str:
    return catalog(upstream_server.base_url, away_url=f"http://127.0.0.1:{closed_port()}/v1")


@pytest.fixture(scope="session")
def service(catalog_text: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that calls the upstream."""
    folder = tmp_path_factory.mktemp("scripted")
    given = variables(folder, policy=POLICY, catalog=catalog_text, OPENAI_API_KEY=KEY)
    with running_service(given) as running:
        yield running


@pytest.fixture(autouse=True)
def _without_troubles(request: pytest.FixtureRequest) -> None:
    if "service" in request.fixturenames:
        running: Service = request.getfixturevalue("service")
        running.forget_troubles()


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service as a newcomer starts it: no provider's key, the default policy and catalog."""
    folder = tmp_path_factory.mktemp("simulated")
    with running_service(variables(folder, policy=DEFAULT_POLICY)) as running:
        yield running
