"""Tests of `router.core.finding_words`."""

import json
from dataclasses import replace

from router.core.finding import Subject, SubjectKind
from router.core.finding_words import ended_notice, finding_told, opened_notice, rules_naming
from router.core.policy import Policy
from tests.contracts.test_findings import finding
from tests.factories import NOON


def policy(**when: object) -> Policy:
    rule = {"id": "r", "reason": "x", "when": when, "then": {"cap": "economy"}}
    return Policy.model_validate({"version": 1, "name": "p", "rules": [rule]})


def test_rules_are_named_however_deep_they_ask_for_a_finding() -> None:
    asks = policy(any=[{"not": {"findings": "burst"}}, {"team": "pay"}])

    assert rules_naming(asks, "burst") == ("r",)
    assert rules_naming(asks, "team:burst") == ()
    assert rules_naming(policy(team="pay"), "burst") == ()


def test_what_programs_are_told_is_plain_json() -> None:
    told = finding_told(finding(), at=NOON)

    assert json.loads(json.dumps(told)) == told
    assert (told["subject"], told["is_open"]) == ("key:key_1", True)


def test_a_notice_says_what_follows_and_how_to_undo_it() -> None:
    text = opened_notice(finding(), id="ntc_1", rules=("slow",)).text

    assert "90 requests within a minute; 12 are usual." in text
    assert "'slow'" in text
    assert "until 2026-11-20 12:30 UTC" in text
    assert text.endswith("tierwise findings release fnd_1")


def test_what_is_only_told_says_why() -> None:
    spared = replace(finding(), is_acting=False, spared_because="It is protected.")

    assert "only told. It is protected." in opened_notice(spared, id="n", rules=("slow",)).text


def test_people_known_by_their_address_are_told_themselves() -> None:
    mine = finding(subject=Subject(SubjectKind.USER, "ada@acme.example"))

    assert opened_notice(mine, id="n", rules=()).to == ("ada@acme.example",)
    assert ended_notice(finding(), id="n", at=NOON).to == ()
