"""Tests of `router.api.guide`."""

import base64

import httpx
import pytest

from tests import factories
from tests.fakes import Service

RULES: tuple[dict[str, object], ...] = (
    {"id": "ours", "when": {"team": "search"}, "then": {"tier": "economy"}, "reason": "Ours."},
    {"id": "theirs", "when": {"team": "pay"}, "then": {"tier": "premium"}, "reason": "Theirs."},
)


@pytest.fixture
def service() -> Service:
    service = Service()
    service.rulebooks.in_force = factories.rulebook(factories.policy(*RULES))
    return service


async def test_the_policy_in_force_is_a_page(client: httpx.AsyncClient) -> None:
    response = await client.get("/guide")

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "Ours." in response.text
    assert "Theirs." in response.text
    assert "<code>http://tierwise/v1</code>" in response.text


async def test_another_policy_is_told_from_the_next_request_on(
    client: httpx.AsyncClient, service: Service
) -> None:
    await client.get("/guide")
    service.rulebooks.in_force = factories.rulebook(factories.policy(RULES[1]))

    assert "Ours." not in (await client.get("/guide")).text


@pytest.mark.parametrize("team", ["search", " search "])
async def test_a_team_sees_what_concerns_it(client: httpx.AsyncClient, team: str) -> None:
    page = (await client.get("/guide", params={"team": team})).text

    assert "<h1>Which AI model answers what for team search</h1>" in page
    assert "Ours." in page
    assert "Theirs." not in page


@pytest.mark.parametrize("team", ["", "  "])
async def test_an_empty_team_is_none(client: httpx.AsyncClient, team: str) -> None:
    assert "Theirs." in (await client.get("/guide", params={"team": team})).text


async def test_what_the_address_names_is_only_text(client: httpx.AsyncClient) -> None:
    page = (await client.get("/guide", params={"team": "<script>x" + "y" * 10_000})).text

    assert "<script>" not in page
    assert "y" * 300 not in page


async def test_the_page_may_load_and_run_nothing(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/guide")).headers

    assert headers["content-security-policy"].startswith("default-src 'none';")
    assert headers["x-content-type-options"] == "nosniff"


@pytest.fixture
async def secret(service: Service) -> str:
    """A virtual key of a service that requires one; to be asked for before `client`."""
    service.is_open = False
    await service.keys.add(factories.key(), secret="tw-1")
    return "tw-1"


def basic(secret: str) -> dict[str, str]:
    """As a browser sends what its user typed."""
    return {"authorization": f"Basic {base64.b64encode(f'ada:{secret}'.encode()).decode()}"}


async def test_a_browser_asks_its_user_for_the_key_where_one_is_required(
    secret: str, client: httpx.AsyncClient
) -> None:
    refused = await client.get("/guide")
    let_in = await client.get("/guide", headers=basic(secret))

    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith('Basic realm="')
    assert refused.json()["error"]["code"] == "invalid_api_key"
    assert let_in.status_code == 200


async def test_applications_send_the_key_as_ever(secret: str, client: httpx.AsyncClient) -> None:
    headers = {"authorization": f"Bearer {secret}"}

    assert (await client.get("/guide", headers=headers)).status_code == 200


@pytest.mark.parametrize("sent", ["Basic", "Basic ???", "Basic /w==", "Basic YQ==", "Digest x"])
@pytest.mark.usefixtures("secret")
async def test_what_is_no_key_is_refused(client: httpx.AsyncClient, sent: str) -> None:
    assert (await client.get("/guide", headers={"authorization": sent})).status_code == 401
