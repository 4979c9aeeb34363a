"""How much does a subject use on a usual day, and on the last days of a month?"""

from datetime import date

__all__ = ["DAY_S", "Days", "first_of_month", "is_month_end"]

DAY_S = 86_400.0
_EPOCH = date(1970, 1, 1).toordinal()
_LAST_DAYS = 4
_WEIGHT = 0.1
_GROWTH = 4.0
"""At most by this does one crazy day count more than a usual one."""
_BELIEVED_REQUESTS = 100.0
_BELIEVED_USD = 5.0


class Days:
    """Means over the days (UTC) on which it asks anything; a day counts once it is over."""

    __slots__ = (
        "day",
        "month_end_usd",
        "requests",
        "usd",
        "usual_requests",
        "usual_usd",
    )

    def __init__(self) -> None:
        self.day = -1
        """The day under way, counted since 1970; -1 before the first."""
        self.requests = 0
        self.usd = 0.0
        self.usual_requests = 0.0
        self.usual_usd = 0.0
        self.month_end_usd = 0.0
        """On the last days of months, this one too; 0 where none was seen."""

    def begin(self, day: int) -> None:
        """Learns from the day that is over."""
        if self.requests:
            requests = min(self.requests, max(_BELIEVED_REQUESTS, _GROWTH * self.usual_requests))
            self.usual_requests = _toward(requests, self.usual_requests)
            usd = min(self.usd, max(_BELIEVED_USD, _GROWTH * self.usual_usd))
            if is_month_end(self.day):
                known = self.month_end_usd
                self.month_end_usd = (known + usd) / 2 if known else usd
            else:
                self.usual_usd = _toward(usd, self.usual_usd)
        self.day, self.requests, self.usd = day, 0, 0.0


def is_month_end(day: int) -> bool:
    """Whether a day, counted since 1970, is among the last four of its month (UTC)."""
    today = date.fromordinal(_EPOCH + day)
    return date.fromordinal(_EPOCH + day + _LAST_DAYS).month != today.month


def first_of_month(day: int) -> int:
    """The first day of the month of a day; both are counted since 1970."""
    return day + 1 - date.fromordinal(_EPOCH + day).day


def _toward(amount: float, usual: float) -> float:
    return usual + _WEIGHT * (amount - usual) if usual else amount
