"""Is what is asked now still what the classifier was trained on, as far as the ledger knows?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from classifier.drift.judgement import judge
from classifier.drift.report import DriftReport
from classifier.drift.shift import Acceptance
from classifier.snapshot import Observed, Snapshot
from router.core.assessment import Assessment
from router.core.errors import InvalidRequest
from router.core.feedback import score_of
from router.ports.clock import Clock
from router.ports.feedback import FeedbackStore
from router.ports.traffic import Traffic

__all__ = ["Drift", "WatchDrift"]

_ACCEPTED = 0.5
"""The score from which on an answer was of use: accepted, or edited and then used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What was found, in what."""

    report: DriftReport
    classifier: str
    compared_with: str
    left_out: int
    """Requests of these days that another artifact judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchDrift:
    """Compares the requests of the last days with training, or with those before."""

    traffic: Traffic
    feedback: FeedbackStore
    clock: Clock
    reasons: Mapping[str, str]
    """What a decision records as the reason to abstain, and its short name."""

    async def __call__(
        self,
        snapshot: Snapshot | None,
        *,
        classifier: str,
        since: timedelta,
        against: timedelta | None = None,
    ) -> Drift:
        """What moved in the last `since`.

        Args:
            snapshot: how it was in training; not looked at where `against` is given.
            classifier: only requests that this artifact judged are compared.
            since: how far back.
            against: compare with so much time before that, instead of with training.

        Raises:
            InvalidRequest: there is nothing to compare with.
        """
        now = self.clock.now()
        start = now - since
        moment = timedelta(microseconds=1)  # the interval is half open: what is booked now counts
        found, left_out = await self._assessed(start, now + moment, classifier=classifier)
        compared_with = "the prompts of its training"
        if against is not None:
            before, _ = await self._assessed(start - against, start, classifier=classifier)
            snapshot = Snapshot.of(self._observed(before)) if before else None
            compared_with = f"{len(before):,} requests before"
        if snapshot is None:
            raise InvalidRequest(f"{classifier} judged no request in the time to compare with.")
        report = judge(
            snapshot,
            self._observed(found),
            acceptance=await self._acceptance(start - since, start),
        )
        return Drift(
            report=report, classifier=classifier, compared_with=compared_with, left_out=left_out
        )

    async def _assessed(
        self, since: datetime, until: datetime, *, classifier: str
    ) -> tuple[list[Assessment], int]:
        served = await self.traffic.between(since, until)
        found = [one.facts.assessment for one in served]
        own = [one for one in found if one.classifier_version == classifier and one.features]
        return own, len(found) - len(own)

    def _observed(self, found: Sequence[Assessment]) -> Observed:
        names = tuple(found[0].features) if found else ()
        rows = [[one.features.get(name, 0.0) for name in names] for one in found]
        heads = ("priority", "complexity", "task")
        reasons = [self._reason(one) for one in found]
        return Observed(
            names=names,
            rows=np.array(rows, np.float32).reshape(len(found), len(names)),
            labels={head: [str(getattr(one, head)) for one in found] for head in heads},
            confidence={
                head: np.array([max(one.probabilities[head].values(), default=0) for one in found])
                for head in heads
            },
            abstained={
                reason: reasons.count(reason) / len(found) for reason in sorted({*reasons} - {""})
            },
        )

    def _reason(self, assessment: Assessment) -> str:
        if not assessment.is_abstained:
            return ""
        words = assessment.abstained_because or "unknown"
        return self.reasons.get(words, words)

    async def _acceptance(self, since: datetime, start: datetime) -> Acceptance:
        """Of each decision the last word counts; on which day it was said decides the side."""
        last: dict[str, tuple[bool, bool]] = {}
        for one in await self.feedback.since(since):
            if (score := score_of(one)) is not None:
                last[one.decision_id] = (one.at >= start, score >= _ACCEPTED)
        sides = list(last.values())
        return Acceptance(
            accepted_before=sides.count((False, True)),
            of_before=sum(not is_now for is_now, _ in sides),
            accepted_now=sides.count((True, True)),
            of_now=sum(is_now for is_now, _ in sides),
        )
