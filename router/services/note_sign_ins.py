"""Who tried to administer and was refused? The log shall tell, and nobody shall flood it."""

import logging
from dataclasses import dataclass, field

from router.core.admin_log import ActKind, Stage
from router.core.errors import LedgerUnavailable, RouterError
from router.core.key import VirtualKey
from router.services.administer import Actor, Administer, Asked

__all__ = ["NoteSignIns"]

_QUIET_S = 60.0
_MOST_WATCHED = 1_000
_OTHERS = "others"
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Told:
    since_s: float
    unnoted: int = 0


@dataclass(slots=True, kw_only=True)
class NoteSignIns:
    """Notes the first refusal of each caller, then one a minute with how many there were."""

    administer: Administer
    _told: dict[tuple[str, str], _Told] = field(default_factory=dict)

    async def __call__(
        self,
        refusal: RouterError,
        *,
        path: str,
        address: str | None,
        key: VirtualKey | None = None,
    ) -> None:
        """Write a refusal down. It stands, also where the log cannot be written."""
        actor = Actor(f"address:{address or 'unknown'}", "none") if key is None else Actor.of(key)
        unnoted = self._unnoted((actor.name, refusal.code))
        if unnoted is None:
            return
        asked = Asked(
            actor=actor,
            kind=ActKind.SIGN_IN,
            subject=path,
            detail={
                "error": refusal.code,
                "message": refusal.message,
                "address": address,
                "more_before": unnoted,
            },
        )
        try:
            await self.administer.note(asked, Stage.REFUSED)
        except LedgerUnavailable as error:
            _log.error("A refused sign-in is not in the audit log. %s", error.message)

    def _unnoted(self, who: tuple[str, str]) -> int | None:
        """How many were not noted since the last one that was; None where this is another."""
        now_s = self.administer.clock.monotonic_s()
        told = self._told.get(who)
        if told is None:
            if len(self._told) >= _MOST_WATCHED:
                self._forget(now_s)
            if len(self._told) >= _MOST_WATCHED and who[0] != _OTHERS:
                return self._unnoted((_OTHERS, who[1]))
            self._told[who] = _Told(now_s)
            return 0
        if now_s - told.since_s < _QUIET_S:
            told.unnoted += 1
            return None
        unnoted = told.unnoted
        self._told[who] = _Told(now_s)
        return unnoted

    def _forget(self, now_s: float) -> None:
        late = [who for who, told in self._told.items() if now_s - told.since_s >= _QUIET_S]
        for who in late:
            del self._told[who]
