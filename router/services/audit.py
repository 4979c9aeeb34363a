"""How is a sample of answers held against those of another deployment, mostly a stronger one?

All of it happens after the caller has the answer, in a bounded queue, on a budget of its own. What
is still waiting when the service stops is dropped; a call under way is booked like any other.
"""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from router.core.answer_text import answer_text, response_id_of, said_text
from router.core.audit import (
    AuditPlan,
    Comparison,
    comparison,
    judge_of,
    most_usd,
    second_fields,
    second_opinion,
    wanted_format,
)
from router.core.chat import ChatRequest
from router.core.decision import RouteDecision
from router.core.deployment import Capability
from router.core.errors import BudgetExceeded, LedgerUnavailable, RateLimited, RouterError
from router.core.facts import Facts, RequestShape
from router.core.judging import (
    VERDICT_FORMAT,
    Judgement,
    compare_exactly,
    is_swapped,
    judge_messages,
    judgement_of,
    parse_choice,
)
from router.core.money import ZERO_USD
from router.core.outcome_row import WEIGHTS, OutcomeRow, OutcomeSource
from router.core.traffic import AUDIT_CALLER
from router.ports.audit_budget import AuditBudget
from router.ports.outcome_rows import OutcomeRows
from router.ports.provider import Answer
from router.services.journey import Journey
from router.services.served import Served
from router.services.steps import Steps
from router.services.steps.call_upstream import Asked
from router.services.uninterrupted import uninterrupted

__all__ = ["Audit"]

_log = logging.getLogger(__name__)
_SIMULATED = "simulated"
_RULE = "audit"


