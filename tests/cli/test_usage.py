"""Tests of `tierwise usage`, against a real local server."""

import json
from typing import Any

from tests.cli.answering import answering
from tests.cli.calling import call

SUM = {"calls": 1_200, "input_tokens": 5_000, "output_tokens": 70, "cost_usd": "1.5"}
GROUPS: dict[str, Any] = {"by_model": {"small": SUM}, "by_tier": {}, "by_project": {"atlas": SUM}}
USAGE: dict[str, Any] = {
    "user": "ada",
    "team": "search",
    "key": "key_1",
    "spend": {"today": SUM, "30d": {**SUM, **GROUPS}},
    "tasks_30d": {"cost_usd": {"drafting": "1.25"}, "is_whole": False},
    "limits": [
        {
            "object": "tierwise.budget",
            "name": "company",
            "standing": {"share_used": 0.75, "pace": 1.5, "resets_at": "2026-12-01"},
        },
        {
            "object": "tierwise.quota",
            "name": "stored:rpm",
            "standing": {"share_used": 0.1, "pace": None, "resets_at": None},
        },
    ],
    "steps": [],
    "findings": [
        {
            "kind": "burst",
            "subject": "key:key_1",
            "explanation": "60 a minute.",
            "is_acting": True,
            "rules": ["hold"],
            "spared_because": None,
            "release": "It ends.",
        }
    ],
    "approvals": [{"id": "apr_1", "wanted_usd": "5", "rule": "big", "expires_at": "2026-11-21"}],
    "grants": [
        {
            "id": "grt_1",
            "limit_usd": "5",
            "standing": {"left_usd": "2"},
            "ends_at": "2026-11-21",
            "rules": ["big"],
        }
    ],
}
STEP = {
    "priorities": ["low"],
    "step": "company at 75%: cap economy",
    "why": "75 % are used.",
}


def printed(told: dict[str, Any]) -> str:
    with answering({"/v1/usage/me": told}) as service:
        return call("usage", "--url", service.url).output


def test_whose_it_is_and_what_was_spent_on_what_is_printed() -> None:
    told = printed(USAGE)
    for words in ("ada in team search", "1,200", "small", "atlas", "drafting", "1.25"):
        assert words in told


def test_limits_findings_approvals_and_grants_are_printed() -> None:
    told = printed(USAGE)
    for words in (
        "Budget company: 75% used, pace 1.50, resets 2026-12-01",
        "Quota stored:rpm: 10% used",
        "Finding burst of key:key_1: 60 a minute.",
        "It ends.",
        "apr_1",
        "Grant grt_1: USD 2 left of 5",
    ):
        assert words in told


def test_steps_in_force_are_told_with_their_reason_or_that_there_is_none() -> None:
    assert "No step of a ladder is in force" in printed(USAGE)
    told = printed({**USAGE, "steps": [STEP]})
    assert "for low priority: company at 75%: cap economy" in told
    assert "75 % are used." in told


def test_json_is_what_the_service_told() -> None:
    with answering({"/v1/usage/me": USAGE}) as service:
        assert json.loads(call("usage", "--json", "--url", service.url).output) == USAGE


def test_names_that_would_paint_the_terminal_do_not() -> None:
    month = {**SUM, **GROUPS, "by_project": {"at\x1b[2Jlas": SUM}}
    told = printed({**USAGE, "user": "a\x1b[2Jda", "spend": {"30d": month}})
    assert "\x1b" not in told
    assert "at [2Jlas" in told


def test_what_is_only_told_says_why_and_what_no_rule_names_says_so() -> None:
    (finding,) = USAGE["findings"]
    spared = {**finding, "is_acting": False, "spared_because": "The key is new."}
    assert "60 a minute. It is only told. The key is new." in printed(
        {**USAGE, "findings": [spared]}
    )
    assert "No rule of the policy names it" in printed(
        {**USAGE, "findings": [{**finding, "rules": []}]}
    )
