"""Is nothing done that is not written down, and nothing written down that is not so?"""

import asyncio
import logging
from collections.abc import Mapping

import pytest
from typing_extensions import override

from router.adapters.storage.memory_admin_log import MemoryAdminLog
from router.core.admin_log import Act, ActKind, AdminEvent, Head, Stage
from router.core.errors import IdempotencyConflict, InvalidRequest, LedgerUnavailable
from router.core.key import Role, VirtualKey
from router.services.administer import Actor, Administer, Asked, Once
from tests.fakes import FixedClock

ADA = Actor("os:ada", "operator")


class Breaking(MemoryAdminLog):
    """Keeps so many events, and then the disk is full."""

    def __init__(self, keeps: int) -> None:
        super().__init__()
        self._keeps = keeps

    @override
    async def append(self, act: Act) -> AdminEvent:
        if (await self.head()).seq >= self._keeps:
            raise LedgerUnavailable("The disk is full.")
        return await super().append(act)


class Keys:
    """What acts are done to: it counts them."""

    def __init__(self) -> None:
        self.made = 0

    async def make(self) -> str:
        self.made += 1
        return f"key_{self.made}"

    async def refuse(self) -> str:
        raise InvalidRequest("There is no such team.")

    async def break_off(self) -> str:
        raise LedgerUnavailable("The disk is full.")

    async def blunder(self) -> str:
        raise ZeroDivisionError


def told(result: str) -> Mapping[str, object]:
    return {"after": {"id": result}}


def asked(team: str = "search", *, key: str | None = None, actor: Actor = ADA) -> Asked:
    return Asked(
        actor=actor,
        kind=ActKind.KEY_CREATE,
        subject="app",
        detail={"asked": {"team": team}},
        idempotency_key=key,
    )


def administer(log: MemoryAdminLog) -> Administer:
    return Administer(log=log, clock=FixedClock())


async def events(log: MemoryAdminLog) -> list[tuple[str, dict[str, object]]]:
    return [(event.stage, dict(event.said)) for event in await log.after(0, most=100)]


async def test_an_act_is_written_down_before_and_after_it_is_done() -> None:
    log, keys = MemoryAdminLog(), Keys()

    async def make() -> str:
        assert await log.head() == Head(1, (await log.head()).hash)
        return await keys.make()

    assert await administer(log)(asked(), make, told=told) == "key_1"
    assert await events(log) == [
        (Stage.BEGUN, {"asked": {"team": "search"}}),
        (Stage.DONE, {"after": {"id": "key_1"}}),
    ]
    first, last = await log.after(0, most=2)
    assert first.act_id == last.act_id
    assert {(e.actor, e.role, e.kind, e.subject) for e in (first, last)} == {
        ("os:ada", "operator", "key.create", "app")
    }


async def test_an_act_that_cannot_be_written_down_is_not_done() -> None:
    log, keys = Breaking(keeps=0), Keys()
    with pytest.raises(LedgerUnavailable):
        await administer(log)(asked(), keys.make, told=told)
    with pytest.raises(LedgerUnavailable):
        await administer(log).once(asked(key="k"), keys.make, told=told, again=told_again)
    assert keys.made == 0


