"""Tests of `router.core.approvals.approval`."""

from dataclasses import FrozenInstanceError

import pytest

from router.core.approvals.approval import ApprovalState
from tests.approving import approval


def test_what_is_asked_for_waits_and_is_changed_by_nobody_in_place() -> None:
    asked = approval()

    assert (asked.state, asked.votes, asked.level, asked.version) == (
        *(ApprovalState.PENDING, (), 0, 1),
    )
    with pytest.raises(FrozenInstanceError):
        asked.state = ApprovalState.APPROVED  # type: ignore[misc]
