import pytest

from router.core.lint import CHECKS, CODES, findings
from router.core.lint.finding import in_words, named
from tests.core.lint.subjects import rule, subject


@pytest.mark.parametrize(
    ("names", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_names_are_put_in_words(names: list[str], text: str) -> None:
    assert in_words(names) == text


def test_a_rule_is_named() -> None:
    assert named("low") == "rule 'low'"


def test_the_chats_are_those_of_the_catalog() -> None:
    assert [one.name for one in subject().chats] == ["small", "middle", "large"]


def test_boxes_are_those_of_the_rules() -> None:
    one = subject(rule({"tools": True}, {"tier": "economy"}))
    assert one.boxes == (one.policy.rules[0].when.boxes(),)


def test_each_kind_of_finding_has_a_name_of_its_own_and_a_meaning() -> None:
    names = [code.name for code in CODES]
    assert len(set(names)) == len(names)
    assert all(code.meaning.endswith(".") for code in CODES)


def test_all_checks_run_unless_some_are_named() -> None:
    one = subject(rule({"team": ["a", "a"]}, {"tier": "premium"}, reason="x"))
    every = {finding.code.name for finding in findings(one)}
    assert every == {"repeated-name", "empty-reason", "unused-tier"}
    assert list(findings(one, checks=CHECKS[:1])) == []
