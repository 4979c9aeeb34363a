"""Which limits hold for a key that is too new to be judged by its past?"""

from router.core.detection.detector import Sign
from router.core.detection.profile import Profile
from router.core.detection.settings import Hard

__all__ = ["above_requests", "above_spend"]


def above_requests(profile: Profile, hard: Hard) -> Sign | None:
    """A sign where a new key makes more requests a minute than any may."""
    limit, recent = hard.requests_per_minute, profile.recent
    if limit is None or recent is None or recent.minute.amount + recent.minute.before <= limit:
        return None
    requests = recent.minute.at(profile.last_seen_s)
    if requests <= limit:
        return None
    return Sign(
        strength=requests / limit,
        explanation=(
            f"{requests:.0f} requests within a minute, of a key with too little history to be "
            f"judged by it. Such keys may make {limit}."
        ),
        evidence={"requests_per_minute": requests, "limit_requests_per_minute": limit},
    )


def above_spend(profile: Profile, hard: Hard) -> Sign | None:
    """A sign where a new key spends more in an hour than any may."""
    limit, recent = hard.usd_per_hour, profile.recent
    if limit is None or recent is None or recent.usd_hour.amount + recent.usd_hour.before <= limit:
        return None
    usd = recent.usd_hour.at(profile.last_seen_s)
    if usd <= limit:
        return None
    return Sign(
        strength=usd / limit,
        explanation=(
            f"USD {usd:.2f} within an hour, of a key with too little history to be judged by it. "
            f"Such keys may spend USD {limit:.2f}."
        ),
        evidence={"usd_per_hour": usd, "limit_usd_per_hour": limit},
    )
