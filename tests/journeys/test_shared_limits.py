"""Two replicas on one database: is a limit one limit, and is a key that is revoked gone on both?"""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from router.bootstrap import open_desk
from tests.journeys.command import tierwise
from tests.journeys.rulebooks import KEY
from tests.journeys.running import Service, eventually, running_service, variables
from tests.redis_server import running_redis
from tests.upstream import Upstream

_log = logging.getLogger(__name__)
BODY = {
    "model": "auto",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Is it high tide?"}],
}
WORST_USD = 0.0006
"""Of one such call: a short question, and 50 tokens at 4 USD per million."""
POLICY = """
version: 1
name: shared
budgets:
  - {id: sea, limit_usd: 0.002, per: year, team: sea, hard: true}
default: {tier: standard, reason: Nothing else applies.}
"""
GONE_WITHIN_S = 1.0


@pytest.fixture(scope="module", params=["postgres", "postgres+redis"])
def replicas(
    request: pytest.FixtureRequest, catalog_text: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Service, Service]]:
    folder = tmp_path_factory.mktemp("replicas")
    (folder / "pepper").write_bytes(b"p" * 32)
    postgres = request.getfixturevalue("postgres_server")
    with ExitStack() as ending:
        counters = {}
        if request.param == "postgres+redis":
            counters["TIERWISE_REDIS"] = ending.enter_context(running_redis()).url
        given = counters | variables(
            folder,
            policy=POLICY,
            catalog=catalog_text,
            OPENAI_API_KEY=KEY,
            TIERWISE_AUTH="required",
            TIERWISE_DATABASE=ending.enter_context(postgres.database()),
            TIERWISE_PEPPER_FILE=str(folder / "pepper"),
            TIERWISE_PATIENCE_S="0.5",
        )
        first = ending.enter_context(running_service(given))
        second = ending.enter_context(
            running_service(given | {"TIERWISE_SPOOL": str(folder / "second")})
        )
        yield first, second


def by_command(service: Service, *arguments: str) -> str:
    """What `tierwise` prints on the same database."""
    settings = service.settings
    environment = {
        "TIERWISE_DATABASE": settings.postgres_url or "",
        "TIERWISE_PEPPER_FILE": str(settings.pepper_file),
        "TIERWISE_POLICY": str(settings.policy),
        "TIERWISE_CATALOG": str(settings.catalog),
    }
    done = tierwise(*arguments, environment=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def issued(service: Service, *, team: str) -> tuple[str, str]:
    """Id and secret of a new key."""
    desk = open_desk(service.settings)
    key, secret = await desk.issue_key(name=team, team=team)
    await desk.close()
    return key.id, secret


def in_turn(replicas: tuple[Service, Service], key: str, *, requests: int) -> list[httpx.Response]:
    return [replicas[number % 2].post(BODY, key=key) for number in range(requests)]


async def test_what_one_replica_spends_the_other_cannot_spend_again(
    replicas: tuple[Service, Service], upstream: Upstream
) -> None:
    _, key = await issued(replicas[0], team="sea")
    answers: list[httpx.Response] = []
    while not answers or answers[-1].status_code == 200:
        answers.append(replicas[len(answers) % 2].post(BODY, key=key))
        assert len(answers) < 500, "nobody is ever refused"

    refused = [replica.post(BODY, key=key) for replica in replicas]

    assert [answer.json()["error"]["code"] for answer in refused] == ["budget_exceeded"] * 2
    spent = sum(
        float(answer.headers["x-tierwise-cost-usd"]) for answer in answers if answer.is_success
    )
    assert 0.002 - WORST_USD <= spent <= 0.002


async def test_a_quota_is_one_quota_for_both(
    replicas: tuple[Service, Service], upstream: Upstream
) -> None:
    _, key = await issued(replicas[0], team="river")
    by_command(
        replicas[0], "quotas", "set", "river", "--limit", "5", "--unit", "requests",
        "--per", "day", "--team", "river",
    )  # fmt: skip
    eventually(lambda: "x-ratelimit-limit-requests" in replicas[0].post(BODY, key=key).headers)
    eventually(lambda: "x-ratelimit-limit-requests" in replicas[1].post(BODY, key=key).headers)

    codes = Counter(answer.status_code for answer in in_turn(replicas, key, requests=8))

    assert codes[429] >= 4
    assert [replica.post(BODY, key=key).status_code for replica in replicas] == [429, 429]


async def test_a_key_that_is_revoked_stops_working_on_both_within_a_second(
    replicas: tuple[Service, Service], upstream: Upstream
) -> None:
    key_id, key = await issued(replicas[0], team="lake")
    assert [answer.status_code for answer in in_turn(replicas, key, requests=4)] == [200] * 4
    desk = open_desk(replicas[0].settings)
    revoked_s = time.monotonic()
    await desk.issue_key.revoke(key_id)
    await desk.close()

    eventually(
        lambda: [r.post(BODY, key=key).status_code for r in replicas] == [401, 401],
        timeout_s=GONE_WITHIN_S,
    )

    gone_after_s = time.monotonic() - revoked_s
    _log.info("A revoked key was gone on both after %.3f s.", gone_after_s)
    assert gone_after_s < GONE_WITHIN_S
