"""Tests of `router.core.detection.packing`."""

from dataclasses import replace

import pytest

from router.core.detection.packing import pack, unpack
from router.core.finding import SubjectKind
from router.core.sighting import Origin
from tests.core.detection.traffic import BEGIN_S, HOUR_S, Subject, arrival


def _lived() -> Subject:
    subject = Subject()
    subject.lives(weeks=3)
    return subject


def test_what_was_packed_is_packed_again_to_the_same_bytes() -> None:
    packed = pack(_lived().profile)

    again = unpack(packed, of=SubjectKind.KEY)
    assert again is not None
    assert pack(again) == packed


def test_a_restored_profile_finds_what_the_other_would_have_found() -> None:
    subject, restored = _lived(), Subject()
    profile = unpack(pack(subject.profile), of=SubjectKind.KEY)
    assert profile is not None
    restored.profile = profile
    monday_s = BEGIN_S + 21 * 24 * HOUR_S + 10 * HOUR_S

    moments = [monday_s + second for second in range(60)]
    assert restored.asks(moments) == subject.asks(moments) == ["burst"]
    assert [each.evidence for each in restored.raised] == [e.evidence for e in subject.raised]


def test_another_version_is_forgotten() -> None:
    packed = pack(_lived().profile)

    assert unpack(b"\x00" + packed[1:], of=SubjectKind.KEY) is None
    assert unpack(b"", of=SubjectKind.KEY) is None


@pytest.mark.parametrize("length", [1, 100, 1000, 1500])
def test_bytes_that_were_cut_short_are_forgotten(length: int) -> None:
    assert unpack(pack(_lived().profile)[:length], of=SubjectKind.KEY) is None


def test_it_stays_small_whatever_is_seen() -> None:
    subject = _lived()
    for each in range(500):
        origin = Origin(network=f"network-{each}", client=f"client-{each}")
        made = arrival(BEGIN_S + 22 * 24 * HOUR_S + 60 * each)
        caller = replace(made.caller, user=f"user-{each}")
        subject.profile.arrived(replace(made, origin=origin, caller=caller))

    assert len(pack(subject.profile)) <= 2_500
