"""The policy is edited under load: nobody is dropped, nobody sees half of each."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from tests.journeys.rulebooks import only
from tests.journeys.running import Service, eventually, running_service, variables

BODY = {"model": "auto", "messages": [{"role": "user", "content": "Say hello"}]}
_DECISIONS = "SELECT id, tier, policy_version FROM decision"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service whose files may be edited."""
    with running_service(variables(tmp_path, policy=only("economy"))) as running:
        yield running


async def test_a_policy_changed_under_a_hundred_callers_drops_and_mixes_nothing(
    service: Service,
) -> None:
    seen: Counter[str] = Counter()
    enough = asyncio.Event()

    async def call_until_enough(session: aiohttp.ClientSession) -> None:
        while not enough.is_set():
            url = f"{service.base_url}/chat/completions"
            async with session.post(url, json=BODY) as answer:
                assert answer.status == 200
                await answer.read()
                seen[answer.headers["x-tierwise-tier"]] += 1

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as load:
        for _ in range(100):
            load.create_task(call_until_enough(session))
        for tier in ("premium", "standard"):
            service.settings.policy.write_text(only(tier), encoding="utf-8")
            async with asyncio.timeout(20):
                while not seen[tier]:  # noqa: ASYNC110 - what is awaited is an answer's header
                    await asyncio.sleep(0.01)
        enough.set()

    assert set(seen) == {"economy", "premium", "standard"}
    with closing(sqlite3.connect(service.settings.database)) as connection:
        decided = connection.execute(_DECISIONS).fetchall()
    assert len(decided) == seen.total() == len(service.entries())
    for _, tier, policy_version in decided:
        assert policy_version.startswith(f"only-{tier}@")


def test_a_broken_policy_is_told_and_the_old_one_stays_until_it_is_mended(
    service: Service,
) -> None:
    policy = service.settings.policy
    before = service.get("/readyz")
    assert before["problem"] is None

    policy.write_text(only("premium").replace("tier:", "teir:"), encoding="utf-8")
    eventually(lambda: service.get("/readyz")["problem"] is not None)
    broken = service.get("/readyz")
    assert f"{policy}:3:" in str(broken["problem"])
    assert "'teir'" in str(broken["problem"])
    assert "tier" in str(broken["problem"])
    assert broken["policy"] == before["policy"]
    assert service.post(BODY).headers["x-tierwise-tier"] == "economy"

    policy.write_text(only("premium"), encoding="utf-8")
    eventually(lambda: service.get("/readyz")["problem"] is None)
    assert service.get("/readyz")["policy"] != before["policy"]
    assert service.post(BODY).headers["x-tierwise-tier"] == "premium"


def test_a_deleted_policy_is_a_broken_one(service: Service) -> None:
    service.settings.policy.unlink()

    eventually(lambda: service.get("/readyz")["problem"] is not None)

    assert str(service.settings.policy) in str(service.get("/readyz")["problem"])
    assert service.post(BODY).status_code == 200


def test_a_ledger_that_is_unavailable_for_a_while_does_not_end_the_watching(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(service.settings.database, isolation_level=None)) as ledger:
        ledger.execute("ALTER TABLE rulebook_text RENAME TO out_of_reach")
        service.settings.policy.write_text(only("premium"), encoding="utf-8")
        eventually(lambda: "The rulebook in force is not recorded." in caplog.text)
        ledger.execute("ALTER TABLE out_of_reach RENAME TO rulebook_text")

    answer = service.post(BODY)
    eventually(lambda: service.decision(answer)["explanation"] is not None)

    assert answer.headers["x-tierwise-tier"] == "premium"
