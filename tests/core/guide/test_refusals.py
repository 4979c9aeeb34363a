"""Tests of `router.core.guide.refusals`."""

from router.core.errors import ApprovalRequired, KeyQuarantined, PolicyDenied, RateLimited
from router.core.guide.guide import Paragraph, Section
from router.core.guide.refusals import refusals
from tests.core.guide.wordings import lines, policy_of, text_of

DENIES = {"when": {"tags": "personal"}, "then": {"deny": "Use made-up data."}}
ASKS = {"when": {"team": "pay"}, "then": {"require_approval": "Write to compliance."}}


def lead(section: Section) -> str:
    paragraph = section.blocks[0]
    assert isinstance(paragraph, Paragraph)
    return text_of(paragraph.words)


def test_what_is_stopped_is_told_with_the_message_that_its_sender_gets() -> None:
    section = refusals(policy_of(DENIES, ASKS).rules)

    ((denied,), (asked,)) = (lines(section, kind) for kind in ("deny", "require_approval"))
    assert (text_of(denied.words), denied.said) == (
        "Requests tagged personal are refused.",
        "Use made-up data.",
    )
    assert (text_of(asked.words), asked.said) == (
        "Requests from team pay need approval.",
        "Write to compliance.",
    )
    assert f"{PolicyDenied.status} and the code {PolicyDenied.code}" in lead(section)
    assert f"{ApprovalRequired.status} and the code {ApprovalRequired.code}" in lead(section)


def test_only_what_there_is_is_explained() -> None:
    assert PolicyDenied.code not in lead(refusals(policy_of(ASKS).rules))
    assert ApprovalRequired.code not in lead(refusals(policy_of(DENIES).rules))


def test_where_nothing_is_stopped_that_is_said() -> None:
    section = refusals(policy_of({"when": {"tools": True}, "then": {"cap": "standard"}}).rules)

    assert lead(section) == "Nothing needs approval, and nothing is refused by a rule."
    assert len(section.blocks) == 1


def test_what_ends_by_itself_is_told_as_such() -> None:
    halts = {"when": {"findings": "leaked_key"}, "then": {"quarantine": "Rotate your key."}}
    slows = {"when": {"findings": "burst"}, "then": {"slow_down": 6}}
    section = refusals(policy_of(halts, slows).rules)

    ((halted,), (slowed,)) = (lines(section, kind) for kind in ("quarantine", "slow_down"))
    assert halted.said == "Rotate your key."
    assert text_of(slowed.words) == (
        "Requests made while something unusual (burst) goes on are slowed down to 6 a minute for "
        "each key."
    )
    assert f"{KeyQuarantined.status} and the code {KeyQuarantined.code}" in lead(section)
    assert f"{RateLimited.status} and the code {RateLimited.code}" in lead(section)
