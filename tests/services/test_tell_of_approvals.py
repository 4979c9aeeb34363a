"""Tests of `router.services.tell_of_approvals`."""

import pytest

from router.core.approvals.notices import asked_notice
from router.core.notices.notice import Notice
from router.services.tell_of_approvals import TellOfApprovals
from tests.approving import DEFAULTS, KeptNotices, approval
from tests.factories import NOON
from tests.fakes import FixedClock


def notice(id: str) -> Notice:
    return asked_notice(approval(), DEFAULTS, id=id, at=NOON)


async def test_each_notice_has_an_id_of_its_own() -> None:
    kept = KeptNotices()
    tell = TellOfApprovals(notices=kept, clock=FixedClock())

    await tell(notice)
    await tell(notice)

    assert [one.id for one in kept.notices] == ["ntc_1", "ntc_2"]


async def test_what_cannot_be_kept_is_said_in_the_log_and_nowhere_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    kept = KeptNotices()
    kept.is_broken = True

    await TellOfApprovals(notices=kept, clock=FixedClock())(notice)

    assert "Nobody is told of this: ada asks for 50 USD for 24 h" in caplog.text
