"""`tierwise usage`: what did I use, what limits me now, and why?"""

import json
from collections.abc import Iterator
from typing import Annotated

import typer

from router.cli.asking_service import Answered, KeyOption, UrlOption, ask_service
from router.cli.wide_table import show_table

__all__ = ["usage"]

_TIMES = ("time", "calls", "input tokens", "output tokens", "USD")
_GROUPS = ("30 days by", "name", "calls", "USD")
_MOST = 5
"""Rows of each group; --json has all."""


def usage(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    url: UrlOption = "http://127.0.0.1:8080",
    key: KeyOption = None,
) -> None:
    """Print your own spend, limits, steps in force, findings, approvals and grants."""
    told = ask_service("GET", "/v1/usage/me", url=url, key=key)
    if as_json:
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    typer.echo(_line(f"The use of {_whose(told)}."))
    show_table(_TIMES, [_row(name, one) for name, one in told["spend"].items()])
    groups = list(_groups(told))
    if groups:
        show_table(_GROUPS, groups)
    for line in _lines(told):
        typer.echo(_line(line))


def _line(text: str) -> str:
    """What somebody named, without what would move the cursor or paint the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def _whose(told: Answered) -> str:
    team = "" if told["team"] is None else f" in team {told['team']}"
    return f"key {told['key']}" if told["user"] is None else f"{told['user']}{team}"


def _row(name: str, one: Answered) -> tuple[str, ...]:
    counts = (one["calls"], one["input_tokens"], one["output_tokens"])
    return name, *(f"{count:,}" for count in counts), one["cost_usd"]


def _groups(told: Answered) -> Iterator[tuple[str, ...]]:
    month = told["spend"]["30d"]
    for by in ("model", "tier", "project"):
        for name, one in list(month[f"by_{by}"].items())[:_MOST]:
            yield by, _line(name), f"{one['calls']:,}", one["cost_usd"]
    tasks = told["tasks_30d"]
    by = "task" if tasks["is_whole"] else "task (newest requests)"
    for name, cost_usd in list(tasks["cost_usd"].items())[:_MOST]:
        yield by, name, "", cost_usd


def _lines(told: Answered) -> Iterator[str]:
    for limit in told["limits"]:
        yield _limit(limit)
    for step in told["steps"]:
        which = ", ".join(step["priorities"])
        yield f"Step in force for {which} priority: {step['step']}. {step['why']}"
    if not told["steps"]:
        yield "No step of a ladder is in force for your requests."
    for finding in told["findings"]:
        yield f"Finding {finding['kind']} of {finding['subject']}: {_found(finding)}"
    for approval in told["approvals"]:
        yield (
            f"Approval {approval['id']} waits: USD {approval['wanted_usd']} for rule "
            f"{approval['rule']}, until {approval['expires_at']}"
        )
    for grant in told["grants"]:
        left = grant["standing"]["left_usd"]
        yield f"Grant {grant['id']}: USD {left} left of {grant['limit_usd']}, {_until(grant)}"


def _until(grant: Answered) -> str:
    return f"until {grant['ends_at']}, for {', '.join(grant['rules'])}"


def _limit(limit: Answered) -> str:
    standing = limit["standing"]
    kind = str(limit["object"]).removeprefix("tierwise.").capitalize()
    left = "" if "left_usd" not in standing else f", USD {standing['left_usd']} left"
    pace = "" if standing["pace"] is None else f", pace {standing['pace']:.2f}"
    resets = "" if standing["resets_at"] is None else f", resets {standing['resets_at']}"
    return f"{kind} {limit['name']}: {standing['share_used']:.0%} used{left}{pace}{resets}"


def _found(finding: Answered) -> str:
    if not finding["is_acting"]:
        what = f"It is only told. {finding['spared_because'] or ''}".rstrip()
    elif finding["rules"]:
        what = f"These rules may apply: {', '.join(finding['rules'])}."
    else:
        what = "No rule of the policy names it, so nothing changes for requests."
    return f"{finding['explanation']} {what} {finding['release']}"
