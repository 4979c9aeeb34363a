"""How is a profile kept in a store: as few bytes, with the version of their form?"""

import struct

from router.core.detection.known import Known
from router.core.detection.peak import Peak
from router.core.detection.profile import Profile
from router.core.detection.season import HOURS, Season
from router.core.detection.share import Share
from router.core.finding import SubjectKind

__all__ = ["pack", "unpack"]

_VERSION = 1
_HEAD = struct.Struct("<BddQiIdddd")
_SEASON = struct.Struct(f"<iid{HOURS}f")
_PEAK = struct.Struct("<dd")
_SHARE = struct.Struct("<dIII")
_OUTPUTS = struct.Struct("<I2dI2d")
_COUNT = struct.Struct("<B")
_ROW = struct.Struct("<III")


def pack(profile: Profile) -> bytes:
    """Habits only: what the last minutes need is left out. At most some 2,200 bytes."""
    outputs = profile.outputs
    parts = [
        _HEAD.pack(
            _VERSION,
            profile.first_seen_s,
            profile.last_seen_s,
            profile.seen_requests,
            profile.days.day,
            profile.days.requests,
            profile.days.usd,
            profile.days.usual_requests,
            profile.days.usual_usd,
            profile.days.month_end_usd,
        ),
        *(
            _SEASON.pack(each.hour, each.since_hour, each.amount, *each.means)
            for each in _seasons(profile)
        ),
        *(_PEAK.pack(each.value, each.at_s) for each in _peaks(profile)),
        *(
            _SHARE.pack(each.usual, each.hours, each.requests, each.hits)
            for each in _shares(profile)
        ),
        _OUTPUTS.pack(
            outputs.hours,
            outputs.mean,
            outputs.variance,
            outputs.answers,
            outputs.total,
            outputs.total_squares,
        ),
    ]
    for known in _known(profile):
        parts.append(_COUNT.pack(len(known.seen)))
        parts.extend(_ROW.pack(*row) for row in known.rows())
    return b"".join(parts)


def unpack(packed: bytes, *, of: SubjectKind) -> Profile | None:
    """The profile again; None for another version, or bytes cut short: then it begins anew."""
    if packed[:1] != bytes((_VERSION,)):
        return None
    try:
        return _unpack(packed, Profile(of))
    except struct.error:
        return None


def _unpack(packed: bytes, profile: Profile) -> Profile:
    at = _unpack_head(packed, profile)
    for season in _seasons(profile):
        season.hour, season.since_hour, season.amount, *means = _SEASON.unpack_from(packed, at)
        season.means[:] = type(season.means)("f", means)
        at += _SEASON.size
    for peak in _peaks(profile):
        peak.value, peak.at_s = _PEAK.unpack_from(packed, at)
        at += _PEAK.size
    for share in _shares(profile):
        share.usual, share.hours, share.requests, share.hits = _SHARE.unpack_from(packed, at)
        at += _SHARE.size
    outputs = profile.outputs
    outputs.hours, outputs.mean, outputs.variance, *rest = _OUTPUTS.unpack_from(packed, at)
    outputs.answers, outputs.total, outputs.total_squares = rest
    if outputs.hours:
        outputs.settle()
    at += _OUTPUTS.size
    for known in _known(profile):
        (count,) = _COUNT.unpack_from(packed, at)
        at += _COUNT.size
        known.restore(_ROW.unpack_from(packed, at + i * _ROW.size) for i in range(count))
        at += count * _ROW.size
    return profile


def _unpack_head(packed: bytes, profile: Profile) -> int:
    (
        _,
        profile.first_seen_s,
        profile.last_seen_s,
        profile.seen_requests,
        profile.days.day,
        profile.days.requests,
        profile.days.usd,
        profile.days.usual_requests,
        profile.days.usual_usd,
        profile.days.month_end_usd,
    ) = _HEAD.unpack_from(packed)
    return _HEAD.size


def _seasons(profile: Profile) -> tuple[Season, ...]:
    return (profile.requests, profile.usd)


def _peaks(profile: Profile) -> tuple[Peak, ...]:
    return (profile.burst_peak, profile.spend_peak, profile.run_peak, profile.run_tokens_peak)


def _shares(profile: Profile) -> tuple[Share, ...]:
    return (profile.premium, profile.repeated, profile.failed)


def _known(profile: Profile) -> tuple[Known, ...]:
    return (profile.networks, profile.clients, profile.users)
