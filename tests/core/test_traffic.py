"""Tests of `router.core.traffic`."""

from router.core.key import LOCAL_KEY
from router.core.traffic import AUDIT_CALLER


def test_audits_are_booked_to_nobody_else() -> None:
    assert AUDIT_CALLER.key_id not in (LOCAL_KEY.id, "")
    assert {AUDIT_CALLER.user, AUDIT_CALLER.team, AUDIT_CALLER.project} == {"tierwise-audit"}
