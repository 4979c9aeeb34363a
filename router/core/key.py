"""What is a virtual key: the credential that a caller holds, and who stands behind it?"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

__all__ = ["ANYTHING", "KEY_PREFIX", "LOCAL_KEY", "Claimable", "KeyScope", "Role", "VirtualKey"]

KEY_PREFIX = "tw-"
"""How every virtual key begins, so that it is recognised in logs and leak scanners."""


class Role(StrEnum):
    """What its holder may see and change, beside calling."""

    ADMIN = "admin"
    FINANCE = "finance"
    TEAM_LEAD = "team_lead"
    AUDITOR = "auditor"
    MEMBER = "member"


class Claimable(StrEnum):
    """What a request may say of its origin, where its key leaves it open."""

    USER = "user"
    TEAM = "team"
    PROJECT = "project"
    TAGS = "tags"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyScope:
    """What a key is good for; an empty tuple sets no limit."""

    models: tuple[str, ...] = ()
    """Deployments that may answer: names or patterns such as `gpt-5*`."""
    tiers: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()
    """Paths that may be called: paths or patterns such as `/v1/admin/*`."""
    networks: tuple[str, ...] = ()
    """Where calls may come from, such as `10.0.0.0/8`."""


ANYTHING = KeyScope()


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualKey:
    """Who calls. The secret itself is never kept: only `prefix`, to recognise it by."""

    id: str
    name: str
    prefix: str = ""
    team: str | None = None
    user: str | None = None
    project: str | None = None
    environment: str = "prod"
    tags: tuple[str, ...] = ()
    created_at: datetime | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    may_keep_text: bool = True
    """False: the text of its requests is neither kept nor audited, whatever the settings say."""
    service_account: str | None = None
    role: Role = Role.MEMBER
    scope: KeyScope = ANYTHING
    may_claim: frozenset[Claimable] = frozenset(Claimable)
    replaces: str | None = None
    """The first key of its line, where it was rotated from another."""

    @property
    def booked_as(self) -> str:
        """The id that its requests are booked under: a rotation begins no budget anew."""
        return self.replaces or self.id

    def is_usable(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def revoked(self, at: datetime) -> "VirtualKey":
        """The same key, revoked; the first revocation stands."""
        return self if self.revoked_at is not None else replace(self, revoked_at=at)

    def ending(self, at: datetime) -> "VirtualKey":
        """The same key, expired from `at` on, or from before that."""
        ends = at if self.expires_at is None else min(self.expires_at, at)
        return replace(self, expires_at=ends)


LOCAL_KEY = VirtualKey(id="key_local", name="local", environment="dev")
"""Stands for callers without a key where the service is open (`make run` on loopback)."""
