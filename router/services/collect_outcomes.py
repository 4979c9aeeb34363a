"""What can a router learn from this traffic? Judgements, each with what is known of its prompt."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from router.core.feedback import Feedback, in_force, score_of
from router.core.kept_text import prompt_of
from router.core.outcome_row import (
    EVIDENCE_ORDER,
    WEAK_SOURCES,
    WEIGHTS,
    OutcomeRow,
    OutcomeSource,
)
from router.core.traffic import ServedRequest
from router.core.weak_signals import MOST_IN_A_CHAIN, WINDOW, weak_signals
from router.ports.clock import Clock
from router.ports.feedback import FeedbackStore
from router.ports.outcome_rows import OutcomeRows
from router.ports.texts import Texts
from router.ports.traffic import Traffic
from router.services.report_spend import parse_duration

__all__ = ["CollectOutcomes", "Collected"]

_SLICE = timedelta(days=1)
"""So much traffic is looked at in one piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """One judgement on one deployment's answer, and what is known of the request."""

    row: OutcomeRow
    served: ServedRequest
    prompt: str | None
    """None where the text was not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectOutcomes:
    """Reads outcomes for training, and derives the weak ones from behaviour."""

    outcomes: OutcomeRows
    feedback: FeedbackStore
    traffic: Traffic
    texts: Texts
    clock: Clock

    async def __call__(
        self, *, since: str, with_weak: bool = False, with_simulated: bool = False
    ) -> Sequence[Collected]:
        """The best evidence on each answer that was judged in the last `since`.

        An answer has one row: what was said beats audits, audits beat guesses.
        """
        moment = self.clock.now() - parse_duration(since)
        said = await self._said(await self.feedback.since(moment))
        rows = [*said, *await self.outcomes.since(moment)]
        best: dict[tuple[str, str], OutcomeRow] = {}
        for row in sorted(rows, key=lambda row: EVIDENCE_ORDER.index(row.source)):
            is_wanted = (with_weak or row.source not in WEAK_SOURCES) and (
                with_simulated or not row.is_simulated
            )
            if is_wanted:
                best.setdefault((row.decision_id, row.deployment), row)
        return await self._known(list(best.values()))

    async def derive_signals(self, *, since: str) -> Mapping[OutcomeSource, int]:
        """Keep what behaviour suggests of the last `since`; gives how many are new, by source."""
        until = self.clock.now()
        moment = until - parse_duration(since)
        spoken_of = {said.decision_id for said in await self.feedback.since(moment)}
        new = dict.fromkeys((s for s in EVIDENCE_ORDER if s in WEAK_SOURCES), 0)
        while moment < until:
            end = min(moment + _SLICE, until)
            for source, rows in (await self._signals(moment, end, spoken_of=spoken_of)).items():
                new[source] += await self.outcomes.add(rows)
            moment = end
        return new

    async def _signals(
        self, since: datetime, until: datetime, *, spoken_of: AbstractSet[str]
    ) -> Mapping[OutcomeSource, Sequence[OutcomeRow]]:
        """Of a slice and of what stands just before and after it, so that no chain is cut."""
        margin = (MOST_IN_A_CHAIN + 1) * WINDOW
        served = await self.traffic.between(since - margin, until + margin)
        rows = weak_signals(served, spoken_of=spoken_of, now=self.clock.now())
        return {source: [row for row in rows if row.source is source] for source in WEAK_SOURCES}

    async def _said(self, said: Sequence[Feedback]) -> list[OutcomeRow]:
        """The last statement on each answer, as a row."""
        histories: dict[str, list[Feedback]] = {}
        for one in said:
            histories.setdefault(one.decision_id, []).append(one)
        served = await self.traffic.of(list(histories))
        found = (
            _spoken(served[decision_id], in_force(history))
            for decision_id, history in histories.items()
            if decision_id in served
        )
        return [row for row in found if row is not None]

    async def _known(self, rows: Sequence[OutcomeRow]) -> list[Collected]:
        decision_ids = list(dict.fromkeys(row.decision_id for row in rows))
        served = await self.traffic.of(decision_ids)
        texts = await self.texts.of(decision_ids)
        return [
            Collected(
                row=row,
                served=served[row.decision_id],
                prompt=prompt_of(texts[row.decision_id].messages)
                if row.decision_id in texts
                else None,
            )
            for row in rows
            if row.decision_id in served
        ]


def _spoken(served: ServedRequest, said: Feedback) -> OutcomeRow | None:
    score = score_of(said)
    if score is None:
        return None
    return OutcomeRow(
        decision_id=said.decision_id,
        at=said.at,
        deployment=served.entry.deployment or "",
        source=OutcomeSource.FEEDBACK,
        score=score,
        weight=WEIGHTS[OutcomeSource.FEEDBACK],
        cost_usd=served.entry.cost_usd,
        is_simulated=served.entry.provider == "simulated",
    )
