from pathlib import Path

import pytest

from router.adapters.files.mistakes import Mistake, Place
from router.adapters.files.policy_part import POLICY_WORDS
from router.adapters.files.validation import sift, validate, whose
from router.adapters.files.yaml_source import YamlSource, parse_yaml
from router.core.errors import ConfigurationError
from router.core.policy import Policy

RULES = "version: 1\nname: x\nrules:\n"


def source(text: str) -> YamlSource:
    return parse_yaml(text, path=Path("p.yaml"))


def refusal(text: str, *known: Mistake) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        validate(Policy, source(text), words=POLICY_WORDS, known=known)
    return caught.value.message.split("\n")


def test_right_data_becomes_the_model() -> None:
    policy = validate(Policy, source("version: 1\nname: x\n"), words=POLICY_WORDS)
    assert policy.name == "x"


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    said = refusal("version: 2\nnamee: x\nrules: []\n")
    assert said == [
        "p.yaml:1:1: 'name' is missing. Write `name: \"…\"`.",
        "p.yaml:1:10: unknown version 2. Allowed: 1.",
        "p.yaml:2:1: unknown field 'namee'. Did you mean 'name'? "
        "Fields: approvals, budgets, default, description, detection, name, owner, rules, "
        "thrift, version.",
    ]


def test_an_empty_value_is_refused_and_not_ignored() -> None:
    said = refusal(
        RULES + "  - {id: a, reason: r, when: {team: , tools: true}, then: {cap: economy}}"
    )
    assert said == ["p.yaml:4:31: 'team' is empty in rule 'a'. Write a value, or delete the line."]


def test_an_empty_list_item_is_refused() -> None:
    said = refusal(RULES + "  -\n")
    assert said == ["p.yaml:4:4: this list item is empty. Write a value, or delete the line."]


def test_a_whole_is_not_blamed_for_its_parts() -> None:
    said = refusal(RULES + "  - {id: a, reason: r, when: {team: }, then: {cap: economy}}")
    assert len(said) == 1


def test_one_place_gets_one_message() -> None:
    said = refusal(RULES + "  - {id: a, reason: r, when: {team: 7}, then: {cap: economy}}")
    assert said == ["p.yaml:4:37: 'team' in rule 'a' must be text. Put it in quotes: \"7\"."]


def test_a_list_is_empty_only_if_nothing_is_written_in_it() -> None:
    said = refusal(RULES + "  - {id: a, reason: r, when: {priority: []}, then: {cap: economy}}")
    assert said == [
        "p.yaml:4:41: 'priority' in rule 'a' must not be empty. Write at least one item."
    ]


def test_an_item_of_the_wrong_form_is_counted_as_people_do() -> None:
    assert refusal(RULES + "  - oops\n") == [
        "p.yaml:4:5: item 1 of 'rules' must be a block of fields, not 'oops'."
    ]


def test_mistakes_found_before_are_told_with_the_others() -> None:
    known = Mistake(Place(2, 7), "too plain a name")
    assert refusal("version: 1\nname: x\n", known) == ["p.yaml:2:7: too plain a name"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "the file is empty"), ("- a\n", "the file holds no fields")],
)
def test_a_file_without_fields_says_what_to_write(text: str, said: str) -> None:
    assert refusal(text) == [f"p.yaml:1:1: {said}. Write at least `version:`, `name:`."]


def test_an_item_without_a_name_is_counted() -> None:
    place = source(RULES + "  - {reason: r}\n")
    assert whose(("rules", 0, "reason"), place, words=POLICY_WORDS) == " in rule number 1"
    assert whose(("name",), place, words=POLICY_WORDS) == ""


def test_what_is_right_is_kept_beside_what_is_wrong() -> None:
    rule = "  - {{id: {}, reason: r, when: {{team: a}}, then: {{cap: {}}}}}\n"
    text = RULES + rule.format("a", "cheap") + rule.format("b", "economy") + "owner: 7\n"
    sifted = sift(Policy, source(text), words=POLICY_WORDS)
    assert sifted.model is not None
    assert [one.id for one in sifted.model.rules] == ["b"]
    assert sifted.origin(("rules", 0, "then")) == ("rules", 1, "then")
    assert [mistake.at for mistake in sifted.mistakes] == [("rules", 0, "then", "cap"), ("owner",)]


def test_a_required_field_that_is_wrong_has_a_stand_in() -> None:
    sifted = sift(Policy, source("version: 3\nowner: us\n"), words=POLICY_WORDS)
    assert sifted.model is not None
    assert (sifted.model.version, sifted.model.owner) == (1, "us")
    assert len(sifted.mistakes) == 2


def test_nothing_is_left_where_nothing_is_written() -> None:
    assert sift(Policy, source("[1, 2]\n"), words=POLICY_WORDS).model is None
