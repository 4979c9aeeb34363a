"""How long are a subject's answers usually?"""

from math import exp, log1p

__all__ = ["Outputs"]

_HOUR_WEIGHT = 0.03
_DEVIATIONS = 2.0
_LEAST_LONG = 1_500
"""Tokens: below it no answer counts as long."""


class Outputs:
    """Mean and variance of the logarithm of output tokens, each busy hour weighing the same."""

    __slots__ = ("answers", "hours", "long_from", "mean", "total", "total_squares", "variance")

    def __init__(self) -> None:
        self.hours = 0
        self.mean = 0.0
        self.variance = 0.0
        self.long_from = float("inf")
        """Tokens from which an answer is unusually long."""
        self.answers = 0
        """In the hour under way, like the two totals."""
        self.total = 0.0
        self.total_squares = 0.0

    def add(self, tokens: int) -> bool:
        """Takes an answer in; whether it is unusually long."""
        size = log1p(tokens)
        self.answers += 1
        self.total += size
        self.total_squares += size * size
        return tokens >= self.long_from

    def close_hour(self) -> None:
        """Learns from the hour that is over."""
        if not self.answers:
            return
        self.hours += 1
        weight = max(_HOUR_WEIGHT, 1 / self.hours)
        mean = self.total / self.answers
        away = mean - self.mean
        inside = max(0.0, self.total_squares / self.answers - mean * mean)
        between = weight * (1 - weight) * away * away
        self.variance = (1 - weight) * self.variance + weight * inside + between
        self.mean += weight * away
        self.answers = 0
        self.total = self.total_squares = 0.0
        self.settle()

    def settle(self) -> None:
        """Works out from when an answer is long."""
        deviation = max(0.5, self.variance**0.5)
        self.long_from = max(_LEAST_LONG, exp(min(20.0, self.mean + _DEVIATIONS * deviation)))

    @property
    def usual(self) -> float:
        """The geometric mean in tokens."""
        return exp(self.mean) - 1
