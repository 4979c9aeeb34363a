"""`tierwise policy plan`: what would a new policy change, measured on recorded decisions?"""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import DatabaseOption
from router.cli.workshop import RayOption, showing, workers

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from classifier.scale import Workers
    from router.bootstrap import Desk
    from router.core.plan.report import Plan
    from router.core.plan.verdicts import Crossing

__all__ = ["CoresOption", "SinceOption", "crew_of", "plan", "window"]

_CROSSED = 1
_TEXT_ROWS, _MARKDOWN_ROWS = 8, 50
_MOMENT = timedelta(microseconds=1)

CoresOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Worker processes; else one for each core.")
]


class Format(StrEnum):
    """How the plan is shown."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


NewArgument = Annotated[str, typer.Argument(help="The policy that is judged: a file or a version.")]
AgainstOption = Annotated[
    str | None, typer.Option(help="The policy it is compared with; else the one in force.")
]
NewCatalogOption = Annotated[
    str | None,
    typer.Option(help="Catalog of the new policy, file or version; else the recorded one."),
]
OldCatalogOption = Annotated[
    str | None, typer.Option(help="Catalog of the old policy; else the recorded one.")
]
SinceOption = Annotated[str, typer.Option(help="How far back: 24h, 30d, 12w.")]
FailOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Exit with 1 where it holds: 'cost > +5%', 'quality < -1%', 'changed > 10%', "
        "'refused > 0', 'lower > 5%'. May be repeated."
    ),
]
SampleOption = Annotated[int, typer.Option(min=0, max=1_000, help="Changed requests to show.")]
FormatOption = Annotated[
    Format, typer.Option("--format", help="For people, a pull request or programs.")
]


def plan(
    new: NewArgument,
    *,
    against: AgainstOption = None,
    catalog: NewCatalogOption = None,
    against_catalog: OldCatalogOption = None,
    since: SinceOption = "30d",
    fail_if: FailOption = None,
    sample: SampleOption = 10,
    form: FormatOption = Format.TEXT,
    processes: CoresOption = None,
    ray: RayOption = None,
    database: DatabaseOption = None,
) -> None:
    """Decide recorded requests again under two policies; exit 1 where a limit is crossed."""
    from router.core.plan.verdicts import crossings, plan_limit

    limits = [plan_limit(text) for text in fail_if or []]  # the nearer mistake is told first
    begin, end = window(since)
    question = _Question(
        new=(new, catalog), old=(against, against_catalog), since=begin, until=end, sample=sample
    )
    found = at_desk(database, lambda desk: _answer(desk, question, crew=crew_of(processes, ray)))
    verdicts = crossings(found, limits)
    _print(found, verdicts, form=form)
    if any(one.is_crossed for one in verdicts):
        raise typer.Exit(_CROSSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """Which policies, each with its catalog, are compared over which time."""

    new: tuple[str, str | None]
    old: tuple[str | None, str | None]
    since: datetime
    until: datetime
    sample: int


async def _answer(
    desk: "Desk", question: _Question, *, crew: "AbstractContextManager[Workers]"
) -> "Plan":
    since, until = question.since, question.until
    old, new = (
        desk.name_rulebook(policy, catalog=catalog, since=since, until=until)
        for policy, catalog in (question.old, question.new)
    )
    with showing() as bar, crew as found:
        return desk.plan(
            old=old,
            new=new,
            since=since,
            until=until,
            workers=found,
            sample=question.sample,
            begin=lambda pieces: bar.begin("deciding again", pieces),
            advance=bar.advance,
        )


def window(since: str) -> tuple[datetime, datetime]:
    """The half-open interval from so long ago until now, what is booked now included."""
    from router.services.report_spend import parse_duration

    now = datetime.now(UTC)
    return now - parse_duration(since), now + _MOMENT


def crew_of(processes: int | None, ray: str | None) -> "AbstractContextManager[Workers]":
    """The workers that were asked for; without a word all cores of this machine."""
    cores = 1 if ray is not None else os.cpu_count() or 1
    return workers(cores if processes is None else processes, ray)


def _print(found: "Plan", judged: "list[Crossing]", *, form: Format) -> None:
    from rich.console import Console

    from router.cli.policy.page import print_page, to_markdown
    from router.cli.policy.plan_json import plan_json
    from router.cli.policy.plan_page import plan_page

    if form is Format.JSON:
        print(json.dumps(plan_json(found, judged), indent=2, ensure_ascii=False))
    elif form is Format.MARKDOWN:
        print(to_markdown(plan_page(found, judged, most_rows=_MARKDOWN_ROWS)), end="")
    else:
        print_page(plan_page(found, judged, most_rows=_TEXT_ROWS), Console())
