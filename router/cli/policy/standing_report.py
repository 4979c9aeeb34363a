"""How are policies in force, canaries, shadows and their history shown?"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from router.core.money import format_usd, from_nanos
from router.core.rollout.journal import Event, Step, rollout_of
from router.core.rollout.words import figure_in_words, in_hours

if TYPE_CHECKING:
    from router.core.plan.report import Plan
    from router.core.rollout.verdict import Figure
    from router.services.watch_canary import Look

__all__ = [
    "Standing",
    "canary_json",
    "canary_lines",
    "event_json",
    "history_lines",
    "standing_json",
    "standing_lines",
]

_DID = {
    Step.APPLIED: "applied",
    Step.FILE_FOLLOWED: "returned to",
    Step.CANARY_STARTED: "began a canary with",
    Step.HALTED: "halted",
    Step.PROMOTED: "promoted",
    Step.ROLLED_BACK: "rolled back to",
    Step.SHADOW_STARTED: "began to shadow with",
    Step.SHADOW_STOPPED: "ended the shadow of",
}
_CAME = (Step.APPLIED, Step.FILE_FOLLOWED, Step.PROMOTED, Step.ROLLED_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that there is to say of policies now."""

    policy_file: Path
    in_force: str
    events: Sequence[Event]
    look: "Look | None"
    shadowed: "Plan | None"


def standing_lines(found: Standing) -> Iterator[str]:
    """For people."""
    state = rollout_of(found.events)
    came = [event for event in found.events if event.step in _CAME]
    since = f" since {_when(came[-1].at)}, by {came[-1].author}: {came[-1].message}" if came else ""
    yield f"in force  {found.in_force}{since}"
    if state.current is None:
        yield f"          It is the policy file {found.policy_file}."
    else:
        yield f"          The policy file {found.policy_file} decides nothing."
    if found.look is not None:
        yield from canary_lines(found.look)
    if state.shadow is not None:
        yield f"shadow    {state.shadow.version} since {_when(state.shadow.since)}"
        yield from (f"          {line}" for line in _shadow_lines(found.shadowed))


def canary_lines(look: "Look | None") -> Iterator[str]:
    """For people."""
    if look is None:
        yield "There is no canary."
        return
    canary, halt = look.canary, look.canary.halt
    yield f"canary    {canary.version} on {canary.plan.in_words} since {_when(canary.since)}"
    if halt is not None:
        yield f"          halted {_when(halt.at)} by {halt.author}: {halt.message}"
        yield "          It decides nothing. End it: tierwise policy rollback, or promote."
    yield f"          {look.tally.requests:,} requests, beside {look.control.requests:,} of"
    yield f"          {look.control_is}"
    for figure in look.figures:
        yield f"          {_mark(figure)} {figure_in_words(figure)}"
    if any(not figure.is_known for figure in look.figures):
        yield f"          ? too few to judge: {canary.plan.least} of each side are needed"
    after = canary.plan.promote_after
    if after is not None and halt is None:
        yield f"          It comes into force by itself after {in_hours(after)}."


def _mark(figure: "Figure") -> str:
    if not figure.is_known:
        return "?"
    return "CROSSED" if figure.is_crossed else "ok"


def _shadow_lines(plan: "Plan | None") -> Iterator[str]:
    if plan is None:
        yield "Nothing was decided since."
        return
    sums = plan.whole.sums
    share = sums.changed / sums.requests if sums.requests else 0.0
    yield f"of {sums.requests:,} requests {sums.changed:,} would go elsewhere ({share:.1%})"
    yield f"cost {_usd(sums.old_nanos)} -> {_usd(sums.new_nanos)} USD"
    for (old, new), count in sorted(plan.transitions.items(), key=lambda one: -one[1]):
        if old != new:
            yield f"{old} -> {new}: {count:,}"
    yield from plan.gaps
    yield f"More of it: tierwise policy plan {plan.new.policy_version}"


def standing_json(found: Standing) -> dict[str, object]:
    """For programs."""
    state, plan = rollout_of(found.events), found.shadowed
    sums = plan.whole.sums if plan else None
    return {
        "in_force": found.in_force,
        "is_file": state.current is None,
        "policy_file": str(found.policy_file),
        "head": state.head,
        "canary": canary_json(found.look),
        "shadow": None
        if state.shadow is None
        else {
            "version": state.shadow.version,
            "since": state.shadow.since.isoformat(),
            "requests": sums.requests if sums else 0,
            "changed": sums.changed if sums else 0,
            "cost_usd": format_usd(from_nanos(sums.old_nanos)) if sums else "0",
            "shadow_cost_usd": format_usd(from_nanos(sums.new_nanos)) if sums else "0",
        },
    }


def canary_json(look: "Look | None") -> dict[str, object] | None:
    """For programs; None where there is no canary."""
    if look is None:
        return None
    plan, halt = look.canary.plan, look.canary.halt
    after = plan.promote_after
    return {
        "version": look.canary.version,
        "since": look.canary.since.isoformat(),
        "share": plan.share,
        "teams": list(plan.teams),
        "promote_after_s": None if after is None else after.total_seconds(),
        "halted": None if halt is None else event_json(halt),
        "requests": look.tally.requests,
        "control_requests": look.control.requests,
        "control": look.control_is,
        "figures": [asdict(figure) for figure in look.figures],
    }


def event_json(event: Event) -> dict[str, object]:
    """One event, for programs."""
    plan = event.plan
    return {
        "seq": event.seq,
        "step": event.step.value,
        "at": event.at.isoformat(),
        "author": event.author,
        "message": event.message,
        "version": event.version,
        "plan": None if plan is None else f"{plan.in_words}; {', '.join(map(str, plan.limits))}",
        "figures": [asdict(figure) for figure in event.figures],
    }


def history_lines(events: Sequence[Event]) -> Iterator[str]:
    """For people, the newest first."""
    for event in reversed(events):
        subject = event.version or "the policy file"
        plan = f" on {event.plan.in_words}" if event.plan else ""
        what = f"{_DID[event.step]} {subject}{plan}"
        yield f"{event.seq:>3}  {_when(event.at)}  {event.author} {what}"
        yield from (f"     {line}" for line in event.message.splitlines())


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _usd(nanos: int) -> str:
    return format_usd(from_nanos(nanos))
