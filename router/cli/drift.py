"""`tierwise drift`: whether what is asked, said or accepted has moved, and why."""

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import DatabaseOption, ModelsOption

if TYPE_CHECKING:
    from classifier.drift.shift import Shift
    from classifier.snapshot import Snapshot
    from router.services.watch_drift import Drift
    from router.settings import Settings

__all__ = ["drift"]

_SHOWN = 8


class FailOn(StrEnum):
    """From which level on the command fails."""

    MODERATE = "moderate"
    GREAT = "great"


def drift(
    *,
    since: Annotated[str, typer.Option(help="How far back: 24h, 7d, 2w.")] = "7d",
    against: Annotated[
        str | None,
        typer.Option(help="Compare with so much time before that, not with training."),
    ] = None,
    fail_on: Annotated[
        FailOn | None, typer.Option(help="Exit with 1 where so much or more has moved.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    models: ModelsOption = None,
    database: DatabaseOption = None,
) -> None:
    """Compare recent requests with the classifier's training; say what moved and what to do."""
    from router.services.report_spend import parse_duration
    from router.settings import Settings

    window = parse_duration(since)
    earlier = parse_duration(against) if against is not None else None
    settings = Settings.load(models=models, database=database)
    version, snapshot = _training(settings, is_needed=earlier is None)
    found = at_desk(
        database,
        lambda desk: desk.drift(snapshot, classifier=version, since=window, against=earlier),
    )
    if as_json:
        print(json.dumps(_record(found)))
    else:
        _print(found, since=since)
    if fail_on is not None and _is_at_least(found, fail_on):
        raise typer.Exit(1)


def _training(settings: "Settings", *, is_needed: bool) -> "tuple[str, Snapshot | None]":
    """The artifact in force, and what it was trained on."""
    from classifier.journal import RegistryError
    from classifier.manifest import ArtifactError, Manifest
    from classifier.snapshot import Snapshot
    from router.bootstrap import open_registry
    from router.core.errors import InvalidRequest

    try:
        registry = open_registry(settings)
        folder = settings.classifier or registry.folder_of(registry.standing().current)
        version = Manifest.read(folder).label
        return version, Snapshot.load(folder) if is_needed else None
    except (ArtifactError, RegistryError) as error:
        raise InvalidRequest(str(error)) from error


def _is_at_least(found: "Drift", level: FailOn) -> bool:
    from classifier.drift.shift import Level

    return found.report.level.rank >= Level(level.value).rank


def _print(found: "Drift", *, since: str) -> None:
    from classifier.drift.report import LEAST

    report = found.report
    print(
        f"{found.classifier}: {report.now:,} requests in the last {since}, compared with "
        f"{found.compared_with} ({report.before:,})."
    )
    if found.left_out:
        print(f"{found.left_out:,} more were judged by another artifact and are left out.")
    if not report.is_judged:
        print(f"Too few to say anything: both sides need at least {LEAST}.")
        return
    if not report.reasons:
        print("Nothing has moved beyond chance.")
        return
    print(f"\nFinding: {report.level}")
    for reason in report.reasons:
        print(f"- {reason}")
    if (apart := report.two_sample) is not None:
        print(
            "A classifier tells these prompts from those before with an AUC of "
            f"{apart.auc:.2f} (0.5 is a coin, p {apart.p_value:.3f})."
        )
    _print_table(report.moved[:_SHOWN])
    print("What to do:")
    for line in report.advice:
        print(f"- {line}")


def _print_table(moved: "list[Shift]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for name in ("what moved most", "stability index", "chance stays below"):
        table.add_column(name, justify="left" if name.startswith("what") else "right")
    for shift in moved:
        table.add_row(f"{shift.kind} {shift.name}", f"{shift.index:.2f}", f"{shift.limit:.2f}")
    Console().print(table)


def _record(found: "Drift") -> dict[str, object]:
    report = found.report
    apart, accepted = report.two_sample, report.acceptance
    return {
        "classifier": found.classifier,
        "compared_with": found.compared_with,
        "requests": report.now,
        "requests_before": report.before,
        "left_out": found.left_out,
        "is_judged": report.is_judged,
        "level": report.level,
        "reasons": report.reasons,
        "advice": report.advice,
        "shifts": [
            {
                "kind": one.kind,
                "name": one.name,
                "stability_index": one.index,
                "chance_limit": one.limit,
                "level": one.level,
            }
            for one in sorted(report.shifts, key=lambda shift: -shift.index)
        ],
        "two_sample": {"auc": apart.auc, "p_value": apart.p_value} if apart else None,
        "acceptance": {
            "accepted": accepted.accepted_now,
            "of": accepted.of_now,
            "accepted_before": accepted.accepted_before,
            "of_before": accepted.of_before,
        }
        if accepted
        else None,
    }
