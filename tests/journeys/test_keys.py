"""Virtual keys made by hand: who may call, who pays, and whether the sums are right."""

import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

import openai
import pytest

from router.bootstrap import open_desk
from router.core.money import format_usd
from tests.journeys.command import tierwise
from tests.journeys.rulebooks import KEY, POLICY
from tests.journeys.running import Service, eventually, running_service, variables
from tests.upstream import Upstream

BODY = {"model": "auto", "messages": [{"role": "user", "content": "Say hello"}]}


@pytest.fixture(scope="module")
def service(catalog_text: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that serves nobody without a virtual key."""
    given = variables(
        tmp_path_factory.mktemp("keys"),
        policy=POLICY,
        catalog=catalog_text,
        OPENAI_API_KEY=KEY,
        TIERWISE_AUTH="required",
    )
    with running_service(given) as running:
        yield running


@pytest.fixture(scope="module")
def ada(service: Service) -> str:
    """The secret of a key that names team, user and project."""
    owner = ("--team", "sea", "--user", "ada", "--project", "tides", "--tag", "nightly")
    return create(service, "Ada's laptop", *owner)


def create(service: Service, *arguments: str) -> str:
    printed = printed_by(service, "keys", "create", *arguments)
    assert printed.startswith("tw-")
    return printed.strip()


async def issue(service: Service, *, name: str, team: str | None) -> str:
    """A key as another process makes it, without the process: that takes a second each."""
    desk = open_desk(service.settings)
    _, secret = await desk.issue_key(name=name, team=team)
    await desk.close()
    return secret


def printed_by(service: Service, *arguments: str) -> str:
    database = str(service.settings.database)
    done = tierwise(*arguments, environment={"TIERWISE_DATABASE": database})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_key_made_by_hand_works_and_its_owner_pays(
    service: Service, upstream: Upstream, ada: str
) -> None:
    with service.openai(key=ada) as client:
        client.chat.completions.create(
            model="economy", messages=[{"role": "user", "content": "Hi"}], user="mallory"
        )

    caller = service.entries()[-1].caller
    assert (caller.team, caller.user, caller.project) == ("sea", "ada", "tides")
    assert (caller.environment, caller.tags) == ("prod", ("nightly",))
    assert f"Bearer {KEY}" in upstream.last.headers.values()
    assert ada not in str(upstream.last.headers)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("any", "No virtual key was sent"),
        ("tw-wrong", "not known here"),
        ("tw-" + "x" * 5_000, "not known here"),
    ],
    ids=["none", "wrong", "long"],
)
def test_a_wrong_key_is_an_authentication_error(
    service: Service, upstream: Upstream, key: str, says: str
) -> None:
    booked = len(service.entries())
    with (
        service.openai(key=key) as client,
        pytest.raises(openai.AuthenticationError) as caught,
    ):
        client.chat.completions.create(model="auto", messages=[{"role": "user", "content": "Hi"}])

    assert (caught.value.code, caught.value.type) == ("invalid_api_key", "authentication_error")
    assert says in caught.value.message
    assert len(service.entries()) == booked
    assert upstream.requests == []


@pytest.mark.parametrize(
    "path", ["/v1/models", "/v1/models/auto", "/v1/decisions/dec_none", "/v1/decisions"]
)
def test_nothing_is_told_without_a_key(service: Service, path: str) -> None:
    error = service.get(path)["error"]
    assert isinstance(error, dict)
    assert error["code"] in ("invalid_api_key", "unknown_url")


def test_a_revoked_key_is_refused_within_two_seconds(service: Service, upstream: Upstream) -> None:
    secret = create(service, "short-lived")
    answer = service.post(BODY, key=secret)
    assert answer.status_code == 200
    key_id = service.entry_of(answer).caller.key_id

    printed_by(service, "keys", "revoke", key_id)
    eventually(lambda: service.post(BODY, key=secret).status_code == 401, timeout_s=2)

    assert "was revoked or has expired" in service.post(BODY, key=secret).text
    listed = printed_by(service, "keys", "list")
    assert key_id in listed
    assert "revoked" in listed
    assert secret not in listed


async def test_a_decision_is_shown_to_its_key_and_to_no_other_member(
    service: Service, upstream: Upstream, ada: str
) -> None:
    answer = service.post(BODY, key=ada)
    path = f"/v1/decisions/{answer.headers['x-tierwise-decision-id']}"
    keys = {
        "same team": await issue(service, name="bob", team="sea"),
        "other team": await issue(service, name="eve", team="land"),
        "no team": await issue(service, name="ivy", team=None),
    }
    seen = {who: service.status(path, key=key) for who, key in keys.items()}

    assert service.status(path, key=ada) == 200
    assert seen == {"same team": 403, "other team": 403, "no team": 403}


@pytest.mark.parametrize("by", ["team", "project", "model"])
def test_spend_sums_to_the_entries_to_the_nano_dollar(
    service: Service, upstream: Upstream, ada: str, by: str
) -> None:
    for model in ("economy", "standard", "premium", "away", "nonsense"):
        service.post({**BODY, "model": model}, key=ada)
    service.post({"model": "embedder", "input": "salt"}, path="/v1/embeddings", key=ada)
    expected: dict[str, Decimal] = defaultdict(Decimal)
    requests: dict[str, int] = defaultdict(int)
    for entry in service.entries():
        group = entry.model if by == "model" else getattr(entry.caller, by)
        expected[group or "unassigned"] += entry.cost_usd
        requests[group or "unassigned"] += 1

    printed = printed_by(service, "spend", "--by", by, "--since", "1h", "--json")
    rows = [json.loads(line) for line in printed.splitlines()]

    assert {row[by]: row["cost_usd"] for row in rows} == {
        group: format_usd(cost_usd) for group, cost_usd in expected.items()
    }
    assert {row[by]: row["requests"] for row in rows} == requests
    assert sum(Decimal(row["cost_usd"]) for row in rows) == sum(
        entry.cost_usd for entry in service.entries()
    )


def test_spend_is_a_table_for_people(service: Service, upstream: Upstream, ada: str) -> None:
    service.post(BODY, key=ada)

    table = printed_by(service, "spend", "--by", "team")

    total_usd = sum((entry.cost_usd for entry in service.entries()), start=Decimal(0))
    assert "Spend by team in the last 7d" in table
    assert "sea" in table
    assert format_usd(total_usd) in table
