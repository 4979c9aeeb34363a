"""Tests of `router.core.cases.standing`."""

import pytest
from pydantic import ValidationError

from router.core.cases.given import Given
from router.core.cases.standing import GivenBudget, GivenGrant, GivenHour
from router.core.facts import LastHour, OpenGrant


def test_half_of_the_period_is_gone_where_a_case_does_not_say() -> None:
    assert GivenBudget(id="b", share_used=0.6).state.pace == pytest.approx(1.2)


def test_a_grant_meets_the_rules_that_it_names() -> None:
    assert GivenGrant.model_validate({"rules": "dear"}).open == OpenGrant(
        id="grt_case", rules=("dear",)
    )


def test_what_stands_in_a_case_is_told_as_facts() -> None:
    written = {
        "grants": [{"id": "grt_1", "rules": ["a", "b"]}],
        "last_hour": {"requests": 7, "cost_usd": 0.5},
        "new": "project",
        "batch_size": 40,
        "findings": ["burst", "team:loop"],
    }
    facts = Given.model_validate(written).facts()
    assert facts.grants == (OpenGrant(id="grt_1", rules=("a", "b")),)
    assert facts.last_hour == LastHour(requests=7, cost_usd=0.5)
    assert facts.new == ("project",)
    assert facts.request.batch_size == 40
    assert facts.findings == ("burst", "team:loop")


def test_of_an_ordinary_request_nothing_of_that_is_known() -> None:
    facts = Given().facts()
    assert (facts.grants, facts.last_hour, facts.new, facts.request.batch_size) == (
        (),
        None,
        (),
        None,
    )


def test_an_hour_is_never_negative() -> None:
    with pytest.raises(ValidationError):
        GivenHour(cost_usd=-0.1)
