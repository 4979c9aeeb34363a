"""How much may a caller still ask for, and when again, in the headers that clients know?"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from math import ceil

from router.core.account import Account
from router.core.hold import AccountState, Unit
from router.core.limit_book import LimitBook

__all__ = ["duration", "rate_limit_headers", "retry_after_s"]

_SHORTEST_S = 1
_IN_HEADERS = (Unit.REQUESTS, Unit.TOKENS)


def rate_limit_headers(
    book: LimitBook, states: Iterable[AccountState], *, at: datetime
) -> dict[str, str]:
    """Limit, rest and reset of requests and of tokens: those of the quota with least left.

    The reset is when nothing counts any more of what is used now. Budgets of money and limits on
    requests at once have no such headers.
    """
    headers: dict[str, str] = {}
    known = tuple(_known(book, states))
    for unit in _IN_HEADERS:
        of_unit = [pair for pair in known if pair[1].unit is unit]
        if not of_unit:
            continue
        account, state = min(of_unit, key=lambda pair: pair[1].room)
        headers[f"x-ratelimit-limit-{unit}"] = str(state.limit)
        headers[f"x-ratelimit-remaining-{unit}"] = str(max(state.room, 0))
        headers[f"x-ratelimit-reset-{unit}"] = duration((account.resets_at(at) or at) - at)
    return headers


def retry_after_s(book: LimitBook, short: Iterable[AccountState], *, at: datetime) -> int:
    """In how many whole seconds to ask again where these accounts did not suffice.

    A period must end. From a window use leaves slice by slice, and is taken to be spread evenly
    over them: a good guess, not a promise.
    """
    waits = [_wait_s(account, state, at=at) for account, state in _known(book, short)]
    return max((_SHORTEST_S, *waits))


def duration(length: timedelta) -> str:
    """As OpenAI writes it: `12ms`, `1.5s`, `6m0s`, `24h0m0s`."""
    milliseconds = max(ceil(length / timedelta(milliseconds=1)), 0)
    if milliseconds < 1_000:
        return f"{milliseconds}ms"
    minutes, rest = divmod(milliseconds, 60_000)
    seconds = f"{rest / 1_000:.3f}".rstrip("0").rstrip(".") + "s"
    if not minutes:
        return seconds
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes}m{seconds}" if hours else f"{minutes}m{seconds}"


def _known(
    book: LimitBook, states: Iterable[AccountState]
) -> Iterator[tuple[Account, AccountState]]:
    for state in states:
        account = book.account(state.account)
        if account is not None:
            yield account, state


def _wait_s(account: Account, state: AccountState, *, at: datetime) -> int:
    window, resets_at = account.limit.rolling, account.resets_at(at)
    is_unspent = state.spent <= 0
    if resets_at is None or (is_unspent and state.held > 0):  # only requests under way are in it
        return _SHORTEST_S
    if window is None or is_unspent:
        return ceil((resets_at - at) / timedelta(seconds=1))
    slice_us = window.slice_length_us
    slices = ceil((1 - state.room) * (window.length_us // slice_us) / state.spent)
    wait = timedelta(microseconds=max(slices, 1) * slice_us)
    return ceil(min(wait, resets_at - at) / timedelta(seconds=1))
