"""What is shown of how groups use models? Groups of fewer than five people are not shown alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from router.core.behaviour.accepted_cost import accepted_cost
from router.core.behaviour.asked import BehaviourBy
from router.core.behaviour.rejected import Rejected
from router.core.behaviour.tally import BehaviourTally, merged
from router.core.behaviour.wastes import WASTES
from router.core.crowd import FEWEST_PEOPLE, OTHERS, shown_as
from router.core.money import from_nanos

__all__ = ["BehaviourReport", "BehaviourRow", "JudgedCost", "WasteShare", "report_of"]

_SHOWN_USD = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class WasteShare:
    """One kind of waste in one group."""

    kind: str
    requests: int
    share: float
    """Of all requests of the group."""
    saved_usd: Decimal
    """What could have been saved. A request may be of several kinds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCost:
    """USD for each accepted outcome, from the answers that were judged, with its interval."""

    judged: int
    accepted: int
    usd: Decimal | None
    low_usd: Decimal
    high_usd: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourRow:
    """One group, or several that are merged."""

    group: str
    people: int
    """0 where only programs asked."""
    requests: int
    spent_usd: Decimal
    productive_usd: Decimal
    wasted_usd: Decimal
    """What could have been saved, each request counted once. The rest was productive."""
    wastes: tuple[WasteShare, ...]
    accepted: JudgedCost | None
    """None where answers of fewer than five people were judged; rejected ones are left out then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourReport:
    """Whole days, in whole groups."""

    by: BehaviourBy
    since: datetime
    until: datetime
    rows: tuple[BehaviourRow, ...]
    """In the order of their names, others last: groups are not ranked either."""
    is_hidden: bool
    """Whether something is left out because fewer than five people asked it."""


def report_of(
    groups: Mapping[str, BehaviourTally], by: BehaviourBy, *, since: datetime, until: datetime
) -> BehaviourReport:
    """What may be shown of these groups."""
    shown = shown_as({name: tally.people for name, tally in groups.items()})
    together: dict[str, list[BehaviourTally]] = {}
    for name, tally in groups.items():
        as_name = shown[name]
        if as_name is not None:
            together.setdefault(as_name, []).append(tally)
    names = sorted(together, key=lambda name: (name == OTHERS, name))
    return BehaviourReport(
        by=by,
        since=since,
        until=until,
        rows=tuple(_row(name, merged(together[name])) for name in names),
        is_hidden=None in shown.values(),
    )


def _row(group: str, tally: BehaviourTally) -> BehaviourRow:
    is_judged = tally.judged > 0 and len(tally.judges) >= FEWEST_PEOPLE
    wasted = tally.wasted_nanos + (tally.rejected_nanos if is_judged else 0)
    return BehaviourRow(
        group=group,
        people=len(tally.people),
        requests=tally.requests,
        spent_usd=_usd(tally.spent_nanos),
        productive_usd=_usd(tally.spent_nanos) - _usd(wasted),
        wasted_usd=_usd(wasted),
        wastes=tuple(
            WasteShare(
                kind=waste.kind,
                requests=tally.of_kind[waste.kind],
                share=round(tally.of_kind[waste.kind] / tally.requests, 4),
                saved_usd=_usd(tally.saved_nanos[waste.kind]),
            )
            for waste in WASTES
            if is_judged or waste.kind != Rejected.kind
        ),
        accepted=_judged(tally) if is_judged else None,
    )


def _judged(tally: BehaviourTally) -> JudgedCost:
    found = accepted_cost(
        tally.spent_nanos, tally.requests, judged=tally.judged, accepted=tally.accepted
    )
    return JudgedCost(
        judged=found.judged,
        accepted=found.accepted,
        usd=None if found.nanos is None else _usd(found.nanos),
        low_usd=_usd(found.low_nanos),
        high_usd=None if found.high_nanos is None else _usd(found.high_nanos),
    )


def _usd(nanos: int) -> Decimal:
    """To a hundredth of a cent: exact amounts of two reports could be subtracted."""
    return from_nanos(nanos).quantize(_SHOWN_USD, rounding=ROUND_HALF_EVEN)
