import pytest

from router.core.lint.unreachable import check
from tests.core.lint.subjects import found, rule, subject, texts

THEN = {"tier": "economy"}


@pytest.mark.parametrize(
    "when",
    [
        {"priority": "low", "abstained": True},
        {"team": "a", "not": {"team": ["a", "b"]}},
        {"all": [{"team": "a"}, {"team": "b"}]},
        {
            "tokens": {"at_least": 9},
            "any": [{"tokens": {"at_most": 3}}, {"tokens": {"at_most": 8}}],
        },
        {"not": {"requested_model": "*"}},
        {"probability": {"low": {"at_least": 0.6}, "high": {"at_least": 0.5}}},
        {"probability": {p: {"at_most": 0.3} for p in ("low", "normal", "high")}},
    ],
)
def test_conditions_that_contradict_each_other_are_found(when: dict[str, object]) -> None:
    assert found(check, subject(rule({"team": "z"}, THEN), rule(when, THEN))) == [
        ("unreachable-rule", ("rules", 1, "when"))
    ]


@pytest.mark.parametrize(
    "when",
    [
        {"abstained": True},
        {"team": "a", "not": {"team": "b"}},
        {"any": [{"team": "a", "not": {"team": "a"}}, {"tools": True}]},
        {"tags": "a", "not": {"tags": "b"}},
        {"probability": {"low": {"at_least": 0.6}, "trivial": {"at_least": 0.9}}},
        {"probability": {"low": {"at_least": 0.5}, "high": {"at_least": 0.5}}},
        {"time": {"from": "22:00", "until": "06:00", "days": ["mon"]}},
    ],
)
def test_conditions_that_can_hold_are_not(when: dict[str, object]) -> None:
    assert found(check, subject(rule(when, THEN))) == []


def test_the_contradiction_is_told_in_words() -> None:
    assert texts(check, subject(rule({"priority": "low", "abstained": True}, THEN))) == [
        "No request can ever match rule 'r0': its conditions contradict each other "
        "(priority low, abstained True). Change them or delete the rule."
    ]
