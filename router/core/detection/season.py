"""How much is usual in which hour of the week?"""

from array import array

__all__ = ["HOURS", "Season"]

HOURS = 168
_HOUR_S = 3600.0
_FORGETTING = 0.25
"""What the newest week weighs, once four weeks are known."""
_GROWTH = 4.0
"""At most by this does one crazy hour raise what is usual."""
_LITTLE = 0.4
"""Of the weekly mean, which is a quarter of what is usual in working hours."""
_FIRST_WEEK = 10.0
"""What nothing is known against is doubted so many times less."""
_MOST_GAP = 4 * HOURS


class Season:
    """A mean for each hour of the week (UTC), which forgets over weeks and doubts crazy hours.

    An hour counts once it is over: what goes on at present is judged by what was before.
    """

    __slots__ = ("amount", "doubted_from", "hour", "means", "since_hour")

    def __init__(self, *, doubted_from: float) -> None:
        self.doubted_from = doubted_from
        """An hour with less is believed, however unusual."""
        self.means = array("f", bytes(4 * HOURS))
        self.hour = -1
        """The hour under way, counted since 1970; -1 before the first."""
        self.since_hour = -1
        self.amount = 0.0
        """What the hour under way has."""

    def add(self, at_s: float, amount: float) -> bool:
        """Counts an amount; True where a new hour begins with it."""
        hour = int(at_s // _HOUR_S)
        if hour <= self.hour:
            self.amount += amount
            return False
        if self.hour < 0:
            self.since_hour = hour
        else:
            self._close(hour)
        self.hour, self.amount = hour, amount
        return True

    def usual(self) -> float:
        """What is usual in the hour under way; those beside it count too, for clocks change.

        In the first weeks the same hour of other days stands in for what is not known yet.
        """
        means, slot = self.means, self.hour % HOURS
        here = max(means[slot], (means[slot - 1] + means[(slot + 1) % HOURS]) / 2)
        if self.hour - self.since_hour >= 2 * HOURS:
            return here
        return max(here, max(means[slot % 24 :: 24]))

    def is_rest(self) -> bool:
        """Whether now and in the next hours, and at this time on other days, little is usual.

        The hours before do not count: they may belong to the very thing that is unusual.
        """
        means, slot = self.means, self.hour % HOURS
        little = _LITTLE * sum(means) / HOURS
        near = sum(means[(slot + ahead) % HOURS] for ahead in range(3)) / 3
        return near < little and sum(mean >= little for mean in means[slot % 24 :: 24]) <= 1

    def weeks_known(self) -> float:
        """How many weeks this has seen."""
        return (self.hour - self.since_hour) / HOURS

    def _close(self, until_hour: int) -> None:
        most = max(self.doubted_from, _GROWTH * max(self.means))
        if self.hour - self.since_hour < HOURS:
            most *= _FIRST_WEEK
        self._learn(self.hour, min(self.amount, most))
        means = self.means
        for idle in range(max(self.hour + 1, until_hour - _MOST_GAP), until_hour):
            if means[idle % HOURS]:
                self._learn(idle, 0.0)

    def _learn(self, hour: int, amount: float) -> None:
        weeks_before = (hour - self.since_hour) // HOURS
        weight = max(_FORGETTING, 1 / (weeks_before + 1))
        slot = hour % HOURS
        self.means[slot] += weight * (amount - self.means[slot])
