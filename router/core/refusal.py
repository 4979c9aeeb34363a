"""What is a caller told whose request does not fit into a budget, a quota or a grant?

Which one it is, when it resets, and how to ask for more; of money only shares of the truth that
everybody may know, unless amounts are asked for.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from router.core.account import Account
from router.core.budget import Budget
from router.core.errors import ApprovalRequired, BudgetExceeded, RateLimited
from router.core.grant import Grant
from router.core.hold import AccountState
from router.core.limit_book import LimitBook
from router.core.money import format_usd, from_nanos
from router.core.quota import Quota
from router.core.rate_limit_headers import rate_limit_headers, retry_after_s

__all__ = ["refusal_of", "refusal_words"]

_MINUTES = "%Y-%m-%d %H:%M"


def refusal_of(
    book: LimitBook,
    short: Sequence[AccountState],
    *,
    at: datetime,
    is_for_now: bool = False,
    with_amounts: bool = False,
) -> ApprovalRequired | BudgetExceeded | RateLimited:
    """The error of a request for which these accounts did not suffice.

    Args:
        book: the budgets and quotas in force.
        short: the accounts that did not suffice, as they stand.
        at: now.
        is_for_now: requests under way hold the rest, and may give some of it back.
        with_amounts: tell what was spent and held; not everybody may know.
    """
    wait_s = retry_after_s(book, short, at=at)
    last = _that_resets_last(book, short, at=at)
    grant = next((one for state in short if (one := book.grant(state.account))), None)
    if grant is not None and (last is None or not isinstance(last[0].limit, Budget)):
        return _of_grant(grant, is_for_now=is_for_now)
    if last is None:  # it was changed a moment ago
        return RateLimited(
            "A budget or quota did not suffice, and was changed since. Ask again.",
            headers={"retry-after": str(wait_s)},
        )
    account, state = last
    words = refusal_words(account, at, is_for_now=is_for_now, state=state if with_amounts else None)
    details = _details(account, at)
    if isinstance(account.limit, Budget) and not is_for_now:
        headers = {"retry-after": str(wait_s), "x-should-retry": "false"}
        return BudgetExceeded(words, headers=headers, details=details)
    headers = {"retry-after": "1" if is_for_now else str(wait_s)}
    headers |= rate_limit_headers(book, short, at=at)
    return RateLimited(words, headers=headers, details=details)


def refusal_words(
    account: Account, at: datetime, *, is_for_now: bool = False, state: AccountState | None = None
) -> str:
    """Which limit stands in the way, until when, and whom to ask; with amounts where given."""
    limit = account.limit
    more = f"Ask {limit.contact or 'an administrator'} for more."
    if isinstance(limit, Quota):
        return f"{_quota_words(limit, is_for_now=is_for_now)} {more}"
    named = f"budget '{limit.id}' ({_what(limit)})"
    amounts = _amounts(state) if state is not None else ""
    if is_for_now:
        return (
            f"Requests under way hold what is left of {named}.{amounts} Ask again in a moment: "
            f"they may not use all of it. {more}"
        )
    return (
        f"What is left of {named} does not suffice for this request.{amounts} "
        f"{_reset_words(limit, account.resets_at(at) or at)} {more}"
    )


def _of_grant(grant: Grant, *, is_for_now: bool) -> ApprovalRequired | RateLimited:
    """No budget stands in the way, but what approvers gave: more of it must be asked for."""
    details = {"grant": grant.id}
    if is_for_now:
        return RateLimited(
            f"Requests under way hold what is left of the grant {grant.id}. Ask again in a moment: "
            "they may not use all of it.",
            headers={"retry-after": "1"},
            details=details,
        )
    rule = {"rule": grant.rules[0]} if grant.rules else {}
    return ApprovalRequired(
        f"What is left of the grant {grant.id} does not suffice for this request. Ask for another "
        "one, or make the request smaller.",
        headers={"x-should-retry": "false"},
        details=details | rule,
    )


def _that_resets_last(
    book: LimitBook, short: Sequence[AccountState], *, at: datetime
) -> tuple[Account, AccountState] | None:
    """The one to name: before it resets, nothing helps. Budgets come before quotas."""
    found = [
        (account, state) for state in short if (account := book.account(state.account)) is not None
    ]
    return max(
        found,
        key=lambda pair: (isinstance(pair[0].limit, Budget), pair[0].resets_at(at) or at),
        default=None,
    )


def _what(budget: Budget) -> str:
    scope = budget.scope_in_words()
    return f"{budget.span_in_words}, {scope}" if scope else budget.span_in_words


def _amounts(state: AccountState) -> str:
    spent, held, limit = (
        format_usd(from_nanos(nanos)) for nanos in (state.spent, state.held, state.limit)
    )
    return f" {spent} of {limit} USD are spent, {held} USD are held."


def _reset_words(budget: Budget, resets_at: datetime) -> str:
    there = resets_at.astimezone(ZoneInfo(budget.timezone))
    when = f"{resets_at.astimezone(UTC).strftime(_MINUTES)} UTC"
    if budget.timezone != "UTC":
        when = f"{there.strftime(_MINUTES)} {budget.timezone} ({when})"
    if budget.window is not None:
        return f"What was spent leaves it bit by bit, the last of it by {when}."
    return f"It begins anew at {when}."


def _quota_words(quota: Quota, *, is_for_now: bool) -> str:
    scope = quota.scope_in_words()
    whose = f" ({scope})" if scope else ""
    permits = f"Quota '{quota.id}'{whose} permits {quota.limit} {quota.span_in_words}"
    if quota.per is None or is_for_now:
        return f"{permits}. Ask again once a request has ended."
    return f"{permits}, and what is left does not suffice. Ask again a little later."


def _details(account: Account, at: datetime) -> dict[str, str]:
    kind = "quota" if isinstance(account.limit, Quota) else "budget"
    details = {kind: account.limit.id}
    resets_at = account.resets_at(at)
    if resets_at is not None:
        details["resets_at"] = resets_at.astimezone(UTC).isoformat()
    return details
