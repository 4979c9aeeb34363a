"""Detector `leaked_key`: a key is used from elsewhere, by another program, or by many people."""

from router.core.detection.days import DAY_S
from router.core.detection.detector import On, Sign
from router.core.detection.origins import Origins
from router.core.detection.profile import Profile
from router.core.detection.span import span
from router.core.finding import SubjectKind

__all__ = ["LeakedKey"]

_LEAST_REQUESTS = 5
_POINTS = 3.0
"""One sign is a journey or a new laptop, two are both; three are somebody else."""
_MOST_POINTS = 3.5
"""However often it was called a false alarm, so many are still one."""
_MANY_NETWORKS = 3
_MANY_CLIENTS = 2
_MANY_USERS = 4
_FEW_USERS = 2
_MANY_REQUESTS = 20
_BOTH_S = 600.0
_LEAST_AGE_S = 3 * DAY_S
_OLD_HOURS = 24


class LeakedKey:
    """Adds up signs within ten minutes; none of them is enough alone."""

    kind = "leaked_key"
    subjects = frozenset({SubjectKind.KEY})
    on = On.ARRIVAL
    highest_bar = _MOST_POINTS / _POINTS

    def look(self, profile: Profile, *, of: SubjectKind, bar: float) -> Sign | None:
        """A key that is used from ever new networks, as build machines do, gives no such sign."""
        recent = profile.recent
        if recent is None or recent.origins is None:
            return None
        origins = recent.origins
        if origins.requests < _LEAST_REQUESTS or profile.age_s < _LEAST_AGE_S:
            return None
        signs = _signs(origins, profile)
        strength = sum(points for points, _ in signs) / _POINTS
        if strength < bar:
            return None
        lasted_s = profile.last_seen_s - origins.since_s
        told = ", ".join(words for _, words in signs)
        return Sign(
            strength=strength,
            explanation=(
                f"{origins.requests} requests within {span(lasted_s)} show signs of a leaked "
                f"key: {told}."
            ),
            evidence={
                "requests": origins.requests,
                "seconds": lasted_s,
                "new_networks": len(origins.networks),
                "new_clients": len(origins.clients),
                "new_users": len(origins.users),
                "known_networks": len(profile.networks.seen) - len(origins.networks),
            },
        )


def _signs(origins: Origins, profile: Profile) -> list[tuple[float, str]]:
    networks, clients, users = len(origins.networks), len(origins.clients), len(origins.users)
    now_s = profile.last_seen_s
    old_users = profile.users.longer_than(_OLD_HOURS, hour=int(now_s // 3600))
    asked = (
        (networks >= 1, 1.0, f"{networks} networks that it never came from"),
        (networks >= _MANY_NETWORKS, 1.0, "several of them at once"),
        (clients >= 1, 1.0, f"{clients} programs that never used it"),
        (clients >= _MANY_CLIENTS, 0.5, "several of them at once"),
        (
            users >= _MANY_USERS and old_users <= _FEW_USERS,
            1.5,
            f"{users} new users of a key that has {old_users}",
        ),
        (
            networks >= 1 and now_s - origins.known_s < _BOTH_S,
            0.5,
            "use from a known network at the same time",
        ),
        (origins.requests >= _MANY_REQUESTS, 0.5, "in quick succession"),
    )
    return [(points, words) for holds, points, words in asked if holds]
