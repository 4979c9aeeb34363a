"""`tierwise policy replay`: do recorded decisions come out the same again, bit for bit?"""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import DatabaseOption
from router.cli.policy.plan import CoresOption, SinceOption, crew_of, window
from router.cli.workshop import RayOption, showing

if TYPE_CHECKING:
    from router.bootstrap import Desk
    from router.core.replay import Replayed
    from router.services.replay_decisions import Replays

__all__ = ["replay"]

_DIFFERS = 1


def replay(
    decision_id: Annotated[
        str | None, typer.Argument(help="One decision; else all of the time.")
    ] = None,
    *,
    since: SinceOption = "30d",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    processes: CoresOption = None,
    ray: RayOption = None,
    database: DatabaseOption = None,
) -> None:
    """Decide again with the facts and versions that were recorded; exit 1 on a difference."""
    begin, end = window(since)

    async def work(desk: "Desk") -> "Replays":
        from router.services.replay_decisions import Replays

        if decision_id is not None:
            found = Replays()
            found.add(desk.replay.one(decision_id))
            return found
        with showing() as bar, crew_of(processes, ray) as crew:
            return desk.replay.all(
                begin,
                end,
                workers=crew,
                begin=lambda pieces: bar.begin("deciding again", pieces),
                advance=bar.advance,
            )

    found = at_desk(database, work)
    if as_json:
        print(json.dumps(_record(found), indent=2, ensure_ascii=False))
    else:
        _print(found)
    if not found.is_proven:
        raise typer.Exit(_DIFFERS)


def _print(found: "Replays") -> None:
    total = found.identical + found.differing + found.unknown.total()
    print(f"{found.identical:,} of {total:,} decisions come out the same, bit for bit.")
    if found.audits:
        print(f"{found.audits:,} calls of audits follow their own rule and are left out.")
    for (policy, catalog), count in sorted(found.unknown.items()):
        print(
            f"{count:,} cannot be replayed: policy {policy} with catalog {catalog} is not kept in "
            "this ledger."
        )
    if found.differing > len(found.shown):
        print(f"The first {len(found.shown):,} of {found.differing:,} that differ:")
    for one in found.shown:
        print(f"{one.decision_id} ({one.policy_version}, {one.catalog_version})")
        for difference in one.differences:
            print(f"  {difference.field}:")
            print(f"    recorded  {difference.recorded}")
            print(f"    again     {difference.again}")


def _record(found: "Replays") -> dict[str, object]:
    return {
        "identical": found.identical,
        "differing": found.differing,
        "audits": found.audits,
        "unknown": [
            {"policy": policy, "catalog": catalog, "decisions": count}
            for (policy, catalog), count in sorted(found.unknown.items())
        ],
        "differences": [_replayed(one) for one in found.shown],
    }


def _replayed(one: "Replayed") -> dict[str, object]:
    return {
        "decision_id": one.decision_id,
        "policy": one.policy_version,
        "catalog": one.catalog_version,
        "fields": [
            {"field": d.field, "recorded": d.recorded, "again": d.again} for d in one.differences
        ],
    }
