from dataclasses import replace

import pytest

from router.core.deployment import Capability
from router.core.lint.needs import check
from router.core.tier import Tier
from tests import factories
from tests.core.lint.subjects import found, rule, subject, texts

SMALL = replace(factories.deployment("small", capabilities=(), context_window=8_000), region="eu")
LARGE = factories.deployment("large", tier=Tier.PREMIUM)
CATALOG = factories.catalog(SMALL, LARGE)


@pytest.mark.parametrize(
    "when",
    [
        {"tools": True},
        {"images": True, "team": "a"},
        {"tokens": {"at_least": 8_000}},
        {"any": [{"tools": True, "team": "a"}, {"tools": True, "user": "b"}]},
    ],
)
@pytest.mark.parametrize("then", [{"cap": "economy"}, {"region": "eu"}])
def test_limits_that_leave_nobody_who_can_are_found(
    when: dict[str, object], then: dict[str, object]
) -> None:
    one = subject(rule(when, then), catalog=CATALOG)
    assert found(check, one) == [("unmet-need", ("rules", 0, "then", *then))]


@pytest.mark.parametrize(
    ("when", "then"),
    [
        ({"tools": True}, {"cap": "premium"}),
        ({"tools": False}, {"cap": "economy"}),
        ({"any": [{"tools": True}, {"team": "a"}]}, {"cap": "economy"}),
        ({"tokens": {"at_least": 7_999}}, {"cap": "economy"}),
        ({"tokens": {"at_most": 9_000}}, {"cap": "economy"}),
        ({"tools": True}, {"tier": "economy"}),  # a wish, which better ones can stand in for
    ],
)
def test_limits_that_leave_somebody_are_not(
    when: dict[str, object], then: dict[str, object]
) -> None:
    assert found(check, subject(rule(when, then), catalog=CATALOG)) == []


def test_a_deployment_that_cannot_serve_what_the_rule_matches_is_found() -> None:
    one = subject(rule({"tools": True}, {"deployment": "small"}), catalog=CATALOG)
    assert found(check, one) == [("unfit-deployment", ("rules", 0, "then", "deployment"))]
    assert texts(check, one)[0].startswith(
        "Rule 'r0' matches requests with tools, and 'small' cannot serve those:"
    )


def test_a_deployment_outside_the_region_that_holds_there_is_found() -> None:
    region = rule({"task": "qa"}, {"region": "eu"})
    named = rule({"team": "a"}, {"deployment": "large"})
    assert found(check, subject(region, named, catalog=CATALOG)) == [
        ("outside-region", ("rules", 1, "then", "deployment"))
    ]
    elsewhere = rule({"team": "a", "not": {"task": "qa"}}, {"deployment": "large"})
    assert found(check, subject(region, elsewhere, catalog=CATALOG)) == []


def test_a_catalog_that_can_do_all_is_never_blamed() -> None:
    able = factories.catalog(replace(SMALL, capabilities=frozenset(Capability)))
    assert found(check, subject(rule({"tools": True}, {"cap": "economy"}), catalog=able)) == []