async def test_an_act_whose_end_cannot_be_written_down_is_done_and_stands_open(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log, keys = Breaking(keeps=1), Keys()
    with caplog.at_level(logging.ERROR):
        assert await administer(log)(asked(), keys.make, told=told) == "key_1"
    assert [stage for stage, _ in await events(log)] == [Stage.BEGUN]
    assert "is done, but its end is not in the audit log. The disk is full." in caplog.text


@pytest.mark.parametrize(
    ("name", "error", "stage", "detail"),
    [
        (
            "refuse",
            InvalidRequest,
            Stage.REFUSED,
            {"error": "invalid_request", "message": "There is no such team."},
        ),
        (
            "break_off",
            LedgerUnavailable,
            Stage.FAILED,
            {"error": "ledger_unavailable", "message": "The disk is full."},
        ),
        ("blunder", ZeroDivisionError, Stage.FAILED, {"error": "Tierwise made a mistake."}),
    ],
)
async def test_what_was_not_done_is_written_down_too(
    name: str, error: type[Exception], stage: Stage, detail: dict[str, object]
) -> None:
    log = MemoryAdminLog()
    with pytest.raises(error):
        await administer(log)(asked(), getattr(Keys(), name), told=told)
    assert (await events(log))[1] == (stage, detail)


async def test_who_leaves_in_the_middle_leaves_nothing_half_written() -> None:
    log, entered, may_end = MemoryAdminLog(), asyncio.Event(), asyncio.Event()

    async def slow() -> str:
        entered.set()
        await may_end.wait()
        return "key_1"

    task = asyncio.create_task(administer(log)(asked(), slow, told=told))
    await entered.wait()
    task.cancel()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [stage for stage, _ in await events(log)] == [Stage.BEGUN, Stage.DONE]


async def told_again(detail: Mapping[str, object]) -> str:
    after = detail["after"]
    assert isinstance(after, Mapping)
    return str(after["id"])


async def test_the_same_act_under_one_idempotency_key_is_done_once() -> None:
    log, keys = MemoryAdminLog(), Keys()
    do = administer(log)
    first = await do.once(asked(key="k"), keys.make, told=told, again=told_again)
    again = await do.once(asked(key="k"), keys.make, told=told, again=told_again)
    assert (first, again) == (Once("key_1"), Once("key_1", is_repeated=True))
    assert (keys.made, (await log.head()).seq) == (1, 2)


async def test_without_an_idempotency_key_the_same_act_is_done_twice() -> None:
    do, keys = administer(MemoryAdminLog()), Keys()
    for _ in range(2):
        await do.once(asked(), keys.make, told=told, again=told_again)
    assert keys.made == 2


async def test_of_many_who_ask_at_once_under_one_key_one_is_done() -> None:
    do, keys = administer(MemoryAdminLog()), Keys()
    found = await asyncio.gather(
        *(do.once(asked(key="k"), keys.make, told=told, again=told_again) for _ in range(20)),
        return_exceptions=True,
    )
    assert keys.made == 1
    assert all(isinstance(one, Once | IdempotencyConflict) for one in found)


async def test_an_idempotency_key_stands_for_one_act_of_one_actor() -> None:
    do, keys = administer(MemoryAdminLog()), Keys()
    await do.once(asked(key="k"), keys.make, told=told, again=told_again)
    with pytest.raises(IdempotencyConflict, match="for something else"):
        await do.once(asked("ads", key="k"), keys.make, told=told, again=told_again)
    other = asked(key="k", actor=Actor("os:grace", "operator"))
    assert (await do.once(other, keys.make, told=told, again=told_again)).result == "key_2"


async def test_an_act_that_was_refused_is_not_repeated_under_its_key() -> None:
    do, keys = administer(MemoryAdminLog()), Keys()
    with pytest.raises(InvalidRequest):
        await do.once(asked(key="k"), keys.refuse, told=told, again=told_again)
    with pytest.raises(IdempotencyConflict, match=r"refused: There is no such team\."):
        await do.once(asked(key="k"), keys.make, told=told, again=told_again)
    assert keys.made == 0


async def test_an_act_that_is_under_way_is_not_begun_again() -> None:
    log = Breaking(keeps=1)
    do, keys = administer(log), Keys()
    await do.once(asked(key="k"), keys.make, told=told, again=told_again)
    with pytest.raises(IdempotencyConflict, match="under way, or that broke off"):
        await Administer(log=_ForGood(log), clock=FixedClock(made=50)).once(
            asked(key="k"), keys.make, told=told, again=told_again
        )
    assert keys.made == 1


class _ForGood(MemoryAdminLog):
    """The events of another log, on a disk with room."""

    def __init__(self, log: MemoryAdminLog) -> None:
        super().__init__()
        self._events = log._events


async def test_every_event_is_told_to_the_log_of_the_service_with_its_head(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = MemoryAdminLog()
    with caplog.at_level(logging.INFO):
        await administer(log)(asked(), Keys().make, told=told)
    heads = [str(event.head) for event in await log.after(0, most=9)]
    assert [head for head in heads if head in caplog.text] == heads


def test_a_key_acts_under_its_id_and_role() -> None:
    key = VirtualKey(id="key_1", name="ada's", role=Role.FINANCE)
    assert Actor.of(key) == Actor("key_1", "finance")
