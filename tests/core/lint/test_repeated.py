import pytest

from router.core.lint.repeated import check
from tests.core.lint.subjects import found, rule, subject, texts

THEN = {"tier": "economy"}


@pytest.mark.parametrize(
    ("when", "code", "where"),
    [
        ({"team": ["a", "b", "a"]}, "repeated-name", ("team", 2)),
        ({"not": {"priority": ["low", "low"]}}, "repeated-name", ("not", 0, "priority", 1)),
        ({"any": [{"team": "a"}, {"tools": True}, {"team": "a"}]}, "repeated-name", ("any", 2)),
        ({"team": "a", "requested_model": "*"}, "idle-condition", ("requested_model",)),
        ({"team": "a", "tokens": {"at_least": 0}}, "idle-condition", ("tokens",)),
        ({"any": [{"team": "a", "difficulty": {"at_least": 1}}, {"user": "b", "turns":
         {"at_least": 0}}]}, "idle-condition", ("any", 1, "turns")),
    ],
)  # fmt: skip
def test_what_says_nothing_new_is_found(
    when: dict[str, object], code: str, where: tuple[str | int, ...]
) -> None:
    assert found(check, subject(rule(when, THEN))) == [(code, ("rules", 0, "when", *where))]


def test_a_condition_that_all_meet_may_stand_alone_in_a_rule_for_all() -> None:
    assert found(check, subject(rule({"requested_model": "*"}, THEN))) == []


def test_rules_with_the_same_conditions_could_be_one() -> None:
    when = {"team": "a", "tools": True}
    two = subject(rule(when, THEN), rule(dict(reversed(when.items())), {"cap": "standard"}))
    assert found(check, two) == [("same-conditions", ("rules", 1, "when"))]
    assert texts(check, two) == [
        "Rule 'r1' has the conditions of rule 'r0'. One rule can have the effects of both."
    ]


def test_rules_of_two_owners_cannot() -> None:
    when = {"team": "a"}
    two = subject(rule(when, THEN), rule(when, {"cap": "standard"}, owner="them"))
    assert found(check, two) == []
