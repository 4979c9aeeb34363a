"""Policies are rolled out under load: nothing is dropped or mixed, and a bad canary halts alone."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import aiohttp
import httpx
import pytest

from tests.cli.calling import call
from tests.journeys.rulebooks import KEY, only
from tests.journeys.running import Service, eventually, running_service, variables
from tests.upstream import Reply, Upstream

CALLERS = 200
_DECISIONS = "SELECT id, tier, policy_version FROM decision"
FAILING = """
version: 1
name: failing
default: {tier: standard, reason: Nothing else applies.}
rules:
  - id: to-a-cheap-one
    reason: It is said to be cheap.
    when: {tokens: {at_least: 0}}
    then: {deployment: away}
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    patient = {"TIERWISE_LONGEST_WAIT_S": "60"}  # also where the machine takes long for 200 callers
    with running_service(variables(tmp_path, policy=only("economy"), **patient)) as running:
        yield running


@pytest.fixture
def scripted(tmp_path: Path, upstream: Upstream, catalog_text: str) -> Iterator[Service]:
    """A service before the scripted upstream, in a ledger of its own."""
    given = variables(tmp_path, policy=only("standard"), catalog=catalog_text, OPENAI_API_KEY=KEY)
    upstream.reply = Reply(text="Well answered.")
    with running_service(given) as running:
        yield running


def policy(service: Service, *words: str | Path) -> str:
    """What `tierwise policy` prints beside the running service."""
    settings = service.settings
    done = call(
        "policy", *words, "--database", settings.database, TIERWISE_POLICY=str(settings.policy)
    )
    assert done.exit_code == 0, done.output
    return done.stdout


def written(folder: Path, text: str) -> Path:
    file = folder / f"next-{len(list(folder.glob('next-*')))}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def body(number: int) -> dict[str, object]:
    """Each a conversation of its own, so that chance draws each anew."""
    said = f"Say hello to number {number}"
    return {"model": "auto", "messages": [{"role": "user", "content": said}]}


class Load:
    """Callers that ask until they have seen enough."""

    def __init__(self, service: Service) -> None:
        self._url = f"{service.base_url}/chat/completions"
        self._numbers = count()
        self.tiers: dict[str, str] = {}
        """Of each answer, by decision."""
        self.is_enough = False

    async def call(self, session: aiohttp.ClientSession) -> None:
        while not self.is_enough:
            async with session.post(self._url, json=body(next(self._numbers))) as answer:
                assert answer.status == 200
                await answer.read()
                decision_id = answer.headers["x-tierwise-decision-id"]
                self.tiers[decision_id] = answer.headers["x-tierwise-tier"]

    async def until(self, tier: str) -> None:
        seen = len(self.tiers)
        async with asyncio.timeout(30):
            while tier not in list(self.tiers.values())[seen:]:  # noqa: ASYNC110 - see its name
                await asyncio.sleep(0.02)


async def test_reloads_and_roll_outs_under_two_hundred_callers_drop_and_mix_nothing(
    service: Service, tmp_path: Path
) -> None:
    load, connector = Load(service), aiohttp.TCPConnector(limit=0)

    async def roll_out(*words: str | Path) -> None:
        await asyncio.to_thread(policy, service, *words)

    async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as tasks:
        for _ in range(CALLERS):
            tasks.create_task(load.call(session))
        await load.until("economy")
        service.settings.policy.write_text(only("standard"), encoding="utf-8")
        await load.until("standard")
        await roll_out("apply", written(tmp_path, only("premium")), "-m", "only the best")
        await load.until("premium")
        half = written(tmp_path, only("standard"))
        await roll_out("apply", half, "-m", "half as good", "--canary", "50%")
        await load.until("standard")
        await roll_out("promote", "-m", "good enough")
        await roll_out("rollback", "-m", "no, the best")
        await load.until("premium")
        load.is_enough = True

    assert set(load.tiers.values()) == {"economy", "standard", "premium"}
    with closing(sqlite3.connect(service.settings.database)) as connection:
        decided = connection.execute(_DECISIONS).fetchall()
    assert len(decided) == len(load.tiers) == len(service.entries())
    for decision_id, tier, policy_version in decided:
        assert load.tiers[decision_id] == tier
        assert policy_version.startswith(f"only-{tier}@")


def test_a_canary_that_worsens_halts_by_itself(
    scripted: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bad = written(tmp_path, FAILING)
    said = policy(
        scripted, "apply", bad, "-m", "cheaper", "--canary", "50%", "--least-requests", "15"
    )
    assert "decides on 50% of the conversations. It is halted if cost > +10%, errors > +2%" in said
    numbers = count()
    failed: list[httpx.Response] = []

    def halted() -> bool:
        answer = scripted.post(body(next(numbers)))
        if answer.status_code != 200:
            failed.append(answer)
        return "Policies: halted failing@" in caplog.text

    eventually(halted, timeout_s=60)

    answers = [scripted.post(body(next(numbers))) for _ in range(40)]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["x-tierwise-tier"] for answer in answers} == {"standard"}
    assert len(failed) >= 15
    (warning,) = [r for r in caplog.records if "Policies: halted" in r.getMessage()]
    assert warning.levelname == "WARNING"
    events = [json.loads(line) for line in policy(scripted, "history", "--json").splitlines()]
    assert [event["step"] for event in events] == ["canary_started", "halted"]
    assert events[1]["author"] == "tierwise"
    (errors,) = [f for f in events[1]["figures"] if f["metric"] == "errors"]
    assert (errors["is_crossed"], errors["canary"], errors["control"]) == (True, 1.0, 0.0)
    assert "halted" in policy(scripted, "status")

    policy(scripted, "rollback", "-m", "it cannot be reached")
    assert json.loads(policy(scripted, "status", "--json"))["canary"] is None


def test_a_shadow_decides_nothing_and_status_tells_what_it_would_have_done(
    service: Service, tmp_path: Path
) -> None:
    policy(service, "shadow", written(tmp_path, only("premium")), "-m", "what would it cost?")
    answers = [service.post(body(number)) for number in range(5)]

    assert {answer.headers["x-tierwise-tier"] for answer in answers} == {"economy"}
    shadow = json.loads(policy(service, "status", "--json"))["shadow"]
    assert (shadow["requests"], shadow["changed"]) == (5, 5)
    assert float(shadow["shadow_cost_usd"]) > float(shadow["cost_usd"])
    assert "of 5 requests 5 would go elsewhere (100.0%)" in policy(service, "status")


def test_a_policy_that_is_applied_outlives_a_restart_and_the_file_waits(tmp_path: Path) -> None:
    given = variables(tmp_path, policy=only("economy"))
    with running_service(given) as first:
        policy(first, "apply", written(tmp_path, only("premium")), "-m", "only the best")
    with running_service(given) as second:
        assert second.post(body(1)).headers["x-tierwise-tier"] == "premium"
        policy(second, "apply", "--follow-file", "-m", "back to the repository")
        eventually(lambda: str(second.get("/readyz")["policy"]).startswith("only-economy@"))
        assert second.post(body(2)).headers["x-tierwise-tier"] == "economy"
