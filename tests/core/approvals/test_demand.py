"""Tests of `router.core.approvals.demand`."""

from dataclasses import replace

import pytest

from router.core.approvals.demand import demanded_of, rules_that_demand
from router.core.errors import PolicyDenied
from router.core.facts import OpenGrant
from router.core.routing import decide
from tests.approving import RULE, demanding, refused
from tests.factories import facts, policy, rulebook


def test_it_names_the_rule_and_costs_what_the_request_will_cost() -> None:
    granted = replace(refused(), grants=(OpenGrant(id="grt_1", rules=(RULE,)),))

    found = demanded_of(refused(), demanding())

    assert found is not None
    assert found.rule_id == RULE
    assert found.estimate_usd == decide(granted, demanding()).quote.expected_usd
    assert demanded_of(granted, demanding()) == found


def test_nothing_is_demanded_of_what_passes() -> None:
    assert demanded_of(facts(), demanding()) is None
    assert rules_that_demand(demanding()) == (RULE,)


def test_what_approval_does_not_help_stays_refused() -> None:
    written = {"id": "no", "reason": "No.", "when": {}, "then": {"deny": "Not here."}}
    denying = policy({**written, "when": {"requested_model": "premium"}})

    with pytest.raises(PolicyDenied):
        demanded_of(refused(), rulebook(denying))
