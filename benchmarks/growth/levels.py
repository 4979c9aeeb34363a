"""How is a service with so many keys or rules, or prompts so long, prepared?"""

import asyncio
import random
from decimal import Decimal
from pathlib import Path

import yaml

from benchmarks.overhead.bodies import conversations
from router.bootstrap.parts import open_stores
from router.core.key import VirtualKey
from router.core.stored_limit import StoredBudget, name_of
from router.ports.clock import Clock
from router.services.issue_key import IssueKey
from router.settings import Settings

__all__ = ["add_keys", "long_conversations", "write_policy"]

_TOKENS_A_WORD = 1.3
_MADE_AT_ONCE = 200


def add_keys(database: Path, count: int, *, clock: Clock) -> list[str]:
    """So many keys, each of a user of its own with a budget of its own; their secrets."""
    return asyncio.run(_add_keys(database, count, clock=clock))


async def _add_keys(database: Path, count: int, *, clock: Clock) -> list[str]:
    stores = open_stores(Settings.load({"TIERWISE_DATABASE": str(database)}), clock)
    issue = IssueKey(keys=stores.keys, clock=clock)

    async def one(number: int) -> tuple[VirtualKey, str]:
        made = await issue(name=f"key {number}", team=f"team-{number % 50}", user=f"user-{number}")
        budget = StoredBudget(
            id=f"user-{number}",
            limit_usd=Decimal(1_000_000),
            per="month",
            user=f"user-{number}",
        )
        await stores.limits.change(name_of(budget), lambda before: budget)
        return made

    secrets: list[str] = []
    for first in range(0, count, _MADE_AT_ONCE):
        some = range(first, min(first + _MADE_AT_ONCE, count))
        secrets += [secret for _, secret in await asyncio.gather(*map(one, some))]
    await stores.close()
    return secrets


def write_policy(file: Path, rules: int) -> Path:
    """The shipped policy behind so many rules of teams, projects and sizes that match nobody."""
    shipped = yaml.safe_load(Path("policies/default.yaml").read_text())
    draw = random.Random(3)  # noqa: S311 - nothing secret is drawn
    more = [_rule(number, draw) for number in range(max(rules - len(shipped["rules"]), 0))]
    shipped["rules"] = [*more, *shipped["rules"]]
    file.write_text(yaml.safe_dump(shipped, sort_keys=False))
    return file


def _rule(number: int, draw: random.Random) -> dict[str, object]:
    conditions: list[dict[str, object]] = [
        {"team": f"other-{number}"},
        {"project": [f"project-{number}", f"project-{number}b"], "priority": "low"},
        {"tokens": {"at_least": 30_000 + number}},
        {"tags": f"tag-{number}", "complexity": ["trivial", "moderate"]},
    ]
    return {
        "id": f"rule-{number}",
        "owner": "platform",
        "reason": "It stands for a rule of somebody else.",
        "when": draw.choice(conditions),
        "then": {"cap": "standard"},
    }


def long_conversations(count: int, *, tokens: int) -> list[list[dict[str, str]]]:
    """Conversations of about so many tokens, each with other words."""
    draw = random.Random(tokens)  # noqa: S311
    words = sorted(
        {word for one in conversations(300, seed=1) for word in one[-1]["content"].split()}
    )
    length = max(3, round(tokens / _TOKENS_A_WORD))
    return [
        [{"role": "user", "content": " ".join(draw.choices(words, k=length))}] for _ in range(count)
    ]
