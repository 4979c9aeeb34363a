"""Tests of `router.adapters.files.listed_units`."""

from decimal import Decimal

import pytest

from router.adapters.files.listed_units import listed_unit_usd
from router.core.deployment import Kind


@pytest.mark.parametrize(
    ("kind", "entry", "usd"),
    [
        (Kind.IMAGE, {"output_cost_per_image": "0.04"}, "0.04"),
        (Kind.IMAGE, {"input_cost_per_image": "0.02"}, "0.02"),
        (Kind.IMAGE, {"input_cost_per_image": "0.001", "output_cost_per_image": "0.04"}, "0.04"),
        (Kind.IMAGE, {"input_cost_per_pixel": "0.00000004"}, "0.04194304"),
        (Kind.TRANSCRIPTION, {"input_cost_per_second": "1", "output_cost_per_second": "1"}, "1"),
        (Kind.TRANSCRIPTION, {"input_cost_per_second": "0", "output_cost_per_second": "2"}, "2"),
        (Kind.SPEECH, {"input_cost_per_character": "0.000015"}, "0.000015"),
    ],
)
def test_both_directions_are_the_same_amount_and_not_a_sum(
    kind: Kind, entry: dict[str, str], usd: str
) -> None:
    exact = {name: Decimal(amount) for name, amount in entry.items()}

    assert listed_unit_usd(exact, kind) == Decimal(usd)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (Kind.IMAGE, "input_cost_per_second"),
        (Kind.SPEECH, "output_cost_per_image"),
        (Kind.CHAT, "output_cost_per_image"),
        (None, "input_cost_per_second"),
    ],
)
def test_the_units_of_another_kind_say_nothing(kind: Kind | None, field: str) -> None:
    assert listed_unit_usd({field: Decimal(1)}, kind) is None


def test_nothing_is_unknown_and_never_free() -> None:
    assert listed_unit_usd({"output_cost_per_image": Decimal(0)}, Kind.IMAGE) is None
    assert listed_unit_usd({"output_cost_per_image": None}, Kind.IMAGE) is None


def test_pixels_are_multiplied_out_and_kept_to_eighteen_places() -> None:
    entry = {"input_cost_per_pixel": Decimal("2.0751953125e-09")}

    assert listed_unit_usd(entry, Kind.IMAGE) == Decimal("0.002176")
    assert listed_unit_usd(entry, Kind.IMAGE, pixels=1) == Decimal("0.000000002075195312")
