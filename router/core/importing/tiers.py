"""Which tier does a deployment get where its source knows no tiers? By price, in thirds."""

from collections.abc import Sequence
from decimal import Decimal

from router.core.tier import TIERS, Tier

__all__ = ["INPUT_TOKENS", "OUTPUT_TOKENS", "expected_usd", "tiers_by_cost"]

INPUT_TOKENS = 1_000
OUTPUT_TOKENS = 500
_MTOK = 1_000_000


def expected_usd(input_usd_per_mtok: Decimal, output_usd_per_mtok: Decimal) -> Decimal:
    """What a call of usual size costs; exact."""
    total = INPUT_TOKENS * input_usd_per_mtok + OUTPUT_TOKENS * output_usd_per_mtok
    return total / _MTOK


def tiers_by_cost(costs: Sequence[Decimal | None]) -> tuple[Tier, ...]:
    """A tier for each cost: the thirds of the different costs; standard where it is unknown.

    Equal costs get equal tiers; of two costs one is economy and one is premium.
    """
    different = sorted({cost for cost in costs if cost is not None})
    middle = Tier.STANDARD
    tiers = {cost: _third(index, len(different)) for index, cost in enumerate(different)}
    return tuple(middle if cost is None else tiers[cost] for cost in costs)


def _third(index: int, count: int) -> Tier:
    return TIERS[(2 * index + 1) * len(TIERS) // (2 * count)]
