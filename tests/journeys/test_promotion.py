"""An artifact is promoted under load: nobody is dropped, and the ledger knows who judged what."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from classifier.manifest import Manifest
from classifier.prediction import SHIPPED
from tests.cli.calling import call
from tests.journeys.rulebooks import only
from tests.journeys.running import Service, eventually, running_service, variables

BODY = {"model": "auto", "messages": [{"role": "user", "content": "Say hello"}]}
LABEL = Manifest.read(SHIPPED).label


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with running_service(variables(tmp_path, policy=only("economy"))) as running:
        yield running


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """What training would write: the shipped artifact under another version."""
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "newer"))
    replace(Manifest.read(folder), version="9.9").write(folder)
    return folder


def model(service: Service, *words: str | Path) -> str:
    """What `tierwise model` prints beside the running service."""
    done = call("model", *words, "--database", service.settings.database, USER="ada")
    assert done.exit_code == 0, done.output
    return done.stdout


async def _reaches(answered: Counter[int], count: int) -> None:
    while answered.total() < count:  # noqa: ASYNC110 - the callers are other tasks
        await asyncio.sleep(0.05)


async def test_a_promotion_under_fifty_callers_drops_nothing_and_is_in_every_entry(
    service: Service, newer: Path
) -> None:
    answered: Counter[int] = Counter()
    enough = asyncio.Event()

    async def call_until_enough(session: aiohttp.ClientSession) -> None:
        while not enough.is_set():
            url = f"{service.base_url}/chat/completions"
            async with session.post(url, json=BODY) as answer:
                await answer.read()
                answered[answer.status] += 1

    async def in_force() -> object:
        return (await asyncio.to_thread(service.get, "/readyz"))["classifier"]

    async def until_in_force(label: str) -> None:
        async with asyncio.timeout(20):
            while await in_force() != label:  # noqa: ASYNC110 - another thread decides
                await asyncio.sleep(0.05)

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as load:
        for _ in range(50):
            load.create_task(call_until_enough(session))
        label = (await asyncio.to_thread(model, service, "add", newer)).strip()
        await asyncio.to_thread(model, service, "promote", label, "--why", "better on ours")
        await until_in_force(label)
        await asyncio.sleep(0.1)
        await asyncio.to_thread(model, service, "rollback")
        await until_in_force(LABEL)
        # Fifty may still be under way that the newer one judged.
        await _reaches(answered, answered.total() + 100)
        enough.set()

    entries = service.entries()
    assert set(answered) == {200}
    assert answered.total() == len(entries)
    judged_by = [entry.classifier_version for entry in entries]
    assert set(judged_by) == {LABEL, label}
    assert (judged_by[0], judged_by[-1]) == (LABEL, LABEL)


def test_a_damaged_artifact_is_told_and_the_old_one_stays_until_the_rollback(
    service: Service, newer: Path
) -> None:
    label = model(service, "add", newer).strip()
    model(service, "promote", label)
    eventually(lambda: service.get("/readyz")["classifier"] == label)
    model(service, "rollback")
    eventually(lambda: service.get("/readyz")["classifier"] == LABEL)
    journal = service.settings.models / "journal.jsonl"
    whole = journal.read_text()
    (service.settings.models / label / "heads.npz").write_bytes(b"x")

    journal.write_text(whole + whole.splitlines()[0] + "\n")  # as if it had been whole then
    eventually(lambda: service.get("/readyz")["problem"] is not None)
    broken = service.get("/readyz")
    assert broken["status"] == "ready, with the previous classifier"
    assert "heads.npz: the contents do not match" in str(broken["problem"])
    assert broken["classifier"] == LABEL
    assert service.entry_of(service.post(BODY)).classifier_version == LABEL

    model(service, "rollback")
    eventually(lambda: service.get("/readyz")["problem"] is None)


def test_a_shadow_counts_real_requests_and_its_word_is_in_no_entry(
    service: Service, newer: Path
) -> None:
    label = model(service, "add", newer).strip()
    model(service, "shadow", label, "--share", "1")
    eventually(lambda: service.get("/readyz")["shadow"] == label)

    for _ in range(5):
        assert service.entry_of(service.post(BODY)).classifier_version == LABEL

    def counted() -> str:
        return model(service, "diff", "shipped", label, "--from-traffic", "--markdown")

    eventually(lambda: bool(list(service.settings.models.glob("shadow/*.json"))))
    eventually(lambda: "5 requests since" in counted())
    assert "| task | 100.0% | none | 0 |" in counted()
    model(service, "shadow", "--off")
    eventually(lambda: service.get("/readyz")["shadow"] is None)
