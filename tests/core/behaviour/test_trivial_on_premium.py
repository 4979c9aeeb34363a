"""Tests of `router.core.behaviour.trivial_on_premium`."""

import pytest

from router.core.behaviour.trivial_on_premium import TrivialOnPremium
from tests.core.behaviour.asking import asked


@pytest.mark.parametrize(("economy", "saved"), [(None, None), (100, 900), (1_000, 0), (2_000, 0)])
def test_the_difference_to_economy_is_saved(economy: int | None, saved: int | None) -> None:
    assert TrivialOnPremium().saved_nanos(asked(economy_nanos=economy)) == saved
