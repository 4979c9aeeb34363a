"""`tierwise policy apply` and its like: put policies in force, for all or for some, and back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.options import DatabaseOption, PolicyOption
from router.cli.policy.journal_desk import (
    AuthorOption,
    CanaryOption,
    ExpectOption,
    HaltOption,
    LeastOption,
    MessageOption,
    PolicyArgument,
    PromoteOption,
    TeamsOption,
    at_journal,
)
from router.core.errors import InvalidRequest

if TYPE_CHECKING:
    from router.bootstrap.rollout import RolloutDesk
    from router.core.rollout.canary import CanaryPlan
    from router.core.rollout.journal import Event
    from router.services.roll_out import RollOut

__all__ = ["apply", "halt", "promote", "rollback", "shadow"]

_SOON = "A running service follows within about a second."


def apply(
    policy: PolicyArgument = None,
    *,
    message: MessageOption,
    canary: CanaryOption = None,
    canary_team: TeamsOption = None,
    halt_if: HaltOption = None,
    least_requests: LeastOption = 50,
    promote_after: PromoteOption = None,
    follow_file: Annotated[
        bool, typer.Option("--follow-file", help="Put the service's policy file in force again.")
    ] = False,
    expect: ExpectOption = None,
    author: AuthorOption = None,
    database: DatabaseOption = None,
    policy_file: PolicyOption = None,
) -> None:
    """Put a policy in force, at once or for a canary first; running services take it up."""
    if follow_file == (policy is not None):
        raise InvalidRequest("Name the policy that is to be applied, or write --follow-file.")
    plan = _plan(canary, canary_team or [], limits=halt_if or [], after=promote_after)

    def work(desk: "RolloutDesk", write: "RollOut") -> str:
        if policy is None:
            write.follow_file(message=message)
            return f"The policy file {desk.settings.policy} is in force."
        version = desk.named(policy)
        if plan is None:
            write.apply(version, message=message)
            return f"{version.name} is in force, and not the file {desk.settings.policy}."
        chosen = replace(plan, least=least_requests)
        write.start_canary(version, plan=chosen, message=message)
        limits = ", ".join(map(str, plan.limits))
        return f"{version.name} decides on {plan.in_words}. It is halted if {limits}."

    _write(work, author=author, expect=expect, database=database, policy_file=policy_file)


def rollback(
    version: Annotated[
        str | None, typer.Argument(help="The version to return to; else the one before.")
    ] = None,
    *,
    message: MessageOption,
    expect: ExpectOption = None,
    author: AuthorOption = None,
    database: DatabaseOption = None,
    policy_file: PolicyOption = None,
) -> None:
    """Return to the policy before, or end a canary."""

    def work(desk: "RolloutDesk", write: "RollOut") -> str:
        event = write.roll_back(version, message=message)
        named = event.version or f"The policy file {desk.settings.policy}"
        return f"{named} is in force."

    _write(work, author=author, expect=expect, database=database, policy_file=policy_file)


def halt(
    *, message: MessageOption, author: AuthorOption = None, database: DatabaseOption = None
) -> None:
    """Stop a canary: the policy in force decides on all requests again."""
    _write(
        lambda _, write: f"{write.halt(message=message).version} decides nothing any more.",
        author=author,
        database=database,
    )


def promote(
    *,
    message: MessageOption,
    expect: ExpectOption = None,
    author: AuthorOption = None,
    database: DatabaseOption = None,
    policy_file: PolicyOption = None,
) -> None:
    """Put the canary's policy in force for all, also one that was halted."""
    _write(
        lambda _, write: f"{write.promote(message=message).version} is in force.",
        author=author,
        expect=expect,
        database=database,
        policy_file=policy_file,
    )


def shadow(
    policy: PolicyArgument = None,
    *,
    message: MessageOption,
    off: Annotated[bool, typer.Option("--off", help="End it.")] = False,
    author: AuthorOption = None,
    database: DatabaseOption = None,
    policy_file: PolicyOption = None,
) -> None:
    """Compare a policy with the one in force, on all requests from now on; it decides nothing."""
    if off == (policy is not None):
        raise InvalidRequest("Name the policy that is to be compared, or write --off.")

    def work(desk: "RolloutDesk", write: "RollOut") -> str:
        if policy is None:
            return f"{write.stop_shadow(message=message).version} is compared no more."
        event: Event = write.shadow(desk.named(policy), message=message)
        return f"{event.version} is compared from now on. What it would do: tierwise policy status"

    _write(work, author=author, database=database, policy_file=policy_file)


def _plan(
    share: str | None, teams: list[str], *, limits: list[str], after: str | None
) -> "CanaryPlan | None":
    from router.core.rollout.canary import plan_canary
    from router.core.rollout.limit import limit_from
    from router.services.report_spend import parse_duration

    if share is None and not teams:
        if limits or after:
            raise InvalidRequest("Limits need a canary: write --canary 10% or --canary-team TEAM.")
        return None
    return plan_canary(
        share=None if share is None else _share(share),
        teams=teams,
        limits=[limit_from(text) for text in limits],
        promote_after=parse_duration(after) if after else None,
    )


def _share(text: str) -> float:
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise InvalidRequest(f"{text!r} is no share. Write one such as 10%.") from None


def _write(
    work: "Callable[[RolloutDesk, RollOut], str]",
    *,
    author: str | None,
    database: Path | None,
    expect: str | None = None,
    policy_file: Path | None = None,
) -> None:
    """Write the journal and tell what came of it."""
    from router.cli.policy.author import author_of

    async def run(desk: "RolloutDesk") -> str:
        who = author_of(author, environment=desk.settings.environment)
        writer = desk.writer(who, expected=expect)
        return await desk.act(lambda: work(desk, writer), author=who)

    print(at_journal(database, run, policy=policy_file, may_create=True))
    typer.echo(_SOON, err=True)
