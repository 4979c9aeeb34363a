"""Tests of `router.api.refusing`."""

import json

from router.api.refusing import declared_in, refusal_on, sender_of
from router.core.admission import Rank

ALICE = [(b"host", b"here"), (b"authorization", b"Bearer tw_alice")]


def test_senders_are_told_apart_by_what_proves_who_they_are() -> None:
    assert sender_of(ALICE) == sender_of([*ALICE, (b"user-agent", b"other")])
    assert sender_of(ALICE) != sender_of([(b"authorization", b"Bearer tw_bob")])


def test_a_priority_may_be_declared() -> None:
    assert declared_in([*ALICE, (b"x-tierwise-priority", b"low")]) is Rank.LOW
    assert declared_in(ALICE) is Rank.HIGH


def test_the_refusal_is_an_openai_error_that_says_when_to_come_again() -> None:
    refusal = refusal_on(b"/v1/chat/completions")

    assert (refusal.status_code, refusal.headers["retry-after"]) == (503, "2")
    assert json.loads(bytes(refusal.body))["error"]["code"] == "overloaded"


def test_anthropics_clients_read_their_own_shape() -> None:
    refusal = refusal_on(b"/v1/messages")

    assert (refusal.status_code, refusal.headers["retry-after"]) == (529, "2")
    assert json.loads(bytes(refusal.body))["error"]["type"] == "overloaded_error"
