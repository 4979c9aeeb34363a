"""Tests of `router.core.audit`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.audit import (
    AuditPlan,
    Comparison,
    comparison,
    judge_of,
    most_usd,
    second_fields,
    second_opinion,
    wanted_format,
)
from router.core.decision import RouteDecision
from router.core.deployment import Capability
from router.core.directive import Effect
from router.core.effects import Shadow
from router.core.errors import PolicyDenied
from router.core.facts import RequestShape
from router.core.routing import Rulebook, decide
from router.core.tier import Tier
from tests.factories import NOON, catalog, deployment, facts, policy, price, rulebook, shape

ALL = AuditPlan(share=1.0)
CHEAP = rulebook(policy(default=Tier.ECONOMY))


def opinion(
    with_rulebook: Rulebook, asked: str = "premium", *, is_shadow: bool = False
) -> RouteDecision | None:
    served = with_rulebook.catalog.deployments[0]
    wanted = Comparison(asked, is_shadow=is_shadow)
    return second_opinion(facts(), with_rulebook, wanted=wanted, served=served, now=NOON)


def compared(
    plan: AuditPlan, number: int = 1, *, request: RequestShape | None = None, **made: object
) -> Comparison | None:
    decision = replace(decide(facts(), CHEAP), **made)  # type: ignore[arg-type]
    asked = request or shape()
    return comparison(plan, f"dec_{number}", made=decision, request=asked)


def shadowed(share: float, asked: str = "premium") -> Effect[Shadow]:
    return Effect(Shadow.model_validate({"share": share, "tier": asked}), "try", "because")


def test_without_a_budget_it_is_off() -> None:
    assert not AuditPlan(share=1.0, daily_usd=Decimal(0)).is_on
    assert ALL.is_on


def test_without_a_share_only_what_a_rule_shadows_is_compared() -> None:
    assert compared(AuditPlan()) is None
    assert compared(AuditPlan(), shadow=shadowed(1)) == Comparison("premium", is_shadow=True)


def test_economy_answers_are_audited_and_no_others() -> None:
    audited = [tier for tier in Tier if compared(ALL, tier=tier)]

    assert audited == [Tier.ECONOMY]


def test_a_rule_may_shadow_answers_of_any_tier_with_any_other_deployment() -> None:
    wanted = compared(ALL, tier=Tier.PREMIUM, shadow=shadowed(1, "economy"))

    assert wanted == Comparison("economy", is_shadow=True)
    large = rulebook(
        policy(default=Tier.PREMIUM),
        of=catalog(deployment("b", tier=Tier.PREMIUM), deployment("a")),
    )
    assert opinion(large, "economy") is None
    made = opinion(large, "economy", is_shadow=True)
    assert made is not None
    assert made.deployment.name == "a"


def test_a_shadow_is_drawn_as_often_as_its_share_says() -> None:
    drawn = [compared(AuditPlan(), n, shadow=shadowed(0.25)) for n in range(2_000)]

    assert 420 < sum(one is not None for one in drawn) < 580


@pytest.mark.parametrize(
    "asked",
    [
        shape(tool_count=1),
        shape(choices=2),
        shape(needs=[Capability.VISION]),
        shape(needs=[Capability.AUDIO]),
    ],
)
def test_what_cannot_be_compared_is_left_out(asked: RequestShape) -> None:
    assert compared(ALL, request=asked, shadow=shadowed(1)) is None


def test_a_share_is_drawn_by_decision() -> None:
    plan = AuditPlan(share=0.25)
    drawn = [compared(plan, number) for number in range(2_000)]

    assert 420 < sum(one is not None for one in drawn) < 580


def test_the_stronger_deployment_is_what_the_caller_would_have_got_for_the_asking() -> None:
    made = opinion(CHEAP)

    assert made is not None
    assert made == decide(facts(asked=shape(requested_model="premium")), CHEAP)


def test_policy_is_asked_before_a_text_leaves_its_tier() -> None:
    capped = rulebook(policy({"when": {"team": "search"}, "then": {"cap": "economy"}}))
    denied = rulebook(policy({"when": {"requested_model": "premium"}, "then": {"deny": "No."}}))

    assert opinion(capped) is None
    with pytest.raises(PolicyDenied):
        opinion(denied)


def test_a_second_answer_of_the_same_deployment_or_tier_shows_nothing() -> None:
    twins = catalog(deployment("small"), deployment("twin", input_usd="2"))

    assert opinion(CHEAP, "economy") is None
    assert opinion(rulebook(policy(default=Tier.ECONOMY), of=twins), "small") is None
    assert opinion(CHEAP, "small") is None


def test_a_deployment_that_the_operator_names_is_stronger_in_any_tier() -> None:
    twins = catalog(deployment("small"), deployment("twin", input_usd="2"))
    made = opinion(rulebook(policy(default=Tier.ECONOMY), of=twins), "twin")

    assert made is not None
    assert made.deployment.name == "twin"


def test_the_judge_is_found_like_any_other_deployment() -> None:
    made = judge_of(facts(), CHEAP, asked="middle", input_tokens=10, now=NOON)

    assert made.deployment.name == "middle"


def test_it_is_asked_again_in_nobodys_name_and_whole() -> None:
    fields = {
        "messages": b"[]",
        "temperature": b"0",
        "stream": b"true",
        "stream_options": b"{}",
        "user": b'"ada"',
        "metadata": b"{}",
        "store": b"true",
        "n": b"1",
    }

    assert second_fields(fields) == {"messages": b"[]", "temperature": b"0"}


def test_the_most_that_a_call_costs_is_every_byte_a_token_and_the_longest_output() -> None:
    target = deployment(
        max_output_tokens=1_000,
        prices=(price(input_usd="1", output_usd="4", written_usd="2", cached_usd="0.1"),),
    )
    made = replace(decide(facts(), CHEAP), deployment=target)

    most = most_usd({"messages": b"x" * 500}, made, shape=shape(input_tokens=3))

    assert most == Decimal("0.007")  # 1,500 tokens at 2 USD a million, 1,000 at 4
    capped = most_usd({"messages": b"x" * 500}, made, shape=shape(max_output_tokens=10))
    assert capped == Decimal("0.00304")


@pytest.mark.parametrize(
    ("value", "found"),
    [(b'{"type": "json_object"}', {"type": "json_object"}), (b"null", None), (b"{", None)],
)
def test_the_asked_format_is_read_where_there_is_one(value: bytes, found: object) -> None:
    assert wanted_format({"response_format": value}) == found
    assert wanted_format({}) is None
