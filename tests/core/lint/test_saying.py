import pytest

from router.core.lint.finding import Subject
from router.core.lint.saying import check
from tests import factories
from tests.core.lint.subjects import TODAY, found, rule, subject, texts

WHEN, THEN = {"team": "a"}, {"tier": "economy"}


def test_a_rule_without_an_owner_is_found_unless_the_policy_has_one() -> None:
    policy = factories.policy({"when": WHEN, "then": THEN, "reason": "Because it must be."})
    assert found(check, Subject(policy=policy, today=TODAY)) == [("missing-owner", ("rules", 0))]
    owned = policy.model_copy(update={"owner": "us"})
    assert found(check, Subject(policy=owned, today=TODAY)) == []


@pytest.mark.parametrize("reason", ["todo", "because", "cheap tier", "x"])
def test_a_reason_that_says_nothing_is_found(reason: str) -> None:
    one = subject(rule(WHEN, THEN, reason=reason))
    assert found(check, one) == [("empty-reason", ("rules", 0, "reason"))]


def test_scripts_without_spaces_are_not_counted_in_words() -> None:
    assert found(check, subject(rule(WHEN, THEN, reason="因为没有人会读它。"))) == []


@pytest.mark.parametrize("kind", ["deny", "quarantine", "require_approval"])
def test_a_refusal_without_a_way_out_is_found(kind: str) -> None:
    one = subject(rule(WHEN, {kind: "Not allowed."}))
    assert found(check, one) == [("short-refusal", ("rules", 0, "then", kind))]
    assert found(check, subject(rule(WHEN, {kind: "Ask the platform team."}))) == []


def test_it_is_told_what_people_need_to_know() -> None:
    assert texts(check, subject(rule(WHEN, {"require_approval": "No."}))) == [
        "'No.' in rule 'r0' is all that people are told. Say whom to ask and how."
    ]
