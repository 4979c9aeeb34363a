from router.core.lint.unknown_findings import check
from tests.core.lint.subjects import found, rule, subject, texts

THEN = {"cap": "economy"}


def test_a_kind_that_no_detector_finds_is_told_with_the_nearest() -> None:
    one = subject(rule({"findings": ["burst", "team:bursts"]}, THEN))
    assert found(check, one) == [("unknown-finding", ("rules", 0, "when", "findings", 1))]
    assert texts(check, one) == [
        "No detector finds 'team:bursts', which rule 'r0' asks for. Did you mean 'team:burst'?"
    ]


def test_without_a_near_one_all_kinds_are_told() -> None:
    (text,) = texts(check, subject(rule({"not": {"findings": "xyz"}}, THEN)))
    assert "Kinds: burst, spend_burst," in text


def test_findings_of_key_user_team_and_project_are_known() -> None:
    names = ["burst", "user:repetition", "team:spend_burst", "project:loop"]
    assert found(check, subject(rule({"findings": names}, THEN))) == []
