"""What happened to the policies of a service, and what is in force after it?

Events are added, never edited; the state is what all of them together come to.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from router.core.errors import InvalidRequest
from router.core.rollout.canary import CanaryPlan
from router.core.rollout.verdict import Figure

__all__ = ["Canary", "Event", "PolicyChanged", "Rollout", "Shadow", "Step", "rollout_of"]


class PolicyChanged(InvalidRequest):
    """Somebody else changed what is in force since this writer looked."""

    code = "policy_changed"
    status = 409

    @classmethod
    def since(cls, seen: int, *, head: int) -> "PolicyChanged":
        """A writer saw the journal up to event `seen`; it goes up to `head`."""
        return cls(
            f"The policy in force changed since you looked: the journal goes up to event {head}, "
            f"you saw {seen}. Look at `tierwise policy history`, and do it again if it still holds."
        )


class Step(StrEnum):
    """What was done."""

    APPLIED = "applied"
    FILE_FOLLOWED = "file_followed"
    """The policy file is in force again."""
    CANARY_STARTED = "canary_started"
    HALTED = "halted"
    """A canary decides nothing any more; it waits for a promotion or a rollback."""
    PROMOTED = "promoted"
    ROLLED_BACK = "rolled_back"
    SHADOW_STARTED = "shadow_started"
    SHADOW_STOPPED = "shadow_stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the journal."""

    seq: int
    """The first is 1, and none is left out."""
    step: Step
    at: datetime
    author: str
    message: str
    version: str | None = None
    """The policy that it is about; None stands for the policy file."""
    plan: CanaryPlan | None = None
    figures: tuple[Figure, ...] = ()
    """Of a halted canary: what was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """A policy that decides on some of the requests."""

    version: str
    plan: CanaryPlan
    since: datetime
    halt: Event | None = None

    @property
    def is_running(self) -> bool:
        """Whether it decides anything."""
        return self.halt is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """A policy that decides nothing, and is compared with the one that does."""

    version: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """What all events together come to."""

    in_force: tuple[str | None, ...] = (None,)
    """The policy in force, last; before it those that a rollback returns to. None: the file."""
    canary: Canary | None = None
    shadow: Shadow | None = None
    head: int = 0
    """The last event."""

    @property
    def current(self) -> str | None:
        """The version in force; None where the policy file is."""
        return self.in_force[-1]

    @property
    def before(self) -> str | None:
        """What a rollback returns to.

        Raises:
            InvalidRequest: nothing came before.
        """
        if len(self.in_force) == 1:
            raise InvalidRequest("There is nothing to roll back to: no policy was applied before.")
        return self.in_force[-2]

    def after(self, event: Event) -> "Rollout":
        """What stands after one more event."""
        return replace(_AFTER[event.step](self, event), head=event.seq)


def rollout_of(events: Iterable[Event]) -> Rollout:
    """What stands after all events."""
    state = Rollout()
    for event in events:
        state = state.after(event)
    return state


def _put_in_force(state: Rollout, event: Event) -> Rollout:
    shadow = state.shadow
    if shadow is not None and shadow.version == event.version:
        shadow = None  # it would be compared with itself
    if event.version == state.current:
        return replace(state, canary=None, shadow=shadow)
    return replace(state, in_force=(*state.in_force, event.version), canary=None, shadow=shadow)


def _roll_back(state: Rollout, event: Event) -> Rollout:
    """To the last time that the version was in force; what came after it is forgotten."""
    if event.version not in state.in_force:
        return _put_in_force(state, event)
    last = max(n for n, version in enumerate(state.in_force) if version == event.version)
    kept = replace(state, in_force=state.in_force[: last + 1])
    return _put_in_force(kept, event)


def _start_canary(state: Rollout, event: Event) -> Rollout:
    if event.version is None or event.plan is None:
        return state
    return replace(state, canary=Canary(version=event.version, plan=event.plan, since=event.at))


def _halt(state: Rollout, event: Event) -> Rollout:
    if state.canary is None or not state.canary.is_running:
        return state
    return replace(state, canary=replace(state.canary, halt=event))


def _start_shadow(state: Rollout, event: Event) -> Rollout:
    if event.version is None:
        return state
    return replace(state, shadow=Shadow(version=event.version, since=event.at))


def _stop_shadow(state: Rollout, _: Event) -> Rollout:
    return replace(state, shadow=None)


_AFTER = {
    Step.APPLIED: _put_in_force,
    Step.FILE_FOLLOWED: _put_in_force,
    Step.CANARY_STARTED: _start_canary,
    Step.HALTED: _halt,
    Step.PROMOTED: _put_in_force,
    Step.ROLLED_BACK: _roll_back,
    Step.SHADOW_STARTED: _start_shadow,
    Step.SHADOW_STOPPED: _stop_shadow,
}
