from dataclasses import replace

import pytest

from router.core.deployment import Capability
from router.core.lint.idle_effects import check
from tests import factories
from tests.core.lint.subjects import found, rule, subject, texts

PLAIN = factories.catalog(replace(factories.deployment(), capabilities=frozenset()))


@pytest.mark.parametrize(
    ("then", "code", "where"),
    [
        ({"tier": "premium", "cap": "standard"}, "tier-outside-bounds", ("tier",)),
        ({"tier": "economy", "floor": "standard"}, "tier-outside-bounds", ("tier",)),
        ({"canary": {"share": 1, "tier": "premium"}}, "idle-canary", ("canary", "share")),
        ({"tier": "premium", "canary": {"share": 0.1, "tier": "premium"}}, "idle-canary",
         ("canary",)),
        ({"deployment": "small", "shadow": {"share": 0.1, "deployment": "small"}}, "idle-canary",
         ("shadow",)),
        ({"reasoning_effort": "low"}, "idle-effort", ("reasoning_effort",)),
        ({"max_tokens": 16_384}, "idle-max-tokens", ("max_tokens",)),
    ],
)  # fmt: skip
def test_effects_that_change_nothing_are_found(
    then: dict[str, object], code: str, where: tuple[str, ...]
) -> None:
    one = subject(rule({"team": "a"}, then), catalog=PLAIN)
    assert found(check, one) == [(code, ("rules", 0, "then", *where))]


@pytest.mark.parametrize(
    "then",
    [
        {"tier": "standard", "cap": "standard", "floor": "standard"},
        {"tier": "premium", "canary": {"share": 0.1, "tier": "economy"}},
        {"shadow": {"share": 1, "tier": "premium"}},
        {"max_tokens": 16_383},
    ],
)
def test_effects_that_change_something_are_not(then: dict[str, object]) -> None:
    assert found(check, subject(rule({"team": "a"}, then), catalog=PLAIN)) == []


def test_an_effort_is_of_use_where_a_deployment_reasons() -> None:
    reasons = replace(factories.deployment(), capabilities=frozenset({Capability.REASONING}))
    one = subject(
        rule({"team": "a"}, {"reasoning_effort": "low"}), catalog=factories.catalog(reasons)
    )
    assert found(check, one) == []


def test_what_happens_instead_is_told() -> None:
    assert texts(check, subject(rule({"team": "a"}, {"tier": "premium", "cap": "standard"}))) == [
        "Rule 'r0' uses tier premium and has a cap of standard, so that it always uses standard. "
        "Write one of the two."
    ]
