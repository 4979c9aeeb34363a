"""Tests of `router.core.guide.savings`."""

import pytest

from router.core.guide.guide import Guide, Lines, Pairs, Paragraph
from tests.core.guide.wordings import Written, guide, lines, text_of

COMPANY = {"id": "company", "limit_usd": 5, "per": "month"}
FULL: Written = {
    "when": {"budget": {"id": "company", "share_used": {"at_least": 0.9}}},
    "then": {"cap": "economy", "max_tokens": 800},
}


def budgets(told: Guide) -> list[tuple[str, str]]:
    pairs = [block for block in told.sections[4].blocks if isinstance(block, Pairs)]
    return [(text_of(term), text_of(meaning)) for one in pairs for term, meaning in one.pairs]


def paragraphs(told: Guide) -> str:
    blocks = (block for block in told.sections[4].blocks if isinstance(block, Paragraph))
    return "\n".join(text_of(block.words) for block in blocks)


@pytest.mark.parametrize(
    ("kind", "then"),
    [
        ("max_tokens", {"max_tokens": 300}),
        ("reasoning_effort", {"reasoning_effort": "low"}),
        ("canary", {"canary": {"share": 0.1, "tier": "premium"}}),
        ("shadow", {"shadow": {"share": 0.1, "tier": "premium"}}),
        ("stickiness", {"stickiness": "never"}),
        ("prompt_cache", {"prompt_cache": False}),
        ("guideline", {"guideline": "Be brief."}),
        ("headers", {"headers": {"x-a": "1"}}),
    ],
)
def test_what_changes_an_answer_has_a_list(kind: str, then: Written) -> None:
    told = guide({"when": {"team": "pay"}, "then": then})

    (line,) = lines(told.sections[4], kind)
    assert text_of(line.words).startswith("Requests from team pay ")
    assert line.said == then.get("guideline")


def test_hints_add_up_and_the_list_says_so() -> None:
    told = guide({"when": {"team": "pay"}, "then": {"guideline": "Be brief."}})

    (block,) = (b for b in told.sections[4].blocks if isinstance(b, Lines))
    assert block.note.startswith("Every line that fits")


def test_a_budget_is_told_by_name_period_and_scope() -> None:
    narrow = {"id": "pay-week", "limit_usd": 5, "per": "week", "team": "pay", "tag": "batch"}

    assert budgets(guide(budgets=[COMPANY, narrow])) == [
        ("company", "for each month, all spend together"),
        ("pay-week", "for each week, all spend of team pay and tag batch"),
    ]


def test_fiscal_months_and_windows_are_told_as_such() -> None:
    fiscal = {"id": "fiscal", "limit_usd": 5, "per": "month", "starts_on": 25}
    window = {"id": "window", "limit_usd": 5, "window": "30d", "tier": "premium"}

    assert budgets(guide(budgets=[fiscal, window])) == [
        ("fiscal", "for each month from day 25 on, all spend together"),
        ("window", "in any 30d, all spend of tier premium"),
    ]


def test_a_team_does_not_read_of_budgets_of_others() -> None:
    theirs = {"id": "theirs", "limit_usd": 5, "per": "week", "team": "pay"}

    assert [name for name, _ in budgets(guide(budgets=[COMPANY, theirs], team="search"))] == [
        "company"
    ]


def test_the_steps_of_a_budget_are_told_together() -> None:
    nested: Written = {
        "when": {"any": [FULL["when"], {"tools": True}]},
        "then": {"tier": "economy"},
    }
    other: Written = {"when": {"tools": True}, "then": {"max_tokens": 300}}

    told = lines(guide(FULL, nested, other, budgets=[COMPANY]), "budget")

    assert [line.rule_id for line in told] == ["r0", "r1"]
    assert text_of(told[0].words) == (
        "Requests made while budget company is at least 90 % used never go above economy models "
        "and get answers of at most 800 tokens (roughly 600 words)."
    )


@pytest.mark.parametrize(("thrift", "is_told"), [(1.0, True), (0.0, False)])
def test_that_price_weighs_more_is_told_where_it_does(thrift: float, is_told: bool) -> None:
    weighs: Written = {"when": {"tools": True}, "then": {"best_value": {"value_usd": 1}}}

    told = guide(weighs, budgets=[COMPANY], thrift=thrift)

    assert ("price weighs more" in paragraphs(told)) is is_told
    assert "price weighs more" not in paragraphs(guide(weighs))
