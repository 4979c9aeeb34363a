"""Tests of `router.core.detection.leaked_key`."""

from dataclasses import replace

import pytest

from router.core.caller import Caller
from router.core.sighting import Arrival, Origin
from tests.core.detection.traffic import HOME, HOUR_S, Subject


def _from(*origins: Origin) -> "_From":
    return _From(origins)


class _From:
    def __init__(self, origins: tuple[Origin, ...]) -> None:
        self._origins = origins

    def __call__(self, made: Arrival) -> Arrival:
        return replace(made, origin=self._origins[int(made.at_s) % len(self._origins)])


_STRANGERS = tuple(Origin(network=f"198.51.{each}.0/24", client="curl") for each in range(3))


def test_several_new_networks_with_a_new_program_are_found_after_a_few_requests() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=1) + 2 * HOUR_S

    assert subject.asks((monday_s + each for each in range(6)), arriving=_from(*_STRANGERS)) == [
        "leaked_key"
    ]
    alarm = subject.last("leaked_key")
    assert alarm.evidence["new_networks"] == 3
    assert "3 networks that it never came from" in alarm.explanation


@pytest.mark.parametrize(
    "origin",
    [
        Origin(network="198.51.100.0/24", client=HOME.client),
        Origin(network=HOME.network, client="notebook"),
        Origin(network="198.51.100.0/24", client="notebook"),
    ],
    ids=["a journey", "a new laptop", "both"],
)
def test_one_person_elsewhere_is_none(origin: Origin) -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=1) + 10 * HOUR_S

    assert subject.asks((monday_s + 60 * each for each in range(40)), arriving=_from(origin)) == []


def test_a_stranger_beside_the_owner_in_quick_succession_is_found() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=1) + 10 * HOUR_S

    moments = (monday_s + 4 * each + each % 2 for each in range(50))
    assert "leaked_key" in subject.asks(moments, arriving=_from(HOME, _STRANGERS[0]))
    assert "known network at the same time" in subject.last("leaked_key").explanation


def test_build_machines_that_always_come_from_elsewhere_are_none() -> None:
    subject = Subject()
    begin_s = subject.lives(weeks=0)

    def machine(made: Arrival) -> Arrival:
        return replace(made, origin=Origin(network=f"run-{int(made.at_s)}", client="sdk"))

    moments = (begin_s + 3 * HOUR_S * each + step for each in range(80) for step in range(10))
    subject.asks(moments, arriving=machine)
    assert [alarm for alarm in subject.raised if alarm.kind == "leaked_key"] == []


def test_many_new_users_from_a_new_network_on_a_key_of_one_are_found() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=1) + 10 * HOUR_S

    def someone(made: Arrival) -> Arrival:
        who = Caller(key_id="key-1", user=f"user-{int(made.at_s) // 20 % 9}")
        return replace(made, caller=who, origin=Origin(network="198.51.7.0/24", client=None))

    moments = (monday_s + 20 * each for each in range(30))
    assert "leaked_key" in subject.asks(moments, arriving=someone)
    assert "new users of a key that has 1" in subject.last("leaked_key").explanation
