"""How does a virtual key become a row of plain values, and a key again?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from router.adapters.storage.storable import storable
from router.core.key import Claimable, KeyScope, Role, VirtualKey
from router.core.moments import from_micros, to_micros

__all__ = ["KeyRow", "key_from_row", "key_to_row"]

_tags = msgspec.json.Decoder(tuple[str, ...]).decode
_scope = msgspec.json.Decoder(KeyScope).decode
_may_claim = msgspec.json.Decoder(frozenset[Claimable]).decode


class KeyRow(NamedTuple):
    """The columns of `virtual_key` that the port shows, in order."""

    id: str
    name: str
    prefix: str
    team: str | None
    user: str | None
    project: str | None
    environment: str
    tags: str
    created_at_us: int | None
    expires_at_us: int | None
    revoked_at_us: int | None
    may_keep_text: int
    service_account: str | None
    role: str
    scope: str
    may_claim: str
    replaces: str | None


def key_to_row(key: VirtualKey) -> KeyRow:
    """The key as a row that any store can keep."""
    return KeyRow(
        id=key.id,
        name=storable(key.name),
        prefix=key.prefix,
        team=_text(key.team),
        user=_text(key.user),
        project=_text(key.project),
        environment=storable(key.environment),
        tags=msgspec.json.encode([storable(tag) for tag in key.tags]).decode(),
        created_at_us=_micros(key.created_at),
        expires_at_us=_micros(key.expires_at),
        revoked_at_us=_micros(key.revoked_at),
        may_keep_text=int(key.may_keep_text),
        service_account=_text(key.service_account),
        role=key.role.value,
        scope=storable(msgspec.json.encode(key.scope).decode()),
        may_claim=msgspec.json.encode(sorted(key.may_claim)).decode(),
        replaces=key.replaces,
    )


def key_from_row(row: Sequence[Any]) -> VirtualKey:
    """The key that was kept."""
    r = KeyRow._make(row)
    return VirtualKey(
        id=r.id,
        name=r.name,
        prefix=r.prefix,
        team=r.team,
        user=r.user,
        project=r.project,
        environment=r.environment,
        tags=_tags(r.tags),
        created_at=_moment(r.created_at_us),
        expires_at=_moment(r.expires_at_us),
        revoked_at=_moment(r.revoked_at_us),
        may_keep_text=bool(r.may_keep_text),
        service_account=r.service_account,
        role=Role(r.role),
        scope=_scope(r.scope),
        may_claim=_may_claim(r.may_claim),
        replaces=r.replaces,
    )


def _text(text: str | None) -> str | None:
    return None if text is None else storable(text)


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
