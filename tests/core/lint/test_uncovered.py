from classifier.labels import Complexity, Priority
from router.core.lint.finding import Subject
from router.core.lint.uncovered import check
from tests.core.lint.subjects import TODAY, Rule, found, rule, subject, texts

PAIRS = [(str(p), str(c)) for p in Priority for c in Complexity]


def matrix(*left_out: tuple[str, str]) -> list[Rule]:
    return [
        rule({"priority": p, "complexity": c}, {"tier": "premium"})
        for p, c in PAIRS
        if (p, c) not in left_out
    ]


def test_a_pair_that_was_forgotten_is_found_and_named() -> None:
    one = subject(*matrix(("low", "trivial"), ("high", "moderate")))
    assert found(check, one) == [("uncovered-facts", ("default",))]
    assert texts(check, one) == [
        "Rules decide on priority and complexity, but not on low/trivial and high/moderate: such "
        "requests fall to the default, tier standard, though the classifier is sure. Add a rule if "
        "that is not meant."
    ]


def test_a_whole_matrix_is_not() -> None:
    assert found(check, subject(*matrix())) == []


def test_a_floor_above_the_default_decides_too() -> None:
    rules = matrix(("high", "demanding"))
    floor = rule({"priority": "high", "complexity": "demanding"}, {"floor": "premium"})
    idle = rule({"priority": "high", "complexity": "demanding"}, {"floor": "economy"})
    assert found(check, subject(*rules, floor)) == []
    assert found(check, subject(*rules, idle)) == [("uncovered-facts", ("default",))]


def test_a_pair_that_is_decided_for_some_only_is_open_for_the_others() -> None:
    some = rule({"priority": "low", "complexity": "trivial", "team": "a"}, {"tier": "economy"})
    assert len(found(check, subject(*matrix(("low", "trivial")), some))) == 1


def test_who_leaves_much_to_the_default_means_to() -> None:
    assert found(check, subject(*matrix(*PAIRS[:3]))) == []
    assert found(check, subject(rule({"team": "a"}, {"tier": "economy"}))) == []


def test_nothing_is_said_where_rules_had_to_be_left_out() -> None:
    policy = subject(*matrix(PAIRS[0])).policy
    broken = Subject(policy=policy, today=TODAY, broken=frozenset({"rules"}))
    assert found(check, broken) == []
