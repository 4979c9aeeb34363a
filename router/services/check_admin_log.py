"""Is the log of administrators whole, and which acts in it have no end?"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from router.core.admin_log import AdminEvent, Chain, Head, follow, unless_cut
from router.ports.admin_log import AdminLog

__all__ = ["CheckAdminLog", "event_told"]

_PAGE = 1_000
_BEFORE_ALL = -(2**63)
"""Nor may anybody slip one in before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAdminLog:
    """Follows the chain from its first event."""

    log: AdminLog

    async def __call__(self, known: Sequence[Head] = ()) -> Chain:
        """The chain as far as it holds; `known` are heads that were kept elsewhere."""
        hashes = {head.seq: head.hash for head in known}
        chain = Chain()
        async for page in self._pages():
            chain = follow(chain, page, known=hashes)
            if chain.problem is not None:
                return chain
        return unless_cut(chain, known=hashes)

    async def events(self) -> AsyncIterator[AdminEvent]:
        """All events, oldest first."""
        async for page in self._pages():
            for event in page:
                yield event

    async def _pages(self) -> AsyncIterator[Sequence[AdminEvent]]:
        seq = _BEFORE_ALL
        while page := await self.log.after(seq, most=_PAGE):
            yield page
            seq = page[-1].seq


def event_told(event: AdminEvent) -> dict[str, object]:
    """An event as it is shown, as plain JSON."""
    return {
        "object": "tierwise.admin_event",
        "seq": event.seq,
        "act_id": event.act_id,
        "stage": event.stage,
        "at": None if event.at is None else event.at.isoformat(),
        "actor": event.actor,
        "role": event.role,
        "kind": event.kind,
        "subject": event.subject,
        "detail": event.said,
        "idempotency_key": event.idempotency_key,
        "previous": event.previous,
        "hash": event.hash,
    }
