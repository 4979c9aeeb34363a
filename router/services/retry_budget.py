"""Are so many calls being repeated that this only adds to a provider's trouble?

A bucket of tokens: each request adds a tenth of one, each second adds one, and each repeat takes
one. So a provider that fails everything is asked one tenth more, and not twice or three times as
much, while a service with little traffic may always repeat. (Google, "Site Reliability
Engineering", chapter 21, "Handling Overload".)
"""

from router.ports.clock import Clock

__all__ = ["RetryBudget"]

_SHARE = 0.1
_A_SECOND = 1.0
_MOST = 100.0


class RetryBudget:
    """Repeats at the same deployment; to go elsewhere adds no load where it is high."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._tokens = _MOST
        self._at_s = clock.monotonic_s()

    def request(self) -> None:
        """A request begins its first try."""
        if self._tokens < _MOST:
            self._tokens += _SHARE

    def may_repeat(self) -> bool:
        """Whether one more repeat is permitted; it counts once `repeat` is called."""
        now_s = self._clock.monotonic_s()
        self._tokens = min(_MOST, self._tokens + (now_s - self._at_s) * _A_SECOND)
        self._at_s = now_s
        return self._tokens >= 1.0

    def repeat(self) -> None:
        """A call is repeated."""
        self._tokens -= 1.0
