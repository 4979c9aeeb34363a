"""Who may see and change what, beside calling? One matrix of roles and permissions."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType

from router.core.caller import UNASSIGNED, Caller
from router.core.key import LOCAL_KEY, Role, VirtualKey

__all__ = ["MATRIX", "Permission", "Reach", "reach_of", "reaches"]


class Permission(StrEnum):
    """What a role may be given."""

    CALL = "call"
    """Ask models, ask for a decision, speak of one's own answers. Keys limit it by their scope."""
    READ_DECISIONS = "read_decisions"
    READ_USAGE = "read_usage"
    """What was asked and spent, in reports."""
    READ_BEHAVIOUR = "read_behaviour"
    """How groups use models, where a group is five people at least."""
    READ_LIMITS = "read_limits"
    """Budgets and quotas, and how far they are used."""
    READ_AMOUNTS = "read_amounts"
    """The USD of budgets; without it only shares are shown."""
    READ_KEYS = "read_keys"
    READ_DIRECTORY = "read_directory"
    READ_AUDIT_LOG = "read_audit_log"
    READ_FINDINGS = "read_findings"
    """What is abnormal in the traffic, and of whom."""
    READ_ANSWERS = "read_answers"
    """How many answers are kept to be given again."""
    WRITE_KEYS = "write_keys"
    WRITE_DIRECTORY = "write_directory"
    WRITE_LIMITS = "write_limits"
    RELEASE_FINDINGS = "release_findings"
    """End them before their time, and say whether they were true."""
    CLEAR_ANSWERS = "clear_answers"
    """Forget what is kept to be given again."""
    CORRECT_LEDGER = "correct_ledger"
    """Recount accounts, book corrections and new prices."""
    CHANGE_POLICY = "change_policy"


class Reach(IntEnum):
    """How far a permission reaches; each reaches what the ones before it do."""

    NONE = 0
    OWN = 1
    """What one's own key or user did, holds, or is limited by."""
    TEAM = 2
    """The same of everybody in one's own team."""
    ALL = 3


_READ = frozenset(permission for permission in Permission if permission.startswith("read_"))
_OWN_THINGS = {
    Permission.CALL: Reach.ALL,
    Permission.READ_DECISIONS: Reach.OWN,
    Permission.READ_USAGE: Reach.OWN,
    Permission.READ_LIMITS: Reach.OWN,
    Permission.READ_AMOUNTS: Reach.OWN,
    Permission.READ_KEYS: Reach.OWN,
}

MATRIX: Mapping[Role, Mapping[Permission, Reach]] = MappingProxyType(
    {
        Role.ADMIN: dict.fromkeys(Permission, Reach.ALL),
        Role.FINANCE: _OWN_THINGS
        | {
            Permission.READ_USAGE: Reach.ALL,
            Permission.READ_BEHAVIOUR: Reach.ALL,
            Permission.READ_LIMITS: Reach.ALL,
            Permission.READ_AMOUNTS: Reach.ALL,
            Permission.READ_KEYS: Reach.ALL,
            Permission.READ_DIRECTORY: Reach.ALL,
            Permission.WRITE_LIMITS: Reach.ALL,
            Permission.CORRECT_LEDGER: Reach.ALL,
        },
        Role.TEAM_LEAD: dict.fromkeys(_OWN_THINGS, Reach.TEAM)
        | {
            Permission.CALL: Reach.ALL,
            Permission.READ_BEHAVIOUR: Reach.TEAM,
            Permission.READ_DIRECTORY: Reach.TEAM,
            Permission.WRITE_KEYS: Reach.TEAM,
            Permission.READ_FINDINGS: Reach.TEAM,
            Permission.RELEASE_FINDINGS: Reach.TEAM,
        },
        Role.AUDITOR: _OWN_THINGS | dict.fromkeys(_READ, Reach.ALL),
        Role.MEMBER: _OWN_THINGS,
    }
)
"""What is not here is not permitted."""

_LOCAL = _OWN_THINGS | dict.fromkeys(
    (
        Permission.READ_DECISIONS,
        Permission.READ_USAGE,
        Permission.READ_BEHAVIOUR,
        Permission.READ_LIMITS,
        Permission.READ_AMOUNTS,
    ),
    Reach.ALL,
)
"""Whoever calls an open service without a key looks at it, and needs a key to change it."""


def reach_of(key: VirtualKey, permission: Permission) -> Reach:
    """How far the holder of `key` reaches with a permission. A lead of no team is a member."""
    if key.id == LOCAL_KEY.id:
        return _LOCAL.get(permission, Reach.NONE)
    leads_nobody = key.role is Role.TEAM_LEAD and _name(key.team) is None
    role = Role.MEMBER if leads_nobody else key.role
    return MATRIX[role].get(permission, Reach.NONE)


def reaches(key: VirtualKey, permission: Permission, *, owner: Caller) -> bool:
    """Whether what belongs to `owner` is within reach.

    A user's own are those in the team of the key: whoever makes keys for a team could else make
    one that bears the name of somebody in another.
    """
    reach = reach_of(key, permission)
    if reach is Reach.ALL:
        return True
    team, user = _name(key.team), _name(key.user)
    if reach is Reach.TEAM and team == owner.team:
        return True
    is_same_user = user is not None and user == owner.user and team in (None, owner.team)
    return reach is not Reach.NONE and (key.booked_as == owner.key_id or is_same_user)


def _name(name: str | None) -> str | None:
    """What nobody owns is not owned by whoever is called so."""
    return None if name == UNASSIGNED else name
