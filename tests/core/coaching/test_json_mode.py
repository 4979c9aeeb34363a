"""Tests of `router.core.coaching.json_mode`."""

from datetime import timedelta

from classifier.labels import Task
from router.core.coaching.json_mode import json_mode
from router.core.coaching.own_request import OwnRequest
from router.core.deployment import Capability
from tests.core.coaching.own import habits, own
from tests.factories import NOON


def retries(*, minutes: int = 1, **changes: object) -> list[OwnRequest]:
    return [
        own(
            n,
            at=NOON + timedelta(minutes=minutes * n),
            **{"task": Task.EXTRACTION, "fingerprint": "f", **changes},  # type: ignore[arg-type]
        )
        for n in range(6)
    ]


def test_all_but_the_first_count_in_full() -> None:
    tip = json_mode(habits(*retries()))
    assert tip is not None
    assert (tip.requests, tip.saved_tokens) == (5, 55_000)
    assert tip.saved_usd == sum(one.cost_usd for one in retries()[1:])


def test_with_a_form_much_later_or_for_other_work_it_is_no_retry() -> None:
    assert json_mode(habits(*retries(needs=frozenset({Capability.JSON_SCHEMA})))) is None
    assert json_mode(habits(*retries(minutes=11))) is None
    assert json_mode(habits(*retries(task=Task.DRAFTING))) is None
    assert json_mode(habits(*retries(fingerprint=None))) is None
