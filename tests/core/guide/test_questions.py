"""Tests of `router.core.guide.questions`."""

from router.core.guide.guide import Guide, Pairs, Paragraph
from tests.core.guide.wordings import Written, guide, text_of

RULES: tuple[Written, ...] = (
    {"when": {"tools": True}, "then": {"tier": "economy"}, "owner": "search"},
    {"when": {"tools": False}, "then": {"tier": "economy"}},
    {"when": {"images": True}, "then": {"tier": "economy"}, "owner": "search"},
)


def owners(told: Guide) -> dict[str, str]:
    pairs = told.sections[-1].blocks[1]
    assert isinstance(pairs, Pairs)
    return {text_of(owner): text_of(ids) for owner, ids in pairs.pairs}


def test_every_rule_has_somebody_who_answers_for_it() -> None:
    assert owners(guide(*RULES, owner="platform")) == {
        "search": "r0, r2",
        "platform": "r1, default",
    }


def test_where_nobody_is_named_the_reader_learns_whom_to_ask() -> None:
    assert owners(guide(*RULES))["nobody named: ask whoever runs this service"] == "r1, default"


def test_where_a_decision_is_explained_is_told() -> None:
    lead = guide().sections[-1].blocks[0]

    assert isinstance(lead, Paragraph)
    for place in ("x-tierwise-decision-id", "GET /v1/decisions/{id}", "POST /v1/route"):
        assert place in text_of(lead.words)
