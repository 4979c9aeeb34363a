"""How are amounts of money and counts written in tips?"""

from decimal import Decimal

__all__ = ["count", "usd"]

_CENT = Decimal("0.01")


def usd(amount: Decimal | int) -> str:
    """Such as `USD 4.20`; small amounts with two digits that tell something."""
    exact = Decimal(amount)
    if exact == 0 or abs(exact) >= _CENT:
        return f"USD {exact:,.2f}"
    return f"USD {exact:.2g}" if abs(exact) >= Decimal("0.0001") else f"USD {exact:.6f}"


def count(number: int) -> str:
    """Such as `12,500`."""
    return f"{number:,}"
