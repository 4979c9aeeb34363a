"""Are refused sign-ins written down, and can nobody fill the log with them?"""

import logging

import pytest
from typing_extensions import override

from router.adapters.storage.memory_admin_log import MemoryAdminLog
from router.core.admin_log import Act, AdminEvent
from router.core.errors import LedgerUnavailable, NotYours, Unauthenticated
from router.core.key import Role, VirtualKey
from router.services.administer import Administer
from router.services.note_sign_ins import NoteSignIns
from tests.fakes import FixedClock

REFUSAL = Unauthenticated("This virtual key is not known here.")


async def events(log: MemoryAdminLog) -> list[tuple[str, object]]:
    return [(event.actor, event.said["more_before"]) for event in await log.after(0, most=5_000)]


async def test_the_first_refusal_is_noted_and_then_one_a_minute_with_their_number() -> None:
    log, clock = MemoryAdminLog(), FixedClock()
    note = NoteSignIns(administer=Administer(log=log, clock=clock))
    for _ in range(5):
        await note(REFUSAL, path="/v1/admin/keys", address="192.0.2.7")
    assert await events(log) == [("address:192.0.2.7", 0)]
    clock.advance(60)
    await note(REFUSAL, path="/v1/admin/keys", address="192.0.2.7")
    assert await events(log) == [("address:192.0.2.7", 0), ("address:192.0.2.7", 4)]


async def test_each_caller_and_each_reason_is_noted_by_itself() -> None:
    log = MemoryAdminLog()
    note = NoteSignIns(administer=Administer(log=log, clock=FixedClock()))
    key = VirtualKey(id="key_1", name="ada's", role=Role.MEMBER)
    await note(REFUSAL, path="/v1/admin/keys", address="192.0.2.7")
    await note(REFUSAL, path="/v1/admin/keys", address=None)
    await note(NotYours("No."), path="/v1/admin/keys", address="192.0.2.7", key=key)
    found = await log.after(0, most=9)
    assert [(event.actor, event.role, event.stage) for event in found] == [
        ("address:192.0.2.7", "none", "refused"),
        ("address:unknown", "none", "refused"),
        ("key_1", "member", "refused"),
    ]
    assert found[2].said == {
        "error": "permission_denied",
        "message": "No.",
        "address": "192.0.2.7",
        "more_before": 0,
    }


async def test_from_however_many_addresses_refusals_come_the_log_is_not_filled() -> None:
    log, clock = MemoryAdminLog(), FixedClock()
    note = NoteSignIns(administer=Administer(log=log, clock=clock))
    for number in range(2_500):
        await note(REFUSAL, path="/v1/admin/keys", address=f"10.0.{number // 256}.{number % 256}")
    assert (await log.head()).seq <= 1_001
    clock.advance(60)
    await note(REFUSAL, path="/v1/admin/keys", address="192.0.2.7")
    assert (await events(log))[-1] == ("address:192.0.2.7", 0)


async def test_where_the_log_is_away_the_refusal_stands(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Away(MemoryAdminLog):
        @override
        async def append(self, act: Act) -> AdminEvent:
            raise LedgerUnavailable("The disk is full.")

    note = NoteSignIns(administer=Administer(log=Away(), clock=FixedClock()))
    with caplog.at_level(logging.ERROR):
        await note(REFUSAL, path="/v1/admin/keys", address="192.0.2.7")
    assert "not in the audit log. The disk is full." in caplog.text
