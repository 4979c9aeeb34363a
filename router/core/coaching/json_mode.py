"""Tip `json_mode`: the same extraction was asked again at once, without a form for the answer."""

from datetime import timedelta

from router.core.coaching.habits import Habits
from router.core.coaching.own_request import OwnRequest
from router.core.coaching.premium_for_formatting import FIXED_WORK
from router.core.coaching.tip import Saving, Tip, tip_of
from router.core.coaching.wording import usd
from router.core.deployment import Capability

__all__ = ["is_retried_form", "json_mode"]

_AT_ONCE = timedelta(minutes=10)
_FORMS = frozenset({Capability.JSON_MODE, Capability.JSON_SCHEMA})


def json_mode(habits: Habits) -> Tip | None:
    """All but the first of what was asked with the same words within minutes."""
    last: dict[str, OwnRequest] = {}
    savings = []
    for one in habits.completed:
        print_ = one.asked.fingerprint
        if print_ is None or not is_retried_form(one):
            continue
        before = last.get(print_)
        last[print_] = one
        if before is not None and one.at - before.at <= _AT_ONCE:
            saving = Saving(request=one, usd=one.cost_usd, tokens=one.usage.total_tokens)
            savings.append(saving)
    return tip_of(
        "json_mode",
        savings,
        text=f"{len(savings)} requests to extract or format were sent again with the same words "
        f"within minutes, without a form for the answer. These repeats cost "
        f"{usd(sum(one.usd for one in savings))}.",
        how="Send response_format with a JSON schema: then the first answer has the form that "
        "your program reads.",
    )


def is_retried_form(request: OwnRequest) -> bool:
    """Whether a repeat of it looks like a search for the right form."""
    return request.task in FIXED_WORK and not request.asked.needs & _FORMS
