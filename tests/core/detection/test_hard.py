"""Tests of `router.core.detection.hard`."""

from dataclasses import replace

from router.core.detection.hard import above_requests, above_spend
from router.core.detection.profile import Profile
from router.core.detection.settings import Hard
from router.core.finding import SubjectKind
from tests.core.detection.traffic import BEGIN_S, arrival, departure


def test_more_requests_a_minute_than_any_new_key_may_make() -> None:
    profile = Profile(SubjectKind.KEY)
    for each in range(30):
        profile.arrived(arrival(BEGIN_S + each))
    assert above_requests(profile, Hard(requests_per_minute=30)) is None

    sign = above_requests(profile, Hard(requests_per_minute=20))
    assert sign is not None
    assert sign.strength == 1.5
    assert "Such keys may make 20." in sign.explanation


def test_more_usd_an_hour_than_any_new_key_may_spend() -> None:
    profile = Profile(SubjectKind.KEY)
    for each in range(30):
        profile.departed(replace(departure(BEGIN_S + each), cost_usd=1.0))
    assert above_spend(profile, Hard(usd_per_hour=30)) is None

    sign = above_spend(profile, Hard(usd_per_hour=20))
    assert sign is not None
    assert sign.evidence == {"usd_per_hour": 30.0, "limit_usd_per_hour": 20.0}


def test_without_limits_there_is_no_sign() -> None:
    profile, none = Profile(SubjectKind.KEY), Hard(requests_per_minute=None, usd_per_hour=None)
    for each in range(5000):
        profile.arrived(arrival(BEGIN_S + each / 100))

    assert above_requests(profile, none) is None
    assert above_spend(profile, none) is None
