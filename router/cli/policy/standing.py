"""`tierwise policy status`, `canary` and `history`: what is in force, how, and since when?"""

import json
from typing import TYPE_CHECKING

from router.cli.options import DatabaseOption, PolicyOption
from router.cli.policy.journal_desk import JsonOption, at_journal

if TYPE_CHECKING:
    from router.bootstrap.rollout import RolloutDesk
    from router.core.rollout.journal import Event
    from router.services.watch_canary import Look

__all__ = ["canary", "history", "status"]


def status(
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
    policy_file: PolicyOption = None,
) -> None:
    """Show which policy is in force, and how a canary and a shadow compare with it."""
    from router.cli.policy.standing_report import Standing, standing_json, standing_lines

    async def gather(desk: "RolloutDesk") -> "Standing":
        events = desk.stores.policies.journal()
        return Standing(
            policy_file=desk.settings.policy,
            in_force=desk.named().name,
            events=events,
            look=await desk.canary.look(),
            shadowed=desk.shadowed(),
        )

    found = at_journal(database, gather, policy=policy_file)
    if as_json:
        print(json.dumps(standing_json(found), ensure_ascii=False))
    else:
        print("\n".join(standing_lines(found)))


def canary(*, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """Show how the canary's requests compare with the others, metric by metric."""
    from router.cli.policy.standing_report import canary_json, canary_lines

    async def look(desk: "RolloutDesk") -> "Look | None":
        return await desk.canary.look()

    found = at_journal(database, look)
    if as_json:
        print(json.dumps(canary_json(found)))
    else:
        print("\n".join(canary_lines(found)))


def history(*, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """List what was done with policies: when, by whom, and why."""
    from router.cli.policy.standing_report import event_json, history_lines

    async def read(desk: "RolloutDesk") -> "list[Event]":
        return list(desk.stores.policies.journal())

    events = at_journal(database, read)
    if as_json:
        for event in events:
            print(json.dumps(event_json(event), ensure_ascii=False))
    else:
        print("\n".join(history_lines(events)))
