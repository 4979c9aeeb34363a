"""Which grants are open, and which approvals wait, for requests that cannot wait for a store?"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from router.core.approvals.approval import Approval, ApprovalState
from router.core.caller import Caller
from router.core.errors import LedgerUnavailable
from router.core.facts import OpenGrant
from router.core.grant import Grant
from router.core.scope_index import ScopeIndex
from router.ports.approvals import Approvals, Grants
from router.ports.clock import Clock

__all__ = ["FollowGrants"]

_log = logging.getLogger(__name__)
_MOST_PENDING = 10_000
_ASIDE = timedelta(minutes=1)
"""For how long a grant with too little left for one request stands behind the others."""


@dataclass(slots=True, kw_only=True)
class FollowGrants:
    """Keeps up with what any process approves, revokes and is asked."""

    approvals: Approvals
    grants: Grants
    clock: Clock
    look_s: float = 0.5
    _open: tuple[Grant, ...] = field(default=(), init=False, repr=False)
    _index: ScopeIndex[Grant] = field(default_factory=lambda: ScopeIndex(()), init=False)
    _pending: dict[tuple[str, str], Approval] = field(default_factory=dict, init=False)
    """By rule and by the key that was refused."""
    _aside: dict[str, datetime] = field(default_factory=dict, init=False)
    _seen: int | None = field(default=None, init=False)
    _is_behind: bool = field(default=False, init=False)

    def open(self) -> Sequence[Grant]:
        """Those that had not ended when they were read; the same object until something changes."""
        return self._open

    def of(self, caller: Caller, at: datetime) -> tuple[OpenGrant, ...]:
        """The grants that cover a caller's requests, those that end soonest first.

        What only the request says of user, team or project opens no grant of theirs. A grant that
        had too little left a moment ago comes last.
        """
        if not self._open:
            return ()
        found = [
            grant
            for grant in self._index.covering(caller)
            if grant.is_open(at) and not any(n in caller.claimed for n, _ in grant.scope.names)
        ]
        if self._aside and len(found) > 1:
            found.sort(key=lambda grant: max(self._aside.get(grant.id, at), at))
        return tuple(grant.open for grant in found)

    def set_aside(self, grant_id: str, *, at: datetime) -> None:
        """Let others come first for a while: what is left of it did not suffice."""
        self._aside = {id: until for id, until in self._aside.items() if until > at}
        self._aside[grant_id] = at + _ASIDE

    def pending(self, rule_id: str, *, caller: Caller, at: datetime) -> Approval | None:
        """What was asked for the caller's key and a rule, and has not been decided."""
        found = self._pending.get((rule_id, caller.key_id))
        is_same = found is not None and found.caller.user == caller.user and at < found.expires_at
        return found if is_same else None

    async def refresh(self) -> None:
        """Take up what has changed.

        Raises:
            LedgerUnavailable: the store cannot be read.
        """
        # Asked first: what changes while the grants are read is found by the next look.
        version = await self.grants.version()
        if version == self._seen:
            return
        found = tuple(await self.grants.open(self.clock.now()))
        waiting = await self.approvals.latest((ApprovalState.PENDING,), most=_MOST_PENDING)
        self._index = await asyncio.to_thread(_indexed, found)
        self._open, self._seen = found, version
        self._pending = {(one.rule_id, one.caller.key_id): one for one in reversed(waiting)}

    async def look(self) -> None:
        """Take up what has changed; where that fails, the next look tries again."""
        try:
            await self.refresh()
            self._is_behind = False
        except LedgerUnavailable as error:
            if not self._is_behind:  # one line for one outage
                _log.error("Grants stay as they were. %s", error.message)
            self._is_behind = True

    async def run(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(self.look_s)
            await self.look()


def _indexed(grants: Iterable[Grant]) -> ScopeIndex[Grant]:
    return ScopeIndex((grant.scope, grant) for grant in grants)
