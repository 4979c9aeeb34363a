"""How do the events of the policies' journal become rows of plain values, and values again?"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from router.adapters.storage.storable import storable
from router.core.moments import from_micros, to_micros
from router.core.rollout.canary import CanaryPlan
from router.core.rollout.journal import Event, Step
from router.core.rollout.verdict import Figure

__all__ = ["EventRow", "event_from_row", "event_to_row"]


class EventRow(NamedTuple):
    """The columns of `policy_event`, in order."""

    seq: int
    step: str
    at_us: int
    author: str
    message: str
    version: str | None
    plan: str | None
    figures: str


def event_to_row(event: Event) -> EventRow:
    """The row that any store can keep."""
    return EventRow(
        seq=event.seq,
        step=event.step.value,
        at_us=to_micros(event.at),
        author=storable(event.author),
        message=storable(event.message),
        version=event.version,
        plan=None if event.plan is None else storable(_json(event.plan)),
        figures=_json(event.figures),
    )


def event_from_row(row: Sequence[Any]) -> Event:
    """The event that was kept."""
    r = EventRow._make(row)
    return Event(
        seq=r.seq,
        step=Step(r.step),
        at=from_micros(r.at_us),
        author=r.author,
        message=r.message,
        version=r.version,
        plan=None if r.plan is None else msgspec.json.decode(r.plan, type=CanaryPlan),
        figures=msgspec.json.decode(r.figures, type=tuple[Figure, ...]),
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
