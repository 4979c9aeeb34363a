"""A call failed before the caller was sent a byte: is it tried again, where, and how soon?

Once more at the same deployment where a second try may well succeed, else at the next that policy
permits. What the provider refused for its content is never tried again: it would be refused again.
Pauses grow exponentially and are drawn at random (full jitter, Brooker, 2015, "Exponential Backoff
And Jitter"), so that those who failed together do not come back together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from router.core.deployment import Deployment
from router.core.effects import Failover, StandIn
from router.core.errors import (
    RouterError,
    UpstreamFailed,
    UpstreamMisconfigured,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimedOut,
    UpstreamUnreachable,
)

__all__ = ["Again", "Trail", "next_try", "stand_ins"]

_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 2.0
_LONGEST_WAIT_S = 5.0
"""How long a provider that names a time is waited for, where nobody else can answer."""
_TOO_LONG = b"context_length_exceeded"


@dataclass(frozen=True, slots=True)
class Again:
    """The next try."""

    deployment: Deployment
    pause_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What was tried so far, the failed try included."""

    told: Failover
    tried: tuple[Deployment, ...]
    """The deployment of each try, in their order."""
    left: tuple[Deployment, ...]
    """Who may still stand in, best first."""
    ill: tuple[Deployment, ...] = ()
    """Who might too, but fails at present: the last resort, which counts as a repeat."""
    elapsed_s: float = 0.0
    total_s: float | None = None
    """When the caller's time is up, counted as `elapsed_s` is."""
    may_repeat: bool = True
    """False where so many calls are being repeated that it would only add to the load."""


def stand_ins(
    told: Failover,
    chosen: Deployment,
    *,
    others: Sequence[Deployment],
    failing: Sequence[str] = (),
) -> tuple[Deployment, ...]:
    """Who may answer in place of `chosen`, best first; those that fail at present are left out."""
    if told.stand_in is StandIn.NOBODY:
        return ()
    return tuple(
        one
        for one in others
        if (told.stand_in is StandIn.PERMITTED or one.tier is chosen.tier)
        and f"{one.provider}/{one.name}" not in failing
    )


def next_try(error: RouterError, trail: Trail, *, draw: float) -> Again | None:
    """What is done about an error; None where the caller is told of it.

    Args:
        error: of the last try.
        trail: what was tried.
        draw: a random number from 0 to 1, for the pause.
    """
    if len(trail.tried) > trail.told.retries:
        return None
    here = trail.tried[-1]
    again = _again(error, trail, here=here, draw=draw)
    if again is None or trail.total_s is None:
        return again
    return again if trail.elapsed_s + again.pause_s < trail.total_s else None


def _again(error: RouterError, trail: Trail, *, here: Deployment, draw: float) -> Again | None:
    if isinstance(error, UpstreamRejected):
        return _larger(error, trail, here=here)
    if not isinstance(error, UpstreamFailed | UpstreamTimedOut | UpstreamRateLimited):
        return None
    others = trail.left or (trail.ill if trail.may_repeat else ())
    elsewhere = Again(others[0]) if others else None
    if isinstance(error, UpstreamMisconfigured | UpstreamTimedOut):  # the same would happen again
        return elsewhere
    repeated = trail.tried.count(here)
    is_busy = isinstance(error, UpstreamRateLimited) or error.retry_after_s is not None
    if elsewhere and (is_busy or repeated > 1 or isinstance(error, UpstreamUnreachable)):
        return elsewhere
    if not trail.may_repeat:
        return elsewhere
    return _here(here, asked_s=error.retry_after_s, repeated=repeated, draw=draw)


def _here(here: Deployment, *, asked_s: float | None, repeated: int, draw: float) -> Again | None:
    """The same deployment after a pause, unless it asked for a longer one than is borne."""
    pause_s = min(_FIRST_PAUSE_S * 2 ** (repeated - 1), _LONGEST_PAUSE_S) * draw
    if asked_s is None:
        return Again(here, pause_s)
    return Again(here, asked_s + pause_s) if asked_s <= _LONGEST_WAIT_S else None


def _larger(error: UpstreamRejected, trail: Trail, *, here: Deployment) -> Again | None:
    """Where the input was too long after all, whoever takes more of it."""
    if _TOO_LONG not in error.upstream_body:
        return None
    larger = (one for one in trail.left if one.context_window > here.context_window)
    found = next(larger, None)
    return None if found is None else Again(found)
