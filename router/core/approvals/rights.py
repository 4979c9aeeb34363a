"""Who may decide on an approval: by role, team and amount, never their own, never twice?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from router.core.approval_routing import ApprovalRouting, Level
from router.core.approvals.approval import Approval, Vote
from router.core.approvals.delegation import Delegation
from router.core.caller import UNASSIGNED
from router.core.directory import Directory
from router.core.errors import NotYours
from router.core.key import Role, VirtualKey

__all__ = [
    "Approver",
    "Standin",
    "is_approver",
    "is_manager_of",
    "may_decide",
    "open_levels",
    "standing_of",
    "voters",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Somebody who wants to decide."""

    line: str
    """The line of their key, or the subject of their token: a rotation is nobody else."""
    user: str | None
    team: str | None
    role: Role
    is_vouched: bool = True
    """Whether their user is proof: a team's lead may make keys that bear any unknown name."""

    @classmethod
    def of(cls, key: VirtualKey, *, directory: Directory) -> "Approver":
        """The holder of a key or of a token."""
        known = directory.users.get(key.user or "")
        is_of_team = known is not None and known.team == key.team
        return cls(
            line=key.booked_as,
            user=None if key.user == UNASSIGNED else key.user,
            team=None if key.team == UNASSIGNED else key.team,
            role=key.role,
            is_vouched=key.team is None or key.role is not Role.MEMBER or is_of_team,
        )

    @property
    def name(self) -> str:
        """As people know them."""
        return self.user or self.line

    @property
    def names(self) -> frozenset[str]:
        """All that they are known by: who shares one of these is the same person."""
        return frozenset(filter(None, (self.line, self.user)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standin:
    """An approver, and the one in whose place they decide, if it is not in their own name."""

    approver: Approver
    giver: Approver | None = None

    @property
    def rights(self) -> Approver:
        """Whose rights count."""
        return self.giver or self.approver

    @property
    def names(self) -> frozenset[str]:
        """Of both: neither may have asked, or have decided before."""
        return self.approver.names | (self.giver.names if self.giver else frozenset())


def standing_of(
    approver: Approver,
    delegations: Iterable[tuple[Delegation, Approver]],
    *,
    at: datetime,
) -> Iterator[Standin]:
    """In whose names somebody may decide at a moment: their own first.

    `delegations` come with their givers as they are now. What was delegated to a user counts for
    whoever is that user for sure; what was delegated to a key, for its line.
    """
    yield Standin(approver=approver)
    names = {approver.line}
    if approver.user is not None and approver.is_vouched:
        names.add(approver.user)
    for delegation, giver in delegations:
        if delegation.to in names and delegation.holds_at(at):
            yield Standin(approver=approver, giver=giver)


def is_approver(who: Approver, routing: ApprovalRouting) -> bool:
    """Whether there is anything that they could decide."""
    return any(_is_of(level, who, team=who.team) for level in routing.levels)


def open_levels(approval: Approval, routing: ApprovalRouting) -> tuple[Level, ...]:
    """The levels that may decide now: up to the first for its amount, and those passed on to."""
    last = routing.first_level(approval.wanted_usd) + approval.level
    return routing.levels[: last + 1]


def may_decide(
    approval: Approval,
    standin: Standin,
    *,
    routing: ApprovalRouting,
    amount_usd: Decimal | None = None,
) -> None:
    """Refuse whoever may not decide on it; `amount_usd` is what they approve, None for a denial.

    Raises:
        NotYours: they asked, they decided before, or it is for others to decide.
    """
    _refuse_own(approval, standin)
    mine = [
        level
        for level in open_levels(approval, routing)
        if _is_of(level, standin.rights, team=approval.caller.team)
    ]
    if not mine:
        raise NotYours(
            f"{approval.id} is for {_awaited(approval, routing)} to decide, in team "
            f"{approval.caller.team!r}."
        )
    if amount_usd is None:
        return
    if not any(level.permits(amount_usd) for level in mine):
        most = max(level.up_to_usd for level in mine if level.up_to_usd is not None)
        raise NotYours(f"You may approve {most} USD at most. Approve less, or leave it to others.")
    if routing.persons_for(amount_usd) > 1 and None in _persons(standin):
        raise NotYours(
            f"Above {routing.four_eyes_above_usd} USD two persons must approve, and your key names "
            "none. Use a key or token that has a user."
        )


def _refuse_own(approval: Approval, standin: Standin) -> None:
    names = standin.names
    if names & _askers(approval):
        raise NotYours(
            "Nobody approves what they, or those in whose place they decide, asked for themselves."
        )
    if any(names & voters(vote) for vote in approval.votes):
        raise NotYours(
            f"You, or whoever you decide for, have decided on {approval.id} already: another "
            "person must."
        )


def voters(vote: Vote) -> frozenset[str]:
    """All that whoever gave a vote is known by, and the one in whose place it was given."""
    return frozenset(filter(None, (vote.by, vote.user, vote.in_place_of)))


def _askers(approval: Approval) -> frozenset[str]:
    caller = approval.caller
    user = None if caller.user == UNASSIGNED else caller.user
    return frozenset(filter(None, (caller.key_id, user, approval.asked_by, approval.asked_user)))


def _persons(standin: Standin) -> Iterator[str | None]:
    yield standin.approver.user
    if standin.giver is not None:
        yield standin.giver.user


def _is_of(level: Level, who: Approver, *, team: str | None) -> bool:
    if who.user is not None and who.is_vouched and who.user in level.users:
        return True
    if who.role not in level.roles:
        return False
    return who.role is not Role.TEAM_LEAD or (who.team is not None and who.team == team)


def _awaited(approval: Approval, routing: ApprovalRouting) -> str:
    return " or ".join(dict.fromkeys(level.in_words for level in open_levels(approval, routing)))


def is_manager_of(approval: Approval, standin: Standin, *, routing: ApprovalRouting) -> bool:
    """Whether they are of any level that could have decided on it, whatever the amount."""
    who, team = standin.rights, approval.caller.team
    return any(_is_of(level, who, team=team) for level in routing.levels)
