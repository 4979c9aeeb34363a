"""Tests of `router.core.detection.detector`."""

from router.core.detection.detector import ALL, ONE, Detector, On, Sign
from router.core.detection.profile import Profile
from router.core.finding import SubjectKind
from tests.core.detection.traffic import BEGIN_S, arrival


class _Anything:
    kind = "anything"
    subjects = ALL
    on = On.ARRIVAL
    highest_bar = 2.0

    def look(self, profile: Profile, *, of: SubjectKind, bar: float) -> Sign | None:
        strength = float(profile.seen_requests)
        if strength < bar:
            return None
        return Sign(strength=strength, explanation=f"{of} asks", evidence={"requests": strength})


def test_a_detector_is_a_question_to_a_profile() -> None:
    detector: Detector = _Anything()
    profile = Profile(SubjectKind.TEAM)
    profile.arrived(arrival(BEGIN_S))

    assert detector.look(profile, of=SubjectKind.TEAM, bar=2) is None
    sign = detector.look(profile, of=SubjectKind.TEAM, bar=1)
    assert sign is not None
    assert sign.explanation == "team asks"


def test_crowds_are_no_ones() -> None:
    assert {SubjectKind.TEAM, SubjectKind.PROJECT} == ALL - ONE
