"""Who is told what becomes of approvals? An act is told of once it is done."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from router.core.errors import LedgerUnavailable
from router.core.notices.notice import Notice
from router.ports.clock import Clock
from router.ports.notices import Notices

__all__ = ["TellOfApprovals"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TellOfApprovals:
    """Gives notices to whoever delivers them."""

    notices: Notices
    clock: Clock

    async def __call__(self, make: Callable[[str], Notice]) -> None:
        """Give the notice that `make` makes of an id; a log line says where it cannot be kept."""
        notice = make(self.clock.new_id("ntc"))
        try:
            await self.notices.put(notice)
        except LedgerUnavailable as error:
            _log.error("Nobody is told of this: %s. %s", notice.subject, error.message)
