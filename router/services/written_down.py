"""How are changes to keys, directory and limits written down, whichever command makes them?

Each of these stands before a store and has its methods, so that nobody who changes something
through it need think of the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from router.core.admin_log import ActKind
from router.core.directory import Directory, Entry, Place
from router.core.key import VirtualKey
from router.core.quota import Quota
from router.core.stored_limit import (
    LimitKind,
    LimitName,
    StoredBudget,
    StoredLimit,
    StoredLimits,
    name_of,
)
from router.ports.directory import DirectoryEdit, DirectoryStore
from router.ports.keys import KeyEdit, Keys
from router.ports.limits import LimitEdit, LimitStore
from router.services.administer import Actor, Administer, Asked
from router.services.administer_directory import entry_told
from router.services.administer_keys import key_told
from router.services.administer_limits import PUT, REMOVE, limit_told

__all__ = ["WrittenDownDirectory", "WrittenDownKeys", "WrittenDownLimits"]

Detail = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDownKeys:
    """Implements `Keys`."""

    keys: Keys
    administer: Administer
    actor: Actor

    async def find(self, secret: str) -> VirtualKey | None:
        """The key with this secret; looking is no act."""
        return await self.keys.find(secret)

    async def all(self) -> Sequence[VirtualKey]:
        """All keys, oldest first."""
        return await self.keys.all()

    def forget(self) -> None:
        """Look every key up anew."""
        self.keys.forget()

    async def add(
        self, key: VirtualKey, *, secret: str, ends: tuple[str, datetime] | None = None
    ) -> None:
        """Store a new key, or one in the place of another that ends."""
        kind = ActKind.KEY_CREATE if ends is None else ActKind.KEY_ROTATE
        old = None if ends is None else {"id": ends[0], "ends_at": ends[1].isoformat()}
        await self.administer(
            Asked(
                actor=self.actor,
                kind=kind,
                subject=key.id if ends is None else ends[0],
                detail={"asked": key_told(key), "in_the_place_of": old},
            ),
            lambda: self.keys.add(key, secret=secret, ends=ends),
            told=lambda _: {"after": {"id": key.id}},
        )

    async def change(self, key_id: str, edit: KeyEdit) -> VirtualKey | None:
        """Put what `edit` makes of a key in its place."""
        before = next((key for key in await self.keys.all() if key.id == key_id), None)
        if before is None:
            return None
        wanted = edit(before)
        is_revoked = before.revoked_at is None and wanted.revoked_at is not None
        return await self.administer(
            Asked(
                actor=self.actor,
                kind=ActKind.KEY_REVOKE if is_revoked else ActKind.KEY_CHANGE,
                subject=key_id,
                detail={"asked": key_told(wanted), "before": key_told(before)},
            ),
            lambda: self.keys.change(key_id, edit),
            told=lambda key: {"after": None if key is None else key_told(key)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDownDirectory:
    """Implements `DirectoryStore`."""

    store: DirectoryStore
    administer: Administer
    actor: Actor

    async def version(self) -> int:
        """Another number after each change."""
        return await self.store.version()

    async def all(self) -> Sequence[Entry]:
        """All entries, in no order."""
        return await self.store.all()

    async def change(self, edit: DirectoryEdit) -> tuple[Directory, Directory]:
        """Put what `edit` makes of the directory in its place."""
        before = Directory.of(await self.store.all())
        wanted = edit(before)
        places = _changed(before, wanted)
        is_less = any(place not in wanted.entries for place in places)
        return await self.administer(
            Asked(
                actor=self.actor,
                kind=ActKind.DIRECTORY_REMOVE if is_less else ActKind.DIRECTORY_PUT,
                subject=", ".join(f"{place.kind}:{place.id}" for place in places),
                detail={"asked": _told(wanted, places), "before": _told(before, places)},
            ),
            lambda: self.store.change(edit),
            told=lambda both: {"after": _told(both[1], places)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDownLimits:
    """Implements `LimitStore`."""

    store: LimitStore
    administer: Administer
    actor: Actor

    async def version(self) -> int:
        """How many changes there were."""
        return await self.store.version()

    async def all(self) -> StoredLimits:
        """All budgets and quotas, by kind and id."""
        return await self.store.all()

    async def change(
        self, name: LimitName, edit: LimitEdit
    ) -> tuple[StoredLimit | None, StoredLimit | None]:
        """Put what `edit` makes of one limit in its place."""
        found = (one.limit for one in (await self.store.all()).limits)
        before = next((limit for limit in found if name_of(limit) == name), None)
        wanted = edit(before)
        return await self.administer(
            Asked(
                actor=self.actor,
                kind=_kind_of(name.kind, before, wanted=wanted),
                subject=f"{name.kind}:{name.id}",
                detail={"asked": _limit(wanted), "before": _limit(before)},
            ),
            lambda: self.store.change(name, edit),
            told=lambda both: {"after": None if both[1] is None else _limit(both[1].limit)},
        )


def _changed(before: Directory, after: Directory) -> Sequence[Place]:
    places = dict.fromkeys((*before.entries, *after.entries))
    return [p for p in places if before.entries.get(p) != after.entries.get(p)]


def _told(directory: Directory, places: Sequence[Place]) -> Sequence[Detail]:
    found = (directory.entries.get(place) for place in places)
    return [entry_told(entry) for entry in found if entry is not None]


def _kind_of(
    kind: LimitKind, before: StoredBudget | Quota | None, *, wanted: StoredBudget | Quota | None
) -> ActKind:
    if wanted is None:
        return REMOVE[kind]
    if isinstance(before, StoredBudget) and isinstance(wanted, StoredBudget):
        is_increase = len(wanted.increases) > len(before.increases)
        return ActKind.BUDGET_INCREASE if is_increase else ActKind.BUDGET_PUT
    return PUT[kind]


def _limit(limit: StoredBudget | Quota | None) -> Detail | None:
    return None if limit is None else limit_told(limit)
