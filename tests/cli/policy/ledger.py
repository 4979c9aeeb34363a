"""A ledger with a few decisions of a real policy file, an hour old."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from router.adapters.files.policy_file import load_policy
from router.core.facts import Facts
from router.core.routing import Rulebook
from tests import factories
from tests.adapters.storage.sqlite.opening import opened
from tests.services.history import asked, remember

OLD = """
version: 1
name: acme
owner: platform
default: {tier: standard, reason: Solid models do most work well.}
"""
NEW = """
version: 1
name: thrifty
owner: platform
default: {tier: standard, reason: Solid models do most work well.}
rules:
  - {id: pay-less, reason: They asked for it., when: {team: pay}, then: {tier: economy}}
  - {id: german, reason: German is harder., when: {language: de}, then: {tier: premium}}
"""


def write(folder: Path) -> tuple[Path, Path, Path]:
    """Files of the policy that decided, of a new one, and the ledger."""
    old, new, ledger = folder / "old.yaml", folder / "new.yaml", folder / "ledger.db"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    policy, version = load_policy(old)
    book = replace(factories.rulebook(policy), policy_version=version)
    asyncio.run(_book(ledger, book))
    return old, new, ledger


async def _book(ledger: Path, book: Rulebook) -> None:
    stores = await remember(_requests(), book, stores=opened(ledger))
    await stores.close()


def _requests() -> Sequence[Facts]:
    at = datetime.now(UTC) - timedelta(hours=1)
    teams = ("pay", "search", "legal|[red]") * 14
    known = (asked(who=factories.caller(team=team), difficulty=0.5) for team in teams)
    return [replace(one, at=at) for one in known]
