"""Several workers on one port: one ledger, one budget, one rate limit, and none missed for long."""

import asyncio
import os
import signal
from collections import Counter
from decimal import Decimal
from pathlib import Path

import httpx

from tests.journeys.command import Served, serving, tierwise
from tests.journeys.rulebooks import POLICY
from tests.journeys.running import entries_in, eventually, fifty_at_once, variables

BODY = {
    "model": "economy",
    "max_tokens": 50,
    "messages": [{"role": "user", "content": "Is it high tide?"}],
}
LIMIT_USD = Decimal("0.0002")
BUDGET = f"""
version: 1
name: shared
budgets:
  - {{id: sea, limit_usd: {LIMIT_USD}, per: year, team: sea, hard: true}}
default: {{tier: standard, reason: Nothing else applies.}}
"""


def _workers(served: Served) -> list[int]:
    children = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children")
    return [int(child) for child in children.read_text().split()]


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def _asked(served: Served, number: int, *, team: str) -> Counter[int]:
    """The statuses of so many requests at once, each on a connection of its own."""
    url = f"{served.base_url}/chat/completions"
    async with fifty_at_once() as client:
        answers = await asyncio.gather(
            *(client.post(url, json=BODY, headers={"x-tierwise-team": team}) for _ in range(number))
        )
    return Counter(answer.status_code for answer in answers)


async def test_two_workers_spend_no_more_than_one_would(tmp_path: Path) -> None:
    given = variables(tmp_path, policy=BUDGET)
    quota = ("quotas", "set", "lake", "--limit", "5", "--unit", "requests", "--per", "day")
    set_up = tierwise(*quota, "--team", "lake", environment=given)
    assert set_up.returncode == 0, set_up.stderr
    with serving(given | {"TIERWISE_WORKERS": "2"}, folder=tmp_path) as served:
        assert served.printed.count("listens on") == 1
        workers = _workers(served)
        sea, lake = await asyncio.gather(
            _asked(served, 40, team="sea"), _asked(served, 30, team="lake")
        )
        ended_with = served.stop(signal.SIGTERM)

    assert len(workers) == 2
    assert set(sea) == {200, 429}
    assert lake == {200: 5, 429: 25}
    booked = entries_in(tmp_path / "ledger.db")
    spent = sum(entry.cost_usd for entry in booked if entry.caller.team == "sea")
    assert 0 < spent <= LIMIT_USD
    assert ended_with == 0


def test_a_worker_that_dies_is_replaced_and_the_other_answers_meanwhile(tmp_path: Path) -> None:
    given = variables(tmp_path, policy=POLICY) | {"TIERWISE_WORKERS": "2"}
    with serving(given, folder=tmp_path) as served:
        victim, survivor = _workers(served)
        os.kill(victim, signal.SIGKILL)
        eventually(lambda: _workers(served) == [survivor])
        meanwhile = httpx.post(f"{served.base_url}/chat/completions", json=BODY, timeout=30)
        eventually(lambda: len(_workers(served)) == 2, timeout_s=30)
        assert victim not in _workers(served)

    assert meanwhile.status_code == 200


def test_workers_do_not_outlive_their_parent(tmp_path: Path) -> None:
    given = variables(tmp_path, policy=POLICY) | {"TIERWISE_WORKERS": "2"}
    with serving(given, folder=tmp_path) as served:
        workers = _workers(served)
        served.process.kill()
        eventually(lambda: not any(map(_is_alive, workers)), timeout_s=30)


def test_what_is_broken_is_said_once_and_ends_all(tmp_path: Path) -> None:
    given = variables(tmp_path, policy="version: 1\nnonsense: true\n") | {"TIERWISE_WORKERS": "3"}

    done = tierwise("serve", "--port", "0", environment=given)

    assert done.returncode == 2
    assert done.stderr.count("tierwise: ") == 1
    assert done.stdout == ""


def test_books_in_memory_are_refused_to_several_workers(tmp_path: Path) -> None:
    given = variables(tmp_path, policy=POLICY) | {"TIERWISE_DATABASE": ":memory:"}

    done = tierwise("serve", "--port", "0", "--workers", "2", environment=given)

    assert done.returncode == 2
    assert "TIERWISE_WORKERS=2 needs books that all workers share" in done.stderr
