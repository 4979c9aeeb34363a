"""Tests of `router.core.simulation.outcomes`."""

from decimal import Decimal

import pytest

from router.core.feedback import Verdict
from router.core.simulation.opinion import acceptance
from router.core.simulation.outcomes import OutcomeTally
from router.core.tier import Tier
from tests.core.simulation.small import ask, ending


def test_an_accepted_answer_costs_what_all_that_were_spoken_of_cost() -> None:
    tally = OutcomeTally()
    for verdict in (Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.REJECTED, None):
        tally.add(ending(cost_usd="2", premium_usd="9", said=verdict))

    told = tally.figures()

    assert (told.said, told.accepted, told.cost_usd) == (3, 2, Decimal(6))
    assert told.usd_each == 3.0
    likely = 3 * acceptance(ask().truth.complexity, Tier.PREMIUM)
    assert told.premium_usd_each == pytest.approx(27 / likely)
    assert told.verdicts == (("economy", "accepted", 2), ("economy", "rejected", 1))


def test_where_nobody_speaks_there_is_no_cost_of_one() -> None:
    told = OutcomeTally().figures()

    assert (told.said, told.usd_each, told.premium_usd_each) == (0, None, None)
