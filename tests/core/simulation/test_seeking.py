"""Tests of `router.core.simulation.seeking`."""

from decimal import Decimal

from router.core.simulation.approving import Sought
from router.core.simulation.seeking import approval_figures


def sought(*, decided_s: float | None = None, granted: str = "0", rule: str = "r") -> Sought:
    return Sought(
        key="k",
        rule_id=rule,
        wanted_usd=Decimal(4),
        asked_s=100.0,
        decided_s=decided_s,
        granted_usd=Decimal(granted),
    )


def test_what_was_asked_is_granted_granted_in_part_denied_or_waits() -> None:
    told = approval_figures(
        [
            sought(decided_s=160.0, granted="4"),
            sought(decided_s=220.0, granted="1", rule="other"),
            sought(decided_s=400.0),
            sought(),
        ]
    )

    assert (told.asked, told.granted, told.granted_less) == (4, 2, 1)
    assert (told.denied, told.waiting) == (1, 1)
    assert (told.wanted_usd, told.granted_usd) == (Decimal(16), Decimal(5))
    assert (told.median_s, told.longest_s) == (120.0, 300.0)
    assert told.rules == (("other", 1), ("r", 3))


def test_without_any_nothing_took_time() -> None:
    assert approval_figures([]).median_s is None
