"""`tierwise policy diff`: in what do two policies differ, rule by rule and in words?"""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.options import DatabaseOption, PolicyOption
from router.cli.policy.journal_desk import JsonOption, at_journal

if TYPE_CHECKING:
    from router.bootstrap.rollout import RolloutDesk
    from router.core.rollout.difference import Change
    from router.services.roll_out import Version

__all__ = ["diff"]

_MARKS = {"added": "+", "removed": "-", "moved": ">", "changed": "~"}


def diff(
    before: Annotated[
        str, typer.Argument(help="A file, a version, or `current`; alone: what is compared.")
    ],
    after: Annotated[str | None, typer.Argument(help="The same; else BEFORE is.")] = None,
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
    policy_file: PolicyOption = None,
) -> None:
    """Show what changes from one policy to another; from the one in force where one is named."""
    from router.core.rollout.difference import differences

    async def pair(desk: "RolloutDesk") -> "tuple[Version, Version]":
        if after is None:
            return desk.named(), desk.named(before)
        return desk.named(before), desk.named(after)

    old, new = at_journal(database, pair, policy=policy_file, may_create=True)
    changes = differences(old.policy, new.policy)
    if as_json:
        print(json.dumps(_record(old, new, changes=changes), ensure_ascii=False))
        return
    print(f"{old.name} -> {new.name}")
    for change in changes:
        print(f"{_MARKS[change.kind]} {change.words}")
    if not changes:
        print("Both say the same.")


def _record(old: "Version", new: "Version", *, changes: "tuple[Change, ...]") -> dict[str, object]:
    return {
        "before": old.name,
        "after": new.name,
        "changes": [
            {
                "kind": change.kind.value,
                "subject": change.subject,
                "field": change.field,
                "before": change.before,
                "after": change.after,
                "words": change.words,
            }
            for change in changes
        ],
    }
