"""How is a budget or quota shown on a terminal, and to programs?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from router.core.hold import Unit
from router.core.money import format_usd, from_nanos

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from router.services.show_limits import LimitStanding

__all__ = [
    "BUDGET_COLUMNS",
    "QUOTA_COLUMNS",
    "budget_cells",
    "budget_lines",
    "limit_json",
    "quota_cells",
    "without_ranks",
]

BUDGET_COLUMNS = ("id", "of", "per", "limit", "spent", "held", "used", "resets", "kind")
QUOTA_COLUMNS = ("id", "of", "limit", "spent", "held")
_EVERYBODY = "everybody"


def budget_cells(one: "LimitStanding", *, is_told: bool = True) -> tuple[str, ...]:
    """A row of the table of budgets; amounts in USD, and how it stands where that `is_told`."""
    limit, state = one.account.limit, one.state
    used = (_amount(one, state.spent), _amount(one, state.held), f"{one.share_used:.0%}")
    return (
        limit.id,
        limit.scope_in_words() or _EVERYBODY,
        limit.span_in_words,
        _amount(one, state.limit),
        *(used if is_told else ("", "", "")),
        _when(one.resets_at),
        "hard" if one.account.is_hard else "soft",
    )


def quota_cells(one: "LimitStanding", *, is_told: bool = True) -> tuple[str, ...]:
    """A row of the table of quotas, with how it stands where that `is_told`."""
    limit = one.account.limit
    return (
        limit.id,
        limit.scope_in_words() or _EVERYBODY,
        f"{one.state.limit} {limit.span_in_words}",
        str(one.state.spent) if is_told else "",
        str(one.state.held) if is_told else "",
    )


def without_ranks(found: "Sequence[LimitStanding]") -> "Sequence[tuple[LimitStanding, bool]]":
    """Each of a list, and whether it is told how it stands.

    Where several people have limits, a list of what they use would rank them: each is shown by
    itself.
    """
    people = {one.account.limit.person for one in found} - {None}
    return [(one, len(people) < 2 or one.account.limit.person is None) for one in found]


def budget_lines(one: "LimitStanding") -> Iterator[str]:
    """All of one budget, line by line."""
    for name, cell in zip(BUDGET_COLUMNS, budget_cells(one), strict=True):
        yield f"{name:8}{cell}"
    if one.pace is not None:
        yield f"{'pace':8}{one.pace:.2f}"
    written = one.account.limit.model_dump(mode="json", exclude_none=True)
    for more in written.get("increases", ()):
        yield (
            f"{'more':8}{more['amount_usd']} USD from {more['since']} until {more['until']}, "
            f"by {more['by']}: {more['why']}"
        )


def limit_json(one: "LimitStanding", *, is_told: bool = True) -> dict[str, object]:
    """What is written of it, and how it stands where that `is_told`."""
    state = one.state
    written = one.account.limit.model_dump(mode="json", exclude_none=True)
    if not is_told:
        return {**written, "state": None}
    return {
        **written,
        "state": {
            "limit": _amount(one, state.limit),
            "spent": _amount(one, state.spent),
            "held": _amount(one, state.held),
            "room": _amount(one, state.room),
            "share_used": one.share_used,
            "pace": one.pace,
            "resets_at": one.resets_at.isoformat() if one.resets_at else None,
        },
    }


def _amount(one: "LimitStanding", count: int) -> str:
    return format_usd(from_nanos(count)) if one.account.unit is Unit.USD else str(count)


def _when(moment: "datetime | None") -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"
