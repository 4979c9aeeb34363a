"""What is one's own among approvals and findings, whatever else one's role may see?"""

from collections.abc import Sequence

from router.core.approvals.approval import Approval
from router.core.budget import BudgetState
from router.core.caller import Caller
from router.core.coaching.own_request import Oneself
from router.core.finding import Finding, Subject, SubjectKind

__all__ = ["is_asked_by", "is_of", "is_readable", "own_subjects", "why_in_force"]


def is_of(oneself: Oneself, caller: Caller) -> bool:
    """Whether requests of a caller are one's own: a user's are, in the team of the key."""
    is_person = oneself.user is not None and oneself.user == caller.user
    return caller.key_id == oneself.key_id or (is_person and oneself.team in (None, caller.team))


def is_asked_by(oneself: Oneself, approval: Approval) -> bool:
    """Whether somebody asked for an approval, or another did for them."""
    return approval.asked_by == oneself.key_id or is_of(oneself, approval.caller)


def own_subjects(oneself: Oneself) -> tuple[Subject, ...]:
    """Whose findings are one's own."""
    key = Subject(SubjectKind.KEY, oneself.key_id)
    return (key,) if oneself.user is None else (key, Subject(SubjectKind.USER, oneself.user))


def is_readable(oneself: Oneself, finding: Finding) -> bool:
    """Whether the figures of a finding on one's own key or user are one's own.

    A user of the same name may be in another team. What is found of them acts on one's requests
    too, but tells of somebody else.
    """
    is_of_key = finding.subject == Subject(SubjectKind.KEY, oneself.key_id)
    return is_of_key or oneself.team in (None, finding.team)


def why_in_force(budget: str, states: Sequence[BudgetState]) -> str:
    """How far the budget of a step is, in words."""
    state = next((one for one in states if one.id == budget), None)
    if state is None:
        return f"It belongs to the budget '{budget}'."
    return (
        f"{state.share_used * 100:.1f} % of the budget '{budget}' are used, "
        f"{state.pace:.2f} times as fast as planned."
    )
