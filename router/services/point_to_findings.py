"""What is a caller told whose key is in quarantine: for what, until when, and who releases it?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from router.core.caller import Caller
from router.core.errors import KeyQuarantined, RouterError
from router.core.finding import Finding
from router.services.journey import Journey

__all__ = ["PointToFindings"]

_MINUTES = "%Y-%m-%d %H:%M UTC"


@dataclass(frozen=True, slots=True)
class PointToFindings:
    """Implements `Pointer`, from memory."""

    acting_on: Callable[[Caller, datetime], tuple[Finding, ...]]
    """The findings that are acting on a caller at a moment."""

    def __call__(self, journey: Journey, refusal: RouterError) -> None:
        """Add the findings that the refusing rule asked for: their words, ids and ends."""
        if not isinstance(refusal, KeyQuarantined):
            return
        facts = journey.facts
        found = [
            one for one in self.acting_on(facts.caller, facts.at) if one.name in facts.findings
        ]
        if not found:
            return
        last = max(found, key=lambda one: one.until)
        words = " ".join(dict.fromkeys(one.explanation for one in found))
        refusal.message = (
            f"{refusal.message} {words} This ends {last.until.strftime(_MINUTES)} unless it goes "
            f"on; an administrator can release it before: tierwise findings release {found[0].id}"
        )
        refusal.details |= {
            "finding": ", ".join(one.id for one in found),
            "until": last.until.isoformat(),
        }
