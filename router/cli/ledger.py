"""`tierwise ledger`: is what was booked whole, and do the counters of budgets agree with it?"""

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import CatalogOption, DatabaseOption
from router.cli.policy.plan import SinceOption, window
from router.cli.workshop import showing
from router.core.errors import InvalidRequest
from router.core.money import ZERO_USD, format_usd, from_nanos

if TYPE_CHECKING:
    from collections.abc import Sequence

    from router.bootstrap import Desk
    from router.services.recount_accounts import Drift
    from router.services.reprice_ledger import Repriced
    from router.services.verify_ledger import Verified

__all__ = ["ledger"]

ledger = typer.Typer(help="The ledger: verify, recount, reprice, export.", no_args_is_help=True)
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_DOUBTFUL = 1


@ledger.command()
def verify(
    *, since: SinceOption = "30d", as_json: _Json = False, database: DatabaseOption = None
) -> None:
    """Check each entry against its usage and price, corrections and holds; exit 1 on a finding."""
    begin, end = window(since)

    async def work(desk: "Desk") -> "Verified":
        with showing() as bar:
            return await desk.verify(
                begin,
                end,
                begin=lambda pieces: bar.begin("reading", pieces),
                advance=bar.advance,
            )

    found = at_desk(database, work)
    if as_json:
        print(json.dumps(_record(found), indent=2, ensure_ascii=False))
    else:
        _print(found, since)
    if not found.is_whole:
        raise typer.Exit(_DOUBTFUL)


@ledger.command()
def recount(*, as_json: _Json = False, database: DatabaseOption = None) -> None:
    """Count budgets and quotas anew from the ledger and what calls under way hold."""
    drifts: Sequence[Drift] = at_desk(database, lambda desk: desk.recount())
    if as_json:
        print(json.dumps([_drift(one) for one in drifts], indent=2))
        return
    for one in drifts:
        print(f"{one.account} was off by {one.spent} spent and {one.held} held ({one.unit}).")
    print(f"{len(drifts)} counters were off." if drifts else "All counters agree with the ledger.")


@ledger.command()
def reprice(
    *,
    since: SinceOption = "30d",
    deployment: Annotated[str | None, typer.Option(help="Only entries of this one.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say it, and book nothing.")] = False,
    catalog: CatalogOption = None,
    database: DatabaseOption = None,
) -> None:
    """Book what entries cost more or less at the catalog's prices of their day, as corrections."""
    begin, end = window(since)

    async def work(desk: "Desk") -> "Repriced":
        if dry_run:
            return await desk.reprice.would(begin, end, deployment=deployment)
        found = await desk.reprice(begin, end, deployment=deployment)
        await desk.recount()
        return found

    found = at_desk(database, work, catalog=catalog)
    for name, entries in sorted(found.entries.items()):
        print(f"{name}: {entries} entries, USD {format_usd(found.by_usd[name])}")
    for name, entries in sorted(found.unknown.items()):
        print(f"{name}: {entries} entries stay as they are: the catalog does not have it.")
    done = "would change" if dry_run else "changed"
    print(f"The ledger's sum {done} by USD {format_usd(found.total_usd)}.")


@ledger.command()
def export(
    out: Annotated[Path, typer.Argument(help="File to write: .parquet, .csv or .jsonl.")],
    *,
    since: SinceOption = "30d",
    names: Annotated[
        bool, typer.Option("--names", help="Name persons, else they have pseudonyms; needs --why.")
    ] = False,
    why: Annotated[
        str | None, typer.Option(help="Why persons are named; for the audit log.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Write the entries of a time into a file, with their exact costs, in the order of time."""
    from router.bootstrap import EntryFile

    begin, end = window(since)
    if names and not (why or "").strip():
        raise InvalidRequest(
            "To export the names of persons takes a reason: --why. It is written into the audit "
            "log. Without --names, persons have pseudonyms."
        )

    async def work(desk: "Desk") -> tuple[int, Decimal]:
        count, total_usd = 0, ZERO_USD
        with EntryFile(out) as file:
            entries = (
                desk.export.named(begin, end, why=why or "") if names else desk.export(begin, end)
            )
            async for entry in entries:
                file.add(entry)
                count, total_usd = count + 1, total_usd + entry.cost_usd
        return count, total_usd

    count, total_usd = at_desk(database, work)
    print(f"{out}: {count} entries, USD {format_usd(total_usd)}.")


def _print(found: "Verified", since: str) -> None:
    for one in found.shown:
        print(f"{one.decision_id}: {one.words} ({one.fault})")
    for hold in found.holds:
        print(f"{hold.id}: held by {hold.owner} since {hold.at:%Y-%m-%d %H:%M} UTC (hold)")
    print(f"{found.decisions} decisions of the last {since}:")
    for outcome, entries in sorted(found.sums.entries.items()):
        nanos = found.sums.nanos[outcome]
        print(f"  {outcome.value}: {entries} entries, USD {format_usd(from_nanos(nanos))}")
    count = found.doubts + len(found.holds)
    print(f"{count} findings." if count else "The ledger is whole.")


def _record(found: "Verified") -> dict[str, object]:
    return {
        "is_whole": found.is_whole,
        "decisions": found.decisions,
        "outcomes": {
            outcome.value: {
                "entries": entries,
                "cost_usd": format_usd(from_nanos(found.sums.nanos[outcome])),
            }
            for outcome, entries in sorted(found.sums.entries.items())
        },
        "findings": found.doubts,
        "shown": [
            {"fault": one.fault, "decision_id": one.decision_id, "words": one.words}
            for one in found.shown
        ],
        "holds": [
            {"id": hold.id, "owner": hold.owner, "at": hold.at.isoformat()} for hold in found.holds
        ],
    }


def _drift(one: "Drift") -> dict[str, object]:
    return {"account": one.account, "unit": one.unit, "spent": one.spent, "held": one.held}
