"""Who is a request billed to? The key's owner first, the caller's word second, never nobody."""

from dataclasses import dataclass

from router.core.directory import EMPTY, UNASSIGNED, Directory, Line
from router.core.key import Claimable, VirtualKey

__all__ = ["GRANT_TAG", "UNASSIGNED", "Attribution", "Caller", "identify"]

GRANT_TAG = "grant:"
"""Begins the tag of requests that draw on a grant. Neither keys nor requests bear one: only a
decision gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """What a request itself says of its origin (body, metadata, headers); a claim, not proof."""

    user: str | None = None
    team: str | None = None
    project: str | None = None
    tags: tuple[str, ...] = ()
    conversation_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who a request is billed to."""

    key_id: str
    user: str = UNASSIGNED
    team: str = UNASSIGNED
    project: str = UNASSIGNED
    environment: str = "prod"
    tags: tuple[str, ...] = ()
    organisation: str | None = None
    """As the directory says of the team, like the two below; None where it says nothing."""
    department: str | None = None
    cost_centre: str | None = None
    service_account: str | None = None
    """The program that the key belongs to; None where a person calls."""
    claimed: tuple[str, ...] = ()
    """Which of user, team and project are only the request's word."""


def identify(key: VirtualKey, claimed: Attribution, *, directory: Directory = EMPTY) -> Caller:
    """The key's own attributes win, then what the directory says of them, then the claims.

    A claim that the key does not permit is as good as none.
    """
    may_claim = key.may_claim
    user = key.user or (claimed.user if Claimable.USER in may_claim else None)
    project = key.project or (claimed.project if Claimable.PROJECT in may_claim else None)
    lines = (
        directory.projects.get(project or ""),
        directory.service_accounts.get(key.service_account or ""),
        directory.users.get(user or ""),
    )
    team = key.team or _vouched_team(key, lines)
    is_vouched = team is not None
    if team is None and Claimable.TEAM in may_claim:
        team = claimed.team
    if team is None:
        team = next((line.team for line in lines if line is not None and line.team), None)
    tags = claimed.tags if Claimable.TAGS in may_claim else ()
    above = directory.teams.get(team or "") or next(filter(None, lines), _NOWHERE)
    return Caller(
        key_id=key.booked_as,
        user=user or UNASSIGNED,
        team=team or UNASSIGNED,
        project=project or UNASSIGNED,
        environment=key.environment,
        tags=_bearable((*key.tags, *tags)),
        claimed=_only_said(key, user=user, project=project, team=None if is_vouched else team),
        organisation=above.organisation,
        department=above.department,
        cost_centre=_payer(above, lines),
        service_account=key.service_account,
    )


_NOWHERE = Line()


def _bearable(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Each tag once, and none that draws on a grant: it would be another's money."""
    if not tags:  # as a rule
        return tags
    return tuple(tag for tag in dict.fromkeys(tags) if not tag.startswith(GRANT_TAG))


def _only_said(
    key: VirtualKey, *, user: str | None, project: str | None, team: str | None
) -> tuple[str, ...]:
    """What the key does not vouch for. A team that follows from a claim is a claim, too."""
    if user is None and project is None and team is None:
        return ()
    said = (
        ("user", None if key.user else user),
        ("team", team),
        ("project", None if key.project else project),
    )
    return tuple(name for name, value in said if value)


def _vouched_team(key: VirtualKey, lines: tuple[Line | None, ...]) -> str | None:
    """The team of what the key names: proof, where a claim is only a word."""
    vouched = (key.project, key.service_account, key.user)
    for name, line in zip(vouched, lines, strict=True):
        if name is not None and line is not None and line.team is not None:
            return line.team
    return None


def _payer(above: Line, lines: tuple[Line | None, ...]) -> str | None:
    """A project's own cost centre, else that of the team or of what stands above it."""
    project = lines[0]
    if project is not None and project.has_own_cost_centre:
        return project.cost_centre
    if above.cost_centre is not None:
        return above.cost_centre
    return next((line.cost_centre for line in lines if line is not None and line.cost_centre), None)
