"""How is a budget or quota shown, with amounts and without?"""

from collections.abc import Callable, Mapping, Sequence

from router.core.budget import Budget
from router.core.hold import Unit
from router.core.money import format_usd, from_nanos
from router.core.quota import Quota
from router.services.administer_limits import Shown

__all__ = ["limit_json", "listed_json"]

_AMOUNTS = ("limit_usd", "carry_over_usd", "increases")
"""Fields of a budget that tell how much, and not what it is for."""


def listed_json(found: Sequence[Shown]) -> Callable[[Shown], dict[str, object]]:
    """How each of a list is shown: where several people have limits, not how they stand.

    A list of people beside what they use would rank them. Each limit by itself is shown as a whole.
    """
    people = {one.standing.account.limit.person for one in found} - {None}

    def shown(one: Shown) -> dict[str, object]:
        told = limit_json(one)
        is_told = len(people) < 2 or one.standing.account.limit.person is None
        return told if is_told else {**told, "standing": None}

    return shown


def limit_json(shown: Shown) -> dict[str, object]:
    """What is set, in the words of the policy language, and how far it is used."""
    standing = shown.standing
    limit = standing.account.limit
    written = limit.model_dump(mode="json", exclude_none=True)
    is_secret = isinstance(limit, Budget) and not shown.with_amounts
    told = {name: value for name, value in written.items() if not (is_secret and name in _AMOUNTS)}
    return {
        "object": "tierwise.quota" if isinstance(limit, Quota) else "tierwise.budget",
        "name": standing.account.name,
        "is_of_policy": shown.is_of_policy,
        **told,
        "standing": {
            "share_used": standing.share_used,
            "share_elapsed": standing.share_elapsed,
            "pace": standing.pace,
            "resets_at": None if standing.resets_at is None else standing.resets_at.isoformat(),
            **({} if is_secret else _amounts(shown)),
        },
    }


def _amounts(shown: Shown) -> Mapping[str, object]:
    state = shown.standing.state
    if state.unit is not Unit.USD:
        return {"limit": state.limit, "spent": state.spent, "held": state.held, "left": state.room}
    return {
        "limit_usd": _usd(state.limit),
        "spent_usd": _usd(state.spent),
        "held_usd": _usd(state.held),
        "left_usd": _usd(state.room),
    }


def _usd(nanos: int) -> str:
    return format_usd(from_nanos(nanos))
