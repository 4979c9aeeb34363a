"""How does an administrator see how many answers are kept to be given again, and forget them?"""

from dataclasses import dataclass

from router.core.admin_log import ActKind
from router.core.finding import Subject
from router.core.kept_answer import KeptCount
from router.core.key import VirtualKey
from router.core.same_request import mark_of
from router.ports.kept_answers import KeptAnswers
from router.services.administer import Actor, Administer, Asked

__all__ = ["AdministerAnswers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministerAnswers:
    """Counts kept answers, and forgets them, which is written down."""

    answers: KeptAnswers
    key: bytes
    """Under which answers are marked: that of fingerprints."""
    administer: Administer

    async def count(self) -> KeptCount:
        """How much is kept.

        Raises:
            AnswersUnavailable: where they are kept is away.
        """
        return await self.answers.count()

    async def clear(self, by: VirtualKey, subject: Subject | None = None) -> int:
        """Forget all, or all that one key, user, team or project has asked for; how many.

        Raises:
            AnswersUnavailable: where they are kept is away, and perhaps some are left.
            LedgerUnavailable: the log cannot be written, and nothing was done.
        """
        mark = None if subject is None else mark_of(subject, key=self.key)
        asked = Asked(
            actor=Actor.of(by),
            kind=ActKind.ANSWERS_CLEAR,
            subject="all" if subject is None else str(subject),
        )
        return await self.administer(
            asked, lambda: self.answers.clear(mark), told=lambda count: {"answers": count}
        )