class Audit:
    """Implements `Learner`. `counts` says how audits ended, by a word each."""

    def __init__(
        self,
        *,
        steps: Steps,
        plan: AuditPlan,
        budget: AuditBudget,
        outcomes: OutcomeRows,
        most_waiting: int = 64,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._steps = steps
        self._plan = plan
        self._budget = budget
        self._outcomes = outcomes
        self._waiting: asyncio.Queue[_Case] = asyncio.Queue(most_waiting)

    def __call__(self, served: Served) -> None:
        """Queue an answer if it falls into the sample and there is room."""
        journey = served.journey
        made, request = journey.decision, journey.facts.request
        if made is None or not served.may_keep_text:
            return
        wanted = comparison(self._plan, journey.decision_id, made=made, request=request)
        if wanted is None:
            return
        case = _Case(
            journey, served.request, wanted=wanted, said=served.said(), cost_usd=served.cost_usd
        )
        try:
            self._waiting.put_nowait(case)
        except asyncio.QueueFull:
            self.counts["dropped"] += 1

    async def run(self) -> None:
        """Audit what is queued, one after the other, until cancelled."""
        while not _is_cancelled():
            case = await self._waiting.get()
            try:
                self.counts[await self._audited(case)] += 1
            except LedgerUnavailable as error:
                self.counts["failed"] += 1
                _log.error("An audit could not be booked. %s", error.message)
            except RouterError as error:
                self.counts["failed"] += 1
                _log.warning("An audit came to nothing. %s", error.message)
            finally:
                self._waiting.task_done()

    async def settled(self) -> None:
        """Wait until nothing is queued or under way."""
        await self._waiting.join()

    async def _audited(self, case: "_Case") -> str:
        """Answer again, compare, keep what comes of it; how it ended."""
        made = self._permitted(case)
        if made is None:
            return "not_permitted"
        fields = second_fields(case.request.fields)
        cap = case.journey.facts.request.max_output_tokens
        again = await self._call(case, made, fields=fields, output_cap=cap)
        if again is None:
            return "over_budget"
        said = said_text(again.answer.body)
        found = compare_exactly(case.said, said, wanted=wanted_format(fields))
        if found is not None:
            await self._keep(case, again, found=found, source=OutcomeSource.AUDIT_EXACT)
            return OutcomeSource.AUDIT_EXACT.value
        return await self._judged(case, again, said=said)

    async def _judged(self, case: "_Case", again: "_Called", *, said: str) -> str:
        decision_id, seed = case.journey.decision_id, self._plan.seed
        messages = judge_messages(
            case.request.messages, (case.said, said), decision_id=decision_id, seed=seed
        )
        fields = {"messages": json.dumps(messages).encode()}
        judge = judge_of(
            case.journey.facts,
            case.journey.rulebook,
            asked=self._plan.judge,
            input_tokens=len(fields["messages"]),
            now=self._steps.clock.now(),
        )
        if Capability.JSON_SCHEMA in judge.deployment.capabilities:
            fields["response_format"] = json.dumps(VERDICT_FORMAT).encode()
        called = await self._call(case, judge, fields=fields)
        if called is None:
            return "over_budget"
        choice = parse_choice(said_text(called.answer.body))
        if choice is None:
            return "unreadable"
        found = judgement_of(choice, swapped=is_swapped(decision_id, seed=seed))
        again = replace(again, is_simulated=again.is_simulated or called.is_simulated)
        await self._keep(case, again, found=found, source=OutcomeSource.AUDIT_JUDGE)
        return OutcomeSource.AUDIT_JUDGE.value

    def _permitted(self, case: "_Case") -> RouteDecision | None:
        journey = case.journey
        try:
            return second_opinion(
                journey.facts,
                journey.rulebook,
                wanted=case.wanted,
                served=journey.deployment,
                now=self._steps.clock.now(),
            )
        except LedgerUnavailable:
            raise
        except RouterError:
            return None

    async def _call(
        self,
        case: "_Case",
        made: RouteDecision,
        *,
        fields: Mapping[str, bytes],
        output_cap: int | None = None,
    ) -> "_Called | None":
        """Hold the worst case, call, book; None where the day's budget does not suffice."""
        steps = self._steps
        shape = RequestShape(
            requested_model=made.deployment.name,
            input_tokens=made.quote.input_tokens,
            max_output_tokens=output_cap,
        )
        journey = self._journey(case, made, shape=shape)
        day, most = steps.clock.now().date(), most_usd(fields, made, shape=shape)
        limit_usd = self._plan.daily_usd
        hold_id = journey.decision_id
        if not await uninterrupted(self._budget.hold(hold_id, most, day=day, limit_usd=limit_usd)):
            return None
        prompt = b"\n".join(fields.values()).decode("utf-8", "replace")
        try:
            journey = await steps.reserve(journey, prompt=lambda: prompt)
            answer = await steps.call.once(journey, Asked(fields=fields, prompt=lambda: prompt))
            cost_usd = await uninterrupted(self._book(journey, answer, prompt=prompt))
        except (BudgetExceeded, RateLimited):  # budgets of all spend hold for audits too
            return None
        finally:
            await uninterrupted(self._settle(hold_id))
        is_simulated = _SIMULATED in (made.deployment.provider, case.journey.deployment.provider)
        return _Called(answer, made, cost_usd=cost_usd, is_simulated=is_simulated)

    async def _book(self, journey: Journey, answer: Answer, *, prompt: str) -> Decimal:
        settle, usage = self._steps.settle, answer.usage
        if usage is None:
            usage = await settle.estimate(prompt, answer_text(answer.body))
        return await settle(journey, usage, response_id=response_id_of(answer.body))

    async def _settle(self, hold_id: str) -> None:
        """The ledger says what was spent; where it cannot, the hold counts in full."""
        entries = await self._steps.settle.ledger.entries(hold_id)
        if entries:
            spent_usd = sum((entry.cost_usd for entry in entries), start=ZERO_USD)
            await self._budget.settle(hold_id, spent_usd)

    def _journey(self, case: "_Case", made: RouteDecision, *, shape: RequestShape) -> Journey:
        """A decision of its own, in the audits' own name: the caller's team pays for none of it."""
        clock, audited = self._steps.clock, case.journey
        reason = f"audit of {audited.decision_id}"
        facts = Facts(
            at=clock.now(),
            caller=replace(AUDIT_CALLER, environment=audited.facts.caller.environment),
            request=shape,
            assessment=audited.facts.assessment,
        )
        return Journey(
            decision_id=clock.new_id("dec"),
            facts=facts,
            rulebook=audited.rulebook,
            started_s=clock.monotonic_s(),
            decision=replace(made, rule_id=_RULE, reason=reason, fallbacks=()),
        )

    async def _keep(
        self, case: "_Case", again: "_Called", *, found: Judgement, source: OutcomeSource
    ) -> None:
        served = OutcomeRow(
            decision_id=case.journey.decision_id,
            at=self._steps.clock.now(),
            deployment=case.journey.deployment.name,
            source=source,
            score=found.served,
            weight=WEIGHTS[source],
            cost_usd=case.cost_usd,
            is_simulated=again.is_simulated,
        )
        stronger = replace(
            served,
            deployment=again.made.deployment.name,
            score=found.stronger,
            cost_usd=again.cost_usd,
        )
        await uninterrupted(self._outcomes.add([served, stronger]))


def _is_cancelled() -> bool:
    """A booking that fails while the service stops takes the cancelling's place: it still holds."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


@dataclass(frozen=True, slots=True)
class _Case:
    """One answer that is to be audited."""

    journey: Journey
    request: ChatRequest
    wanted: Comparison
    said: str
    cost_usd: Decimal


@dataclass(frozen=True, slots=True)
class _Called:
    """A call that was booked."""

    answer: Answer
    made: RouteDecision
    cost_usd: Decimal
    is_simulated: bool
