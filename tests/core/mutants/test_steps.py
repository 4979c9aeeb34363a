"""Tests of `router.core.mutants.steps`."""

from decimal import Decimal

import pytest

from router.core.effects import Effort
from router.core.mutants.steps import clocks_next_to, neighbours, numbers_next_to, worth_next_to
from router.core.tier import Tier


@pytest.mark.parametrize(
    ("name", "number", "moved"),
    [
        ("tokens", 8_000, [8_001, 7_999, 8_800, 7_200]),
        ("max_tokens", 5, [6, 4]),
        ("turns", 10, [11, 9, 13, 7]),
        ("share_used", 0.8, [0.81, 0.79, 0.9, 0.7]),
        ("difficulty", 0.5, [0.51, 0.49, 1.0, 0.0]),
    ],
)
def test_numbers_move_by_a_unit_and_by_a_step(name: str, number: float, moved: list[float]) -> None:
    assert list(numbers_next_to(name, number)) == moved


def test_whole_numbers_stay_whole() -> None:
    assert all(isinstance(moved, int) for moved in numbers_next_to("tokens", 1_234))


def test_amounts_move_by_a_tenth_and_by_half() -> None:
    amount = Decimal("0.05")
    assert [moved / amount for moved in worth_next_to(amount)] == [
        Decimal("1.1"), Decimal("0.9"), Decimal(2), Decimal("0.5"),
    ]  # fmt: skip


def test_clocks_pass_midnight() -> None:
    assert list(clocks_next_to("00:00")) == ["00:01", "23:59", "01:00", "23:00"]


@pytest.mark.parametrize(
    ("member", "near"),
    [
        (Tier.ECONOMY, [Tier.STANDARD]),
        (Tier.STANDARD, [Tier.ECONOMY, Tier.PREMIUM]),
        (Effort.HIGH, [Effort.MEDIUM]),
    ],
)
def test_labels_have_neighbours(member: Tier, near: list[Tier]) -> None:
    assert list(neighbours(member)) == near
