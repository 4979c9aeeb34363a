"""What is told of a finding: to programs, in the audit log, and in notices?"""

from datetime import datetime

from router.core.finding import Finding, SubjectKind
from router.core.notices.notice import Notice, NoticeKind
from router.core.policy import Policy
from router.core.rules.findings import HasFinding

__all__ = ["ended_notice", "finding_told", "opened_notice", "rules_naming"]

_MINUTES = "%Y-%m-%d %H:%M UTC"


def rules_naming(policy: Policy, name: str) -> tuple[str, ...]:
    """The rules that ask for findings of this name, in the order of the policy."""
    return tuple(
        rule.id
        for rule in policy.rules
        if any(isinstance(one, HasFinding) and name in one.root for one in rule.when.leaves())
    )


def finding_told(finding: Finding, *, at: datetime) -> dict[str, object]:
    """The finding as plain JSON."""
    return {
        "id": finding.id,
        "kind": finding.kind,
        "subject": str(finding.subject),
        "team": finding.team,
        "is_open": finding.is_open(at),
        "is_acting": finding.is_acting,
        "spared_because": finding.spared_because,
        "opened_at": finding.opened_at.isoformat(),
        "last_at": finding.last_at.isoformat(),
        "until": finding.until.isoformat(),
        "score": round(finding.score, 3),
        "explanation": finding.explanation,
        "evidence": dict(finding.evidence),
        "lifted_at": finding.lifted_at.isoformat() if finding.lifted_at else None,
        "lifted_by": finding.lifted_by,
        "is_false": finding.is_false,
    }


def opened_notice(finding: Finding, *, id: str, rules: tuple[str, ...]) -> Notice:
    """For those who look after it, and for the person whose traffic it is."""
    return Notice(
        id=id,
        kind=NoticeKind.FINDING_OPENED,
        at=finding.last_at,
        subject=f"Unusual traffic: {finding.kind} of {finding.subject}",
        text=f"{finding.explanation} {_consequence(finding, rules)} To release it: "
        f"tierwise findings release {finding.id}",
        data={**finding_told(finding, at=finding.last_at), "rules": list(rules)},
        to=_concerned(finding),
    )


def ended_notice(finding: Finding, *, id: str, at: datetime) -> Notice:
    """For the same people."""
    return Notice(
        id=id,
        kind=NoticeKind.FINDING_ENDED,
        at=at,
        subject=f"Over: {finding.kind} of {finding.subject}",
        text=f"It was last seen {finding.last_at.strftime(_MINUTES)} and counts no more.",
        data=finding_told(finding, at=at),
        to=_concerned(finding),
    )


def _consequence(finding: Finding, rules: tuple[str, ...]) -> str:
    if not finding.is_acting:
        return f"It is only told. {finding.spared_because or ''}".rstrip()
    if not rules:
        return "No rule of the policy names it, so nothing changes for requests."
    named = ", ".join(f"'{rule}'" for rule in rules)
    return (
        f"These rules apply now where their other conditions hold: {named}. It counts until "
        f"{finding.until.strftime(_MINUTES)}, and longer while it goes on."
    )


def _concerned(finding: Finding) -> tuple[str, ...]:
    """A user whose name is a mail address; others are reached by a channel's own list."""
    subject = finding.subject
    return (subject.name,) if subject.kind is SubjectKind.USER and "@" in subject.name else ()
