"""Tests of `router.core.approval_routing`."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from router.core.approval_routing import ApprovalRouting, Level
from tests.approving import routing


def test_a_policy_that_says_nothing_has_sensible_approvers() -> None:
    said = ApprovalRouting()

    assert [level.in_words for level in said.levels] == [
        "team_lead, finance or admin",
        "finance or admin",
    ]
    assert said.first_level(Decimal(100)) == 0
    assert said.first_level(Decimal("100.01")) == 1
    assert said.persons_for(Decimal(1_000)) == 1
    assert said.persons_for(Decimal("1000.01")) == 2
    assert (said.passes_on_after, said.waits) == (timedelta(hours=4), timedelta(days=3))


def test_null_means_that_nothing_is_passed_on_and_that_one_person_suffices() -> None:
    said = routing(escalate_after=None, four_eyes_above_usd=None)

    assert said.passes_on_after is None
    assert said.persons_for(Decimal(10**6)) == 1


def test_a_link_holds_the_approval() -> None:
    said = routing(link="https://acme.example/a/{approval}?x={y}")

    assert said.link_to("apr_1") == "https://acme.example/a/apr_1?x={y}"
    assert ApprovalRouting().link_to("apr_1") == "/v1/approvals/apr_1"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"levels": [{"up_to_usd": 5}]}, "write `roles` or `users`"),
        ({"levels": []}, "at least 1 item"),
        ({"levels": [{"roles": ["member"]}]}, "Input should be"),
        ({"levels": [{"roles": ["admin"], "up_to_usd": 5}]}, "raise its `up_to_usd`"),
        ({"link": "https://acme.example"}, "must hold {approval}"),
        ({"escalate_after": "soon"}, "match pattern"),
        ({"most_hours": 0}, "greater than 0"),
        ({"escalates": "4h"}, "Extra inputs"),
    ],
)
def test_what_cannot_be_meant_is_refused(written: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        routing(**written)


def test_a_level_without_an_amount_permits_any() -> None:
    level = Level.model_validate({"users": ["grace"]})

    assert level.permits(Decimal(10**9))
    assert level.in_words == "grace"
