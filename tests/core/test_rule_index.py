"""Tests of `router.core.rule_index`."""

from dataclasses import replace

from hypothesis import given

from router.core.facts import Facts
from router.core.policy import Policy
from tests.factories import assessment, caller, facts, policy, shape
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


def test_several_values_and_groups_of_all_are_found_as_by_trying_each() -> None:
    dear = {"all": [{"findings": ["burst", "loop"]}, {"findings": ["loop"], "tags": ["nightly"]}]}
    written = policy(
        {"when": dear, "then": {"cap": "economy"}},
        {"when": {"tags": ["nightly", "weekly"]}, "then": {"cap": "standard"}},
        {"when": {"requested_model": "auto"}, "then": {"tier": "economy"}},
        {"when": {"requested_model": "aut*"}, "then": {"tier": "standard"}},
    )
    who = caller(tags=("weekly", "nightly"))

    def found(*findings: str) -> list[str]:
        known = replace(facts(who=who), findings=findings)
        return [rule.id for rule in written.index.matching(known)]

    assert found() == ["r1", "r2", "r3"]
    assert found("burst") == ["r1", "r2", "r3"]
    assert found("odd_hours", "loop") == ["r0", "r1", "r2", "r3"]


def test_lengths_are_found_at_both_of_their_bounds() -> None:
    written = policy(
        {"when": {"tokens": {"at_least": 10, "at_most": 20}}, "then": {"cap": "economy"}},
        {"when": {"tokens": {"at_most": 10}}, "then": {"tier": "economy"}},
        {
            "when": {"tokens": {"at_least": 5}, "all": {"tokens": {"at_least": 21}}},
            "then": {"tier": "premium"},
        },
        {"when": {"team": "search"}, "then": {"cap": "standard"}},
    )

    def found(tokens: int) -> str:
        known = facts(asked=shape(input_tokens=tokens))
        return " ".join(rule.id for rule in written.index.matching(known))

    assert [found(tokens) for tokens in (0, 9, 10, 11, 20, 21)] == [
        "r1 r3",
        "r1 r3",
        "r0 r1 r3",
        "r0 r3",
        "r0 r3",
        "r2 r3",
    ]
