"""How is a virtual key shown to people?"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from router.core.key import Claimable, Role, VirtualKey

__all__ = ["COLUMNS", "lines_of", "row_of", "state_of"]

COLUMNS = ("id", "key", "name", "team", "user or program", "project", "environment", "state")


def row_of(key: VirtualKey, now: datetime) -> tuple[str, ...]:
    """The cells of `COLUMNS`."""
    owner = key.user or key.service_account or ""
    attributes = (key.team or "", owner, key.project or "", key.environment)
    return (key.id, f"{key.prefix}…", key.name, *attributes, state_of(key, now))


def state_of(key: VirtualKey, now: datetime) -> str:
    """Whether it can be used, and until when."""
    if key.revoked_at:
        return "revoked"
    if key.expires_at is None:
        return "valid"
    return f"until {key.expires_at:%F}" if key.is_usable(now) else "expired"


def lines_of(key: VirtualKey, now: datetime) -> Iterator[tuple[str, str]]:
    """All that is said of a key, as names and values; what is not said of it is left out."""
    yield "id", key.id
    yield "key", f"{key.prefix}…"
    yield "name", key.name
    yield "state", state_of(key, now)
    for name in ("team", "user", "service_account", "project", "environment"):
        if (value := getattr(key, name)) is not None:
            yield name.replace("_", " "), value
    yield from _listed("tags", key.tags)
    yield from _rights_of(key)
    for name in ("created_at", "expires_at", "revoked_at"):
        if (moment := getattr(key, name)) is not None:
            yield name.removesuffix("_at"), f"{moment:%F %T} UTC"
    if key.replaces is not None:
        yield "booked as", f"{key.replaces}, from which it was rotated"


def _rights_of(key: VirtualKey) -> Iterator[tuple[str, str]]:
    if key.role is not Role.MEMBER:
        yield "role", key.role.value.replace("_", " ")
    for name in ("models", "tiers", "endpoints", "networks"):
        yield from _listed(f"only {name}", getattr(key.scope, name))
    if key.may_claim != frozenset(Claimable):
        yield "requests may name", ", ".join(sorted(key.may_claim)) or "nothing"
    if not key.may_keep_text:
        yield "texts", "never kept or audited"


def _listed(name: str, values: Iterable[str]) -> Iterator[tuple[str, str]]:
    if shown := ", ".join(values):
        yield name, shown
