"""How far is the delivery of a notice, when is it tried again, and when is it given up?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from router.core.errors import RouterError
from router.core.notices.notice import Notice

__all__ = ["PATIENCE", "Delivery", "DeliveryState", "NotDelivered", "after_attempt", "retried"]

PATIENCE = timedelta(hours=24)
"""For so long delivery is tried."""
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(hours=1)
_MOST_DOUBLINGS = 10
"""Five seconds doubled ten times are more than the longest pause."""
_LONGEST_ERROR = 500


class NotDelivered(RouterError):
    """A channel did not take a notice; the message names no address and no secret."""

    code = "notice_not_delivered"
    status = 502


class DeliveryState(StrEnum):
    """What can become of a notice."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    """Each channel that is for it has it; none may be."""
    FAILED = "failed"
    """It was tried for a day. What one channel lacks, others may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A notice on its way."""

    notice: Notice
    next_at: datetime
    """Nobody tries before."""
    until: datetime
    """Then it is given up."""
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    delivered_to: tuple[str, ...] = ()
    """The channels that have it."""
    error: str = ""
    """What the last attempt met."""

    @classmethod
    def of(cls, notice: Notice) -> "Delivery":
        """A new one, which is due at once."""
        return cls(notice=notice, next_at=notice.at, until=notice.at + PATIENCE)


def after_attempt(
    delivery: Delivery, outcomes: Mapping[str, str | None], *, at: datetime, jitter: float
) -> Delivery:
    """The delivery after an attempt on some channels.

    Args:
        delivery: with this attempt counted already.
        outcomes: by channel, why it did not take the notice; None where it has it.
        at: when the attempt ended.
        jitter: from 0 to 1; what failed together shall not be tried again together.
    """
    taken = tuple(name for name, error in outcomes.items() if error is None)
    errors = [f"{name}: {error}" for name, error in outcomes.items() if error is not None]
    found = replace(
        delivery,
        delivered_to=tuple(dict.fromkeys((*delivery.delivered_to, *taken))),
        error="; ".join(errors)[:_LONGEST_ERROR],
    )
    if not errors:
        return replace(found, state=DeliveryState.DELIVERED)
    pause = min(_FIRST_PAUSE * 2 ** min(delivery.attempts - 1, _MOST_DOUBLINGS), _LONGEST_PAUSE)
    next_at = at + pause * (1 + jitter) / 2
    if next_at >= delivery.until:
        return replace(found, state=DeliveryState.FAILED)
    return replace(found, next_at=next_at)


def retried(delivery: Delivery, *, at: datetime) -> Delivery:
    """The same, tried from now on for another day, on the channels that lack it."""
    return replace(delivery, state=DeliveryState.WAITING, next_at=at, until=at + PATIENCE)
