"""Tests of `router.core.coaching.own_spend`."""

from router.core.coaching.own_spend import OwnSpend, summed, summed_by
from tests.core.coaching.own import usd

ROWS = (
    OwnSpend(project="a", tier="economy", calls=1, input_tokens=5, cost_usd=usd("0.1")),
    OwnSpend(project="b", tier="premium", calls=2, output_tokens=7, cost_usd=usd("3")),
    OwnSpend(project="a", tier="premium", calls=3, cached_tokens=1, cost_usd=usd("0.2")),
)


def test_sums_are_exact() -> None:
    assert summed(ROWS) == OwnSpend(
        calls=6, input_tokens=5, cached_tokens=1, output_tokens=7, cost_usd=usd("3.3")
    )


def test_the_dearest_group_comes_first() -> None:
    found = summed_by(ROWS, lambda one: one.project)
    assert [(name, one.cost_usd) for name, one in found.items()] == [
        ("b", usd("3")),
        ("a", usd("0.3")),
    ]
