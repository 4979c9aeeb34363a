"""Tests of `router.core.rule_index`."""

from hypothesis import given

from router.core.facts import Facts
from router.core.policy import Policy
from tests.factories import assessment, facts, policy
from tests.strategies import generated_facts, policies


@given(policies(), generated_facts())
def test_it_finds_what_trying_each_rule_finds_in_the_same_order(
    written: Policy, known: Facts
) -> None:
    assert list(written.index.matching(known)) == [r for r in written.rules if r.matches(known)]


def test_it_finds_one_rule_among_many() -> None:
    teams: list[dict[str, object]] = [
        {"when": {"team": f"team-{n}", "priority": "normal"}, "then": {"tier": "economy"}}
        for n in range(500)
    ]
    many = policy(*teams, {"when": {"team": "search"}, "then": {"cap": "standard"}})

    assert [rule.id for rule in many.index.matching(facts())] == ["r500"]


def test_labels_match_nothing_where_the_classifier_abstained() -> None:
    labels = policy({"when": {"priority": "normal"}, "then": {"tier": "economy"}})

    assert list(labels.index.matching(facts(said=assessment(is_abstained=True)))) == []
