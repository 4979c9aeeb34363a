from pathlib import Path

import pytest

from router.adapters.files.policy_file import load_policy, policy_content
from router.core.errors import ConfigurationError
from router.core.tier import Tier

HEAD = "version: 1\nname: test\nrules:\n"
RULE = "  - {id: high-stakes, reason: r, when: {priority: high}, then: {floor: premium}}\n"


def written(folder: Path, text: str) -> Path:
    file = folder / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(folder: Path, text: str) -> str:
    file = written(folder, text)
    with pytest.raises(ConfigurationError) as caught:
        load_policy(file)
    return caught.value.message.replace(f"{file}:", "")


def test_a_policy_is_read(tmp_path: Path) -> None:
    policy, version = load_policy(written(tmp_path, HEAD + RULE))
    assert policy.rules[0].then.floor is Tier.PREMIUM
    assert version.startswith("test@")


def test_comments_layout_and_spelled_out_defaults_do_not_change_the_version(
    tmp_path: Path,
) -> None:
    _, version = load_policy(written(tmp_path, HEAD + RULE))
    longer = (
        "# a comment\nname: test\nversion: 1\ndefault:\n  tier: standard\nrules:\n"
        "- id: high-stakes\n  reason: r\n  when: {priority: [high]}\n  then: {floor: premium}\n"
    )
    assert load_policy(written(tmp_path, longer))[1] == version


@pytest.mark.parametrize(
    "change", [("floor", "cap"), ("high}", "low}"), ("reason: r", "reason: s"), ("test", "live")]
)
def test_any_change_of_meaning_changes_the_version(tmp_path: Path, change: tuple[str, str]) -> None:
    _, version = load_policy(written(tmp_path, HEAD + RULE))
    assert load_policy(written(tmp_path, (HEAD + RULE).replace(*change)))[1] != version


def test_the_order_of_rules_changes_the_version(tmp_path: Path) -> None:
    other = RULE.replace("high-stakes", "other")
    one = load_policy(written(tmp_path, HEAD + RULE + other))[1]
    assert load_policy(written(tmp_path, HEAD + other + RULE))[1] != one


def test_the_content_leaves_out_what_is_not_written(tmp_path: Path) -> None:
    policy, _ = load_policy(written(tmp_path, HEAD + RULE))
    assert policy_content(policy)["rules"] == [
        {
            "id": "high-stakes",
            "reason": "r",
            "locked": False,
            "when": {"priority": ["high"]},
            "then": {"floor": "premium"},
        }
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("priority:", "priorityy:", "4:41: unknown condition 'priorityy' in rule 'high-stakes'. "
         "Did you mean 'priority'?"),
        ("floor:", "floorr:", "4:65: unknown effect 'floorr' in rule 'high-stakes'. "
         "Did you mean 'floor'?"),
        ("premium", "premum", "4:72: unknown floor 'premum' in rule 'high-stakes'. "
         "Did you mean 'premium'? Allowed: economy, standard, premium."),
        ("{priority: high}", "{priority: [high, hgh]}", "4:58: unknown priority 'hgh' in rule "
         "'high-stakes'. Did you mean 'high'? Allowed: low, normal, high."),
        ("reason: r, ", "", "4:5: 'reason' is missing in rule 'high-stakes'. "
         "Write `reason: \"…\"` (Why the rule exists; shown to callers)."),
        ("{priority: high}", "{tokens: {at_least: 9, at_most: 3}}", "4:49: 'tokens' in rule "
         "'high-stakes': at_most (3) is below at_least (9)."),
        ("{floor: premium}", "{floor: premium, cap: economy}", "4:64: 'then' in rule "
         "'high-stakes': floor premium is above cap economy."),
        ("id: high-stakes", "id: High Stakes", "4:10: 'id' in rule 'High Stakes' must be small "
         "letters, digits, '-' and '_', such as 'high-stakes', not 'High Stakes'."),
        ("id: high-stakes", "id: default", "4:10: the id 'default' stands for the policy's own "
         "default. Choose another id."),
        ("{priority: high}", "{not: {any: [{priority: hgh}, {team: a}]}}", "4:64: unknown priority "
         "'hgh' in rule 'high-stakes'. Did you mean 'high'? Allowed: low, normal, high."),
        ("{priority: high}", "{all: [{team: a}, {not: {taem: b}}]}", "4:65: unknown condition "
         "'taem' in rule 'high-stakes'. Did you mean 'team'?"),
        ("{priority: high}", "{probability: {hgh: {at_least: 0.5}}}", "4:54: 'probability' in "
         "rule 'high-stakes': the classifier has no label 'hgh'; did you mean 'high'?"),
        ("{priority: high}", "{probability: {high: {at_leest: 0.5}}}", "4:62: unknown field "
         "'at_leest' in rule 'high-stakes'. Did you mean 'at_least'? Fields: at_least, at_most."),
        ("{floor: premium}", "{canary: {share: 5, tier: premium}}", "4:81: 'share' in rule "
         "'high-stakes' must be at most 1, not 5."),
        ("{floor: premium}", "{headers: {Owner: x}}", "4:75: 'Owner' in rule 'high-stakes' must be "
         "'x-' and then small letters, digits and '-', such as 'x-owner', not 'Owner'."),
        ("name: test", "name:", "2:1: 'name' is empty. Write a value, or delete the line."),
        ("version: 1", "version: 2", "1:10: unknown version 2. Allowed: 1."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_its_remedy(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert refusal(tmp_path, (HEAD + RULE).replace(old, new)) == said


def test_a_repeated_id_is_told_beside_other_mistakes(tmp_path: Path) -> None:
    assert refusal(tmp_path, HEAD + RULE + RULE + RULE.replace("high}", "hgh}")).split("\n") == [
        "5:10: a rule in line 4 has the id 'high-stakes' too. Ids must be unique: decisions name "
        "the rule that made them.",
        "6:10: a rule in line 4 has the id 'high-stakes' too. Ids must be unique: decisions name "
        "the rule that made them.",
        "6:51: unknown priority 'hgh' in rule 'high-stakes'. Did you mean 'high'? "
        "Allowed: low, normal, high.",
    ]


def test_no_is_the_name_of_a_team_and_not_false(tmp_path: Path) -> None:
    policy, _ = load_policy(written(tmp_path, (HEAD + RULE).replace("priority: high", "team: no")))
    team = policy.rules[0].when.team
    assert team is not None
    assert team.root == ("no",)
