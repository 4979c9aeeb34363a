"""Approvals in a database, asked for by a caller's key, as a service would keep them."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from router.bootstrap import Desk, open_desk
from router.core.key import VirtualKey
from router.services.ask_approval import Wanted
from router.settings import Settings

RULE = "premium-is-approved"
POLICY = f"""
version: 1
name: approvals
default: {{tier: economy, reason: Nothing else applies.}}
rules:
  - id: {RULE}
    reason: Premium is dear.
    when: {{requested_model: premium}}
    then: {{require_approval: Say which task needs premium.}}
"""
ADA = VirtualKey(id="key_ada", name="ada", team="search", user="ada")


def environment_in(folder: Path) -> dict[str, str]:
    """What the commands find."""
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    return {
        "TIERWISE_POLICY": str(folder / "policy.yaml"),
        "TIERWISE_DATABASE": str(folder / "ledger.db"),
    }


def asked(
    environment: dict[str, str], *, wanted: Callable[[], Wanted], by: VirtualKey = ADA
) -> str:
    """The id of a new approval, of ada's unless it is said of whom."""

    async def work() -> str:
        desk: Desk = open_desk(Settings.load(environment))
        try:
            return (await desk.approving.ask(by, wanted())).result.id
        finally:
            await desk.close()

    return asyncio.run(work())
