"""What is a virtual key: the credential that a caller holds, and who stands behind it?"""

from dataclasses import dataclass
from datetime import datetime

__all__ = ["KEY_PREFIX", "LOCAL_KEY", "VirtualKey"]

KEY_PREFIX = "tw-"
"""How every virtual key begins, so that it is recognised in logs and leak scanners."""


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

    def is_usable(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


LOCAL_KEY = VirtualKey(id="key_local", name="local", environment="dev")
"""Stands for callers without a key where the service is open (`make run` on loopback)."""
