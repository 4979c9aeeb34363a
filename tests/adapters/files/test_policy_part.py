from pathlib import Path

import pytest

from router.adapters.files.policy_part import part_of
from router.adapters.files.yaml_source import parse_yaml
from tests.adapters.files.family import policy_text, rule


def mistakes(text: str) -> list[str]:
    _, found = part_of(parse_yaml(text, path=Path("p.yaml")), None)
    return [f"{one.place.line}:{one.place.column}: {one.text}" for one in found]


def test_rules_without_an_owner_have_that_of_the_file() -> None:
    text = policy_text("x", rule("a"), "  - {id: b, owner: them, reason: r, when: {tools: true}, "
                       "then: {tier: economy}}\n", head="owner: us\n")  # fmt: skip
    part, _ = part_of(parse_yaml(text, path=Path("p.yaml")), None)
    assert part is not None
    assert [placed.rule.owner for placed in part.rules] == ["us", "them"]


def test_locked_rules_come_first_in_the_file_as_they_do_in_force() -> None:
    assert mistakes(
        policy_text("x", rule("a"), rule("b", locked=True), rule("c", locked=True))
    ) == [
        f"{line}:84: 'locked' in rule '{name}': locked rules come before all others, and the rule "
        "in line 4 is not locked. Move this one above it."
        for line, name in ((5, "b"), (6, "c"))
    ]
    assert mistakes(policy_text("x", rule("a", locked=True), rule("b"))) == []


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("team: a\n", "3:1: 'team' needs `extends`: a team's rules are an overlay on the base that "
         "permits it."),
        ("extends: b.yaml\nteam: a\nthrift: 2\n", "5:1: 'thrift' belongs to the base: a team's "
         "file has rules and sets. Take it out."),
    ],
)  # fmt: skip
def test_what_a_teams_file_cannot_say_is_told(head: str, said: str) -> None:
    assert mistakes(policy_text("x", rule("a"), head=head)) == [said]


def test_a_team_locks_nothing() -> None:
    text = policy_text("x", rule("a", locked=True), head="extends: b.yaml\nteam: a\n")
    assert mistakes(text) == [
        "6:84: 'locked' in rule 'a': nothing extends a team's file, so nothing can come before "
        "its rules. Delete it."
    ]


def test_budgets_have_ids_of_their_own() -> None:
    budget = "{id: all, limit_usd: 5, per: day}"
    assert mistakes(policy_text("x", head=f"budgets: [{budget}, {budget}]\n")) == [
        "3:51: a budget in line 3 has the id 'all' too. Ids must be unique."
    ]
