"""Tests of `router.core.decision`."""

from dataclasses import FrozenInstanceError

import pytest

from router.core.routing import decide
from router.core.tier import Tier
from tests.factories import facts, rulebook


def test_a_decision_names_the_tier_of_what_was_chosen() -> None:
    made = decide(facts(), rulebook())

    assert made.tier is made.deployment.tier


def test_a_decision_is_never_edited() -> None:
    made = decide(facts(), rulebook())

    with pytest.raises(FrozenInstanceError):
        made.tier = Tier.PREMIUM  # type: ignore[misc]
