"""Tests of `router.cli.drift`."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from classifier.manifest import Manifest
from classifier.prediction import SHIPPED
from classifier.registry import Registry
from router.bootstrap import open_desk
from router.core.errors import ConfigurationError, InvalidRequest
from router.settings import Settings
from tests.classifier import versions
from tests.classifier.drift.traffic import observed
from tests.cli.calling import call
from tests.factories import decision_record, facts, ledger_entry
from tests.services.test_watch_drift import assessments, training


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "tierwise.db"


@pytest.fixture
def label(tmp_path: Path, database: Path) -> str:
    """The artifact in force, whose snapshot knows made-up prompts."""
    folder = versions.variant(SHIPPED, tmp_path / "trained", version="9.9")
    files = training().save(folder)
    return put_in_force(versions.variant(folder, tmp_path / "signed", files=_all(folder, files)),
                        database)  # fmt: skip


def _all(folder: Path, files: dict[str, str]) -> dict[str, str]:
    return {**Manifest.read(folder).files, **files}


def put_in_force(folder: Path, database: Path) -> str:
    registry = Registry(database.parent / "models")
    entry = registry.add(folder)
    registry.promote(entry, at="now", who="ada")
    return entry.name


def book(database: Path, version: str, *, days: float = 1, **unusual: float) -> None:
    """Three hundred made-up requests that the artifact judged so many days ago."""
    at = datetime.now(UTC) - timedelta(days=days)

    async def run() -> None:
        desk = open_desk(Settings.load({"TIERWISE_DATABASE": str(database)}))
        seen = observed(300, seed=int(days), **unusual)
        appends = [
            desk.stores.ledger.append(
                ledger_entry(id=f"l{days}_{n}", decision_id=f"d{days}_{n}", at=at),
                decision_record(id=f"d{days}_{n}", on=facts(said=one, at=at)),
            )
            for n, one in enumerate(assessments(seen, version))
        ]
        await asyncio.gather(*appends)
        await desk.close()

    asyncio.run(run())


def test_usual_traffic_is_no_finding(database: Path, label: str) -> None:
    book(database, label)

    done = call("drift", "--fail-on", "moderate", "--database", database)

    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        f"{label}: 300 requests in the last 7d, compared with the prompts of its training (2,000).",
        "Nothing has moved beyond chance.",
    ]


def test_a_finding_has_its_reason_and_what_to_do(database: Path, label: str) -> None:
    book(database, label, longer=3.0)

    done = call("drift", "--database", database)

    assert done.exit_code == 0
    assert "Finding: great" in done.stdout
    assert "- the turns that ask are 3." in done.stdout
    assert "feature log_last_tokens" in done.stdout
    assert "- Label a few hundred of these prompts" in done.stdout


@pytest.mark.parametrize(
    ("longer", "level", "code"), [(3.0, "great", 1), (3.0, "moderate", 1), (1.7, "great", 0)]
)
def test_a_finding_fails_the_command_where_it_is_as_great_as_that(
    database: Path, label: str, *, longer: float, level: str, code: int
) -> None:
    book(database, label, longer=longer)

    done = call("drift", "--fail-on", level, "--database", database)

    assert (done.exit_code, "Finding: " in done.stdout) == (code, True)


def test_programs_read_every_figure(database: Path, label: str) -> None:
    book(database, label, kana=0.4)

    record = json.loads(call("drift", "--json", "--database", database).stdout)

    assert (record["requests"], record["requests_before"]) == (300, 2_000)
    assert record["shifts"][0]["name"] == "script_kana"
    assert record["shifts"][0]["stability_index"] > 0.25 > record["shifts"][0]["chance_limit"]
    assert record["two_sample"]["auc"] > 0.6
    assert record["level"] == "great"


def test_too_few_requests_are_not_judged(database: Path, label: str) -> None:
    book(database, "another", longer=9.0)

    said = call("drift", "--fail-on", "moderate", "--database", database)

    assert said.exit_code == 0
    assert "300 more were judged by another artifact and are left out." in said.stdout
    assert "Too few to say anything: both sides need at least 200." in said.stdout


def test_earlier_traffic_can_stand_in_for_training(database: Path, label: str) -> None:
    book(database, label, days=10, longer=3.0)
    book(database, label, days=1, longer=3.0)

    done = call("drift", "--against", "4w", "--database", database)

    assert "compared with 300 requests before (300)." in done.stdout
    assert "Nothing has moved" in done.stdout


def test_an_artifact_without_a_snapshot_says_what_to_do(database: Path, tmp_path: Path) -> None:
    bare = versions.variant(SHIPPED, tmp_path / "bare", version="9.8", files={
        name: digest for name, digest in _all(SHIPPED, {}).items()
        if not name.startswith("snapshot")
    })  # fmt: skip
    book(database, put_in_force(bare, database))

    with pytest.raises(InvalidRequest, match="without a snapshot"):
        call("drift", "--database", database)


def test_a_duration_or_a_ledger_that_is_none_is_told(database: Path, label: str) -> None:
    with pytest.raises(InvalidRequest, match="'soon' is no duration"):
        call("drift", "--since", "soon", "--database", database)
    with pytest.raises(ConfigurationError, match="There is no ledger"):
        call("drift", "--database", database)
