import pytest

from router.core.lint.inversion import check
from tests.core.lint.subjects import found, rule, subject, texts

ECONOMY, STANDARD, PREMIUM = ({"tier": tier} for tier in ("economy", "standard", "premium"))


def test_more_important_work_that_gets_less_is_found() -> None:
    one = subject(
        rule({"priority": "normal"}, PREMIUM), rule({"priority": "high"}, STANDARD),
        rule({"priority": "low"}, ECONOMY),
    )  # fmt: skip
    assert found(check, one) == [("priority-inversion", ("rules", 1))]
    assert texts(check, one) == [
        "Work of priority high (trivial) gets tier standard by rule 'r1', and the same work of "
        "priority normal gets premium by rule 'r0'. Raise the one or lower the other."
    ]


@pytest.mark.parametrize(
    "others",
    [
        [rule({"priority": "normal"}, PREMIUM)],  # high falls to the default
        [rule({"priority": "normal"}, {"floor": "premium"})],
        [rule({"priority": "normal"}, {"deployment": "large"})],
    ],
)
def test_the_default_can_be_the_lower_one(others: list[dict[str, object]]) -> None:
    assert ("priority-inversion", ("default",)) in found(check, subject(*others))


def test_it_is_found_where_only_one_team_is_concerned() -> None:
    one = subject(
        rule({"team": "a", "priority": "high"}, {"cap": "economy"}),
        rule({"priority": "high"}, PREMIUM),
        rule({"priority": "normal"}, STANDARD),
        rule({"priority": "low"}, ECONOMY),
    )
    assert found(check, one) == [("priority-inversion", ("rules", 0))]


@pytest.mark.parametrize(
    "rules",
    [
        [rule({"priority": "low"}, ECONOMY), rule({"priority": "high"}, PREMIUM)],
        [rule({"team": "a"}, ECONOMY), rule({"priority": "high"}, PREMIUM)],
        [rule({"priority": "high", "complexity": "trivial"}, {"cap": "standard"})],
        [rule({"priority": "high", "team": "a"}, {"deny": "Not in this house."}),
         rule({"priority": ["normal", "high"]}, PREMIUM), rule({"priority": "low"}, ECONOMY)],
        [rule({"priority": "high", "findings": "burst"}, {"quarantine": "Look at the log first."}),
         rule({"priority": ["normal", "high"]}, PREMIUM), rule({"priority": "low"}, ECONOMY)],
        [rule({"priority": "high"}, {"best_value": {"value_usd": 1}})],
    ],
)  # fmt: skip
def test_order_and_unclear_cases_raise_no_alarm(rules: list[dict[str, object]]) -> None:
    assert found(check, subject(*rules)) == []


def test_too_many_combinations_are_left_alone() -> None:
    many = [rule({"tags": f"t{n}"}, ECONOMY) for n in range(12)]
    inverted = [rule({"priority": "normal"}, PREMIUM), rule({"priority": "high"}, STANDARD)]
    assert found(check, subject(*many, *inverted)) == []
