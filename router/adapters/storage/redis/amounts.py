"""How does Redis count exactly beyond what a number in Lua can say?

Its numbers are exact up to 2^53. Amounts are larger: they go as two numbers.
"""

__all__ = ["from_parts", "parts"]

_BASE = 1_000_000_000


def parts(amount: int) -> tuple[int, int]:
    """Billions and the rest; the rest is never negative."""
    return divmod(amount, _BASE)


def from_parts(high: int, low: int) -> int:
    """The amount."""
    return high * _BASE + low
