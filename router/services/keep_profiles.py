"""Whose habits are in memory, and when are they saved and fetched again?

Only the background asks: no request waits for a profile. What was not saved yet is lost with the
process, which is some minutes of habits.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from router.core.caller import UNASSIGNED, Caller
from router.core.detection.packing import pack, unpack
from router.core.detection.profile import Profile
from router.core.errors import LedgerUnavailable
from router.core.finding import Subject, SubjectKind
from router.ports.clock import Clock
from router.ports.findings import Profiles

__all__ = ["MOST_PROFILES", "KeepProfiles"]

_log = logging.getLogger(__name__)
MOST_PROFILES = 100_000
_PIECE = 50
"""So many are packed or unpacked before others get their turn on the loop."""
_NEW_S = 7 * 86_400.0
_BUSY_S = 2 * 3_600.0
"""After so long a silence, the last minutes of a profile are dropped from memory."""
_KEPT = timedelta(days=90)


class KeepProfiles:
    """Those seen last are in memory, at most `most`; all others are in the store."""

    def __init__(
        self, *, store: Profiles, clock: Clock, most: int = MOST_PROFILES, save_s: float = 120.0
    ) -> None:
        """`save_s` is how often what changed is saved."""
        self._store = store
        self._clock = clock
        self._most = most
        self._save_s = save_s
        self._profiles: OrderedDict[Subject, Profile] = OrderedDict()
        self._unsaved: set[Subject] = set()
        self._known: set[int] = set()
        self._new_until: dict[tuple[str, str], float] = {}
        self._since_s: float | None = None
        self._forgot_on = -1

    def __len__(self) -> int:
        """How many are in memory."""
        return len(self._profiles)

    def seen(self, subject: Subject) -> Profile | None:
        """The profile of somebody whose traffic is about to be noted in it."""
        profile = self._profiles.get(subject)
        if profile is not None:
            self._profiles.move_to_end(subject)
            self._unsaved.add(subject)
        return profile

    def new_of(self, caller: Caller, *, at_s: float) -> tuple[str, ...]:
        """Which of key, user, team and project were first seen less than seven days ago.

        In the first seven days of watching nobody is new, for nobody is known.
        """
        since_s = self._since_s
        if since_s is None or at_s < since_s + _NEW_S:
            return ()
        known, until = self._known, self._new_until
        found: list[str] = []
        for named in _named(caller):
            is_new = hash(named) not in known or until.get(named, 0.0) > at_s
            if is_new and named[1] != UNASSIGNED:
                found.append(named[0])
        return tuple(found)

    async def begin(self) -> None:
        """Learn who is known.

        Raises:
            LedgerUnavailable: the store cannot be read.
        """
        self._since_s = (await self._store.since(self._clock.now())).timestamp()
        self._known.update(hash((one.kind.value, one.name)) for one in await self._store.known())

    async def restore(self, subjects: Iterable[Subject]) -> None:
        """Have the profiles of these in memory: fetched, or begun.

        Raises:
            LedgerUnavailable: the store cannot be read. Nothing is begun then, for it would
                replace what is kept.
        """
        wanted = [one for one in dict.fromkeys(subjects) if one not in self._profiles]
        if not wanted:
            return
        kept = await self._store.load(wanted)
        for place, subject in enumerate(wanted, 1):
            packed = kept.get(subject)
            profile = None if packed is None else unpack(packed, of=subject.kind)
            self._profiles[subject] = profile or Profile(subject.kind)
            self._note_first(subject, profile)
            if place % _PIECE == 0:
                await asyncio.sleep(0)

    async def run(self) -> None:
        """Save what changed, every few minutes and once more at the end."""
        try:
            while True:
                await asyncio.sleep(self._save_s)
                await self.tidy()
        finally:
            await self.save()

    async def tidy(self) -> None:
        """Save what changed, and make room."""
        await self.save()
        self._rest()
        self.make_room()
        today = int(self._clock.now().timestamp() // 86_400)
        if today != self._forgot_on:
            self._forgot_on = today
            await self._forget(self._clock.now())

    async def save(self) -> None:
        """Save what changed since it was last saved; what fails is tried again later."""
        unsaved = tuple(self._unsaved)
        try:
            for start in range(0, len(unsaved), _PIECE):
                await self._save(unsaved[start : start + _PIECE])
        except LedgerUnavailable as error:
            _log.error("What is usual is not saved. %s", error.message)

    def make_room(self) -> None:
        """Drop those seen longest ago; while saving fails, at most as many again are kept."""
        over = len(self._profiles) - self._most
        if over <= 0:
            return
        must_go = max(0, over - self._most)
        for place, subject in enumerate(tuple(islice(self._profiles, over))):
            if subject not in self._unsaved or place < must_go:
                del self._profiles[subject]
                self._unsaved.discard(subject)

    async def _save(self, subjects: Sequence[Subject]) -> None:
        packed = {one: pack(self._profiles[one]) for one in subjects if one in self._profiles}
        # What is seen while this is written is unsaved again.
        self._unsaved.difference_update(subjects)
        try:
            await self._store.save(packed, at=self._clock.now())
        except (LedgerUnavailable, asyncio.CancelledError):
            self._unsaved.update(packed)
            raise

    async def _forget(self, now: datetime) -> None:
        try:
            await self._store.forget(now - _KEPT)
        except LedgerUnavailable as error:
            _log.error("What was usual long ago is not removed yet. %s", error.message)
        at_s = now.timestamp()
        self._new_until = {name: end for name, end in self._new_until.items() if end > at_s}

    def _rest(self) -> None:
        quiet_s = self._clock.now().timestamp() - _BUSY_S
        for profile in self._profiles.values():
            if profile.last_seen_s < quiet_s:
                profile.recent = None

    def _note_first(self, subject: Subject, profile: Profile | None) -> None:
        now_s = self._clock.now().timestamp()
        name = (subject.kind.value, subject.name)
        self._known.add(hash(name))
        first_s = now_s if profile is None else profile.first_seen_s
        was_watched = self._since_s is not None and first_s >= self._since_s + _NEW_S
        if was_watched and first_s + _NEW_S > now_s:
            self._new_until[name] = first_s + _NEW_S


_KEY, _USER, _TEAM, _PROJECT = (kind.value for kind in SubjectKind)


def _named(caller: Caller) -> tuple[tuple[str, str], ...]:
    return (
        (_KEY, caller.key_id),
        (_USER, caller.user),
        (_TEAM, caller.team),
        (_PROJECT, caller.project),
    )
