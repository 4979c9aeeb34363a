"""Tests of `router.core.guide.work`."""

from router.core.guide.guide import Guide, Paragraph
from router.core.guide.matrix import Matrix
from tests.core.guide.wordings import guide, lines, text_of


def explanation(told: Guide) -> str:
    block = told.sections[1].blocks[0]
    assert isinstance(block, Paragraph)
    return text_of(block.words)


def test_each_rule_that_chooses_is_a_sentence_and_the_default_the_last() -> None:
    told = guide(
        {"when": {"priority": "low", "complexity": "trivial"}, "then": {"tier": "economy"}},
        {"when": {"team": "pay"}, "then": {"cap": "standard"}},
        {"when": {"task": "code_snippet"}, "then": {"deployment": "large"}},
        default={"tier": "premium", "reason": "Better so."},
    )

    found = [(text_of(line.words), line.rule_id) for line in lines(told.sections[1], "goal")]

    assert found == [
        ("Requests of low priority and trivial complexity go to economy models.", "r0"),
        ("Requests whose task is code snippet go to the model large.", "r2"),
        ("All other requests go to premium models.", "default"),
    ]
    assert lines(told, "goal")[-1].reason == "Better so."


def test_without_rules_all_requests_go_by_the_default() -> None:
    (line,) = lines(guide(), "goal")

    assert text_of(line.words) == "All requests go to standard models."


def test_the_table_stands_above_the_rules() -> None:
    assert isinstance(guide().sections[1].blocks[1], Matrix)


def test_what_the_table_leaves_open_is_said_where_it_matters() -> None:
    plain = explanation(guide())
    weighs = {"when": {"priority": "low"}, "then": {"best_value": {"value_usd": 1}}}
    by_hour = {"when": {"time": {"days": "fri"}}, "then": {"tier": "economy"}}
    budget = {"id": "b", "limit_usd": 5, "per": "day"}

    full = explanation(guide(weighs, by_hour, budgets=[budget]))

    for part in ("budgets are on plan", "difficulty and price decide", "for Friday, 12:00 UTC"):
        assert part in full
        assert part not in plain
