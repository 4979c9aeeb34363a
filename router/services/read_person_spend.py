"""What did one person spend, who wants to know, and why?"""

from dataclasses import dataclass

from router.core.admin_log import ActKind
from router.core.errors import InvalidRequest
from router.core.ledger import SpendRow
from router.services.administer import Actor, Administer, Asked
from router.services.report_spend import ReportSpend, parse_duration

__all__ = ["ReadPersonSpend"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPersonSpend:
    """One person at a time, and the audit log is told before anything is shown."""

    report: ReportSpend
    administer: Administer
    actor: Actor

    async def __call__(self, user: str, *, since: str, why: str) -> SpendRow:
        """What was booked under this name in the last `since`, such as `7d`.

        Raises:
            InvalidRequest: no reason is given, or `since` is no duration.
            LedgerUnavailable: the log cannot be written; nothing is shown then.
        """
        parse_duration(since)
        if not why.strip():
            raise InvalidRequest(
                "To look at one person's spend takes a reason: --why. It is written into the "
                "audit log."
            )
        await self.administer.note(
            Asked(
                actor=self.actor,
                kind=ActKind.SPEND_READ,
                subject=f"user/{user}",
                detail={"why": why, "since": since},
            )
        )
        return await self.report.of_user(user, since=since)
