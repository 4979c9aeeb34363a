"""Tests of `router.core.grant`."""

from dataclasses import replace

from router.core.facts import OpenGrant
from tests.approving import HOUR, RULE, grant
from tests.factories import NOON


def test_it_is_open_from_its_beginning_until_just_before_its_first_end() -> None:
    one = grant(hours=3)

    assert one.is_open(NOON)
    assert not one.is_open(NOON - HOUR)
    assert not one.is_open(NOON + 3 * HOUR)
    assert not replace(one, revoked_at=NOON + HOUR).is_open(NOON + HOUR)
    assert replace(one, used_up_at=NOON + 2 * HOUR, revoked_at=NOON + HOUR).ends_at == NOON + HOUR


def test_a_decision_knows_its_id_and_its_rules() -> None:
    assert grant().open == OpenGrant(id="grt_1", rules=(RULE,))
    assert grant().tag == "grant:grt_1"
