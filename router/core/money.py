"""How is money written, stored and shown? `Decimal` USD in code, integer nano-USD in storage."""

from decimal import ROUND_HALF_EVEN, Decimal

__all__ = ["NANOS_PER_USD", "ZERO_USD", "format_usd", "from_nanos", "to_nanos", "to_usd"]

NANOS_PER_USD = 1_000_000_000
ZERO_USD = Decimal(0)
_NANO = Decimal("0.000000001")


def to_usd(amount: Decimal) -> Decimal:
    """Round to whole nano-USD, half to even: the smallest amount that Tierwise books."""
    return amount.quantize(_NANO, rounding=ROUND_HALF_EVEN)


def to_nanos(amount_usd: Decimal) -> int:
    """Integer nano-USD of an amount in USD, rounded half to even."""
    return int(to_usd(amount_usd).scaleb(9))


def from_nanos(nanos: int) -> Decimal:
    """USD of an integer count of nano-USD; exact."""
    return Decimal(nanos).scaleb(-9)


def format_usd(amount_usd: Decimal) -> str:
    """Plain decimal digits without exponent or trailing zeros, e.g. `0.000012`."""
    text = f"{to_usd(amount_usd):f}".rstrip("0").rstrip(".")
    return text if text not in ("", "-0") else "0"
