"""Tests of `router.cli.notices`."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from router.bootstrap import Desk, open_desk
from router.core.errors import InvalidRequest
from router.core.notices.delivery import DeliveryState
from router.core.notices.notice import Notice, NoticeKind
from router.settings import Settings
from tests.cli.calling import call
from tests.factories import NOON


def at(folder: Path, work: Callable[[Desk], Awaitable[None]]) -> None:
    async def run() -> None:
        desk = open_desk(Settings.load({"TIERWISE_DATABASE": str(folder / "ledger.db")}))
        try:
            await work(desk)
        finally:
            await desk.close()

    asyncio.run(run())


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Two notices that failed, and one that is private and waits."""

    async def fill(desk: Desk) -> None:
        outbox = desk.stores.notices
        for number in (1, 2):
            await outbox.put(_notice(number, kind=NoticeKind.FINDING_OPENED))
        for one in await outbox.claim(at=NOON, until=NOON + timedelta(minutes=1), most=10):
            await outbox.keep(replace(one, state=DeliveryState.FAILED, error="mail:a: it is down"))
        await outbox.put(_notice(3, kind=NoticeKind.DIGEST))

    at(tmp_path, fill)
    return {"TIERWISE_DATABASE": str(tmp_path / "ledger.db")}


def _notice(number: int, *, kind: NoticeKind) -> Notice:
    return Notice(id=f"ntc_{number}", kind=kind, at=NOON, subject=f"About\x1b {number}", text="T.")


def states(environment: dict[str, str]) -> dict[str, str]:
    told = json.loads(call("notices", "list", "--json", **environment).stdout)
    return {one["id"]: one["state"] for one in told}


def test_notices_are_listed_with_what_they_met(environment: dict[str, str]) -> None:
    table = call("notices", "list", "--state", "failed", **environment).stdout

    assert "ntc_1" in table
    assert "mail:a: it is down" in table
    assert "ntc_3" not in table
    assert "\x1b" not in table


def test_what_is_private_is_not_told(environment: dict[str, str]) -> None:
    found = call("notices", "list", **environment).stdout

    assert "(private)" in found
    assert "About  3" not in found


def test_one_or_all_that_failed_are_tried_again(environment: dict[str, str]) -> None:
    one = call("notices", "retry", "ntc_1", **environment).stdout
    after_one = states(environment)
    rest = call("notices", "retry", **environment).stdout

    assert one == "1 will be tried again by the running service.\n"
    assert after_one == {"ntc_1": "waiting", "ntc_2": "failed", "ntc_3": "waiting"}
    assert rest == one
    assert set(states(environment).values()) == {"waiting"}


def test_what_did_not_fail_is_not_retried(environment: dict[str, str]) -> None:
    with pytest.raises(InvalidRequest, match="ntc_3 is not among those that failed"):
        call("notices", "retry", "ntc_1", "ntc_3", **environment)
    assert states(environment)["ntc_1"] == "failed"
