"""Who is a request billed to? The key's owner first, the caller's word second, never nobody."""

from dataclasses import dataclass

from router.core.key import VirtualKey

__all__ = ["UNASSIGNED", "Attribution", "Caller", "identify"]

UNASSIGNED = "unassigned"
"""The name under which spend is booked that neither key nor request attributes."""


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


def identify(key: VirtualKey, claimed: Attribution) -> Caller:
    """The key's own attributes win; the request's claims fill what the key leaves open."""
    return Caller(
        key_id=key.id,
        user=key.user or claimed.user or UNASSIGNED,
        team=key.team or claimed.team or UNASSIGNED,
        project=key.project or claimed.project or UNASSIGNED,
        environment=key.environment,
        tags=tuple(dict.fromkeys((*key.tags, *claimed.tags))) if claimed.tags else key.tags,
    )
