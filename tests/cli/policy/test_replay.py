"""Tests of `router.cli.policy.replay`."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from router.core.errors import DecisionNotFound
from tests.adapters.storage.sqlite.opening import opened
from tests.cli.calling import call
from tests.cli.policy.ledger import write
from tests.factories import decision_record, ledger_entry


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write(tmp_path)[2]


async def book(ledger: Path, *, policy_version: str) -> None:
    """A decision that its rulebook would not have made so."""
    stores = opened(ledger)
    record = replace(decision_record(id="dec_odd"), policy_version=policy_version)
    entry = ledger_entry(id="led_odd", decision_id="dec_odd", at=datetime.now(UTC))
    await stores.ledger.append(entry, record)
    await stores.close()


def version_of(ledger: Path) -> str:
    stores = opened(ledger)
    (version,) = stores.policies.versions()
    asyncio.run(stores.close())
    return version


def test_what_was_decided_comes_out_the_same(ledger: Path) -> None:
    shown = call("policy", "replay", "--database", ledger)
    assert shown.exit_code == 0
    assert shown.stdout == "42 of 42 decisions come out the same, bit for bit.\n"
    one = call("policy", "replay", "dec_7", "--json", "--database", ledger)
    assert json.loads(one.stdout)["identical"] == 1


def test_a_decision_that_differs_is_shown_with_both_sides(ledger: Path) -> None:
    asyncio.run(book(ledger, policy_version=version_of(ledger)))
    shown = call("policy", "replay", "--database", ledger)
    assert shown.exit_code == 1
    lines = [line.strip() for line in shown.stdout.splitlines()]
    assert lines[0] == "42 of 43 decisions come out the same, bit for bit."
    place = lines.index("deployment:")
    assert lines[place + 1 : place + 3] == ["recorded  small", "again     middle"]


def test_versions_that_are_not_kept_are_told(ledger: Path) -> None:
    asyncio.run(book(ledger, policy_version="lost@1"))
    shown = call("policy", "replay", "--database", ledger)
    assert shown.exit_code == 1
    assert "1 cannot be replayed: policy lost@1 with catalog cat-1 is not kept" in shown.stdout
    found = json.loads(call("policy", "replay", "--json", "--database", ledger).stdout)
    assert found["unknown"] == [{"policy": "lost@1", "catalog": "cat-1", "decisions": 1}]


def test_an_unknown_decision_is_told(ledger: Path) -> None:
    with pytest.raises(DecisionNotFound, match="dec_none"):
        call("policy", "replay", "dec_none", "--database", ledger)
