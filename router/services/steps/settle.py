"""What did the request cost? Every ending of a request becomes one ledger entry.

Two memories listen: which deployments fail, and who answered which conversation.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal

from router.core.conversation import Conversation
from router.core.correction import settled_late
from router.core.decision import RouteDecision
from router.core.deployment import unit_of
from router.core.errors import (
    AlreadyBooked,
    EntryRefused,
    LedgerUnavailable,
    RouterError,
    UpstreamIncomplete,
    UpstreamTimedOut,
)
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome
from router.core.money import ZERO_USD, format_usd
from router.core.usage import Usage
from router.ports.clock import Clock
from router.ports.conversations import Conversations
from router.ports.health import Health
from router.ports.ledger import Ledger
from router.ports.tokens import TokenCounter
from router.ports.watch import Watch
from router.services.journey import DECISION_HEADER, Found, Journey
from router.services.reservations import Reservations
from router.services.sightings import departure_of
from router.services.uninterrupted import uninterrupted

__all__ = ["Settle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """Books requests. It returns once the entry outlives a crash of the service."""

    ledger: Ledger
    tokens: TokenCounter
    clock: Clock
    health: Health | None = None
    conversations: Conversations | None = None
    reservations: Reservations | None = None
    """Where calls are held: what is booked makes room."""
    watch: Watch | None = None

    async def __call__(
        self,
        journey: Journey,
        usage: Usage,
        *,
        outcome: Outcome = Outcome.COMPLETED,
        error: RouterError | None = None,
        response_id: str | None = None,
    ) -> Decimal:
        """Book `usage`; returns the cost in USD."""
        self._tell_health(journey, outcome=outcome, error=error)
        unused = outcome is Outcome.FAILED and usage.is_nothing  # no fee either
        is_free = journey.decision is None or journey.reused is not None or unused
        cost_usd = ZERO_USD if is_free else journey.cost_usd(usage)
        entry = self._entry(
            journey,
            usage,
            made=journey.decision if journey.reused is None else None,  # then nobody is called
            id=journey.entry_id or self.clock.new_id("led"),
            cost_usd=cost_usd,
            outcome=outcome,
            error=error,
            response_id=response_id,
        )
        await self._append(entry, journey.record(error.message if error else None))
        if self.watch is not None and (journey.attempts == 1 or outcome is Outcome.COMPLETED):
            # Of one request one failure counts: our own repeats are no storm of the caller's.
            self.watch.departed(departure_of(entry, at_s=self.clock.now().timestamp()))
        if outcome is Outcome.COMPLETED:
            self._remember(journey, usage)
        return cost_usd

    def lost(
        self, journey: Journey, made: RouteDecision, *, entry_id: str, most_usd: Decimal
    ) -> LedgerEntry:
        """What is booked if this process never settles a call: all that it may have cost.

        Args:
            journey: what was decided.
            made: the decision as it is carried out.
            entry_id: names the call's hold.
            most_usd: what it costs at most.
        """
        usage = Usage(
            input_tokens=made.quote.input_tokens,
            output_tokens=made.quote.max_output_tokens,
            units=made.quote.units,
            unit=unit_of(made.deployment.kind),
            is_estimated=True,
        )
        return self._entry(
            journey, usage, made=made, id=entry_id, cost_usd=most_usd, outcome=Outcome.LOST
        )

    async def in_advance(self, journey: Journey, *, most_usd: Decimal) -> LedgerEntry:
        """Book what a batch can cost at most, as the provider begins it; its end corrects that."""
        entry = self._entry(
            journey,
            Usage(is_estimated=True, service_tier=journey.service_tier),
            made=journey.decision,
            id=journey.entry_id or self.clock.new_id("led"),
            cost_usd=most_usd,
            outcome=Outcome.BATCHED,
        )
        await self._append(entry, journey.record())
        return entry

    async def _append(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """Book an entry, which closes its hold; a call that cannot be booked now stays owed."""
        try:
            await self._book(entry, decision)
        except EntryRefused:
            self._end(entry)
            raise
        except LedgerUnavailable:
            if self.reservations is not None and entry.id in self.reservations:
                self.reservations.owe(entry, decision)
            raise
        self._end(entry)

    async def _book(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        try:
            await self.ledger.append(entry, decision)
        except AlreadyBooked:
            await self._correct(entry, decision)

    def _end(self, entry: LedgerEntry) -> None:
        if self.reservations is not None:
            self.reservations.end(entry.id)

    async def _correct(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """It was booked before: where as lost, since this process was thought dead, the rest is."""
        booked = await self.ledger.entries(entry.decision_id)
        same = next((one for one in booked if one.id == entry.id), None)
        late = settled_late(entry, booked=same)
        if late is not None:
            with suppress(AlreadyBooked):  # a spool tried it before
                await self.ledger.append(late, decision)

    def _tell_health(
        self, journey: Journey, *, outcome: Outcome, error: RouterError | None
    ) -> None:
        """A caller that went away says nothing of the deployment."""
        if self.health is None or journey.decision is None or journey.reused is not None:
            return
        if outcome is Outcome.COMPLETED or error is not None:
            self.health.hear(journey.deployment, error)

    def _remember(self, journey: Journey, usage: Usage) -> None:
        thread = journey.facts.request.thread
        if self.conversations is None or thread is None or journey.reused is not None:
            return
        answered = Conversation(
            deployment=journey.deployment.name,
            warm_tokens=usage.total_tokens - usage.reasoning_tokens,  # thoughts never come back
            at=self.clock.now(),
        )
        self.conversations.remember(thread, answered)

    async def failure(self, journey: Journey, error: RouterError, *, prompt: str) -> Decimal:
        """Book a call that failed before an answer began, and name the decision in the error.

        A refusal by the provider costs nothing. After a time-out or an unreadable answer the
        provider will bill what it read and wrote: that is counted, and marked as estimated.
        """
        error.headers[DECISION_HEADER] = journey.decision_id
        return await uninterrupted(self._failure(journey, error, prompt=prompt))

    async def _failure(self, journey: Journey, error: RouterError, *, prompt: str) -> Decimal:
        usage = Usage()
        was_read = isinstance(error, UpstreamTimedOut) and error.was_asked
        if was_read or isinstance(error, UpstreamIncomplete):
            received = error.received if isinstance(error, UpstreamIncomplete) else b""
            usage = await self._unsaid(
                journey, prompt=prompt, received=received.decode("utf-8", "replace")
            )
        return await self(journey, usage, outcome=Outcome.FAILED, error=error)

    async def abandoned(self, journey: Journey, *, prompt: str) -> Decimal:
        """Book a call that was cancelled before an answer began: the provider has read it."""
        return await uninterrupted(self._abandoned(journey, prompt))

    async def _abandoned(self, journey: Journey, prompt: str) -> Decimal:
        usage = await self._unsaid(journey, prompt=prompt, received="")
        return await self(journey, usage, outcome=Outcome.CANCELLED)

    async def _unsaid(self, journey: Journey, *, prompt: str, received: str) -> Usage:
        """What a provider bills that did not say so: what it read and wrote, and all units."""
        usage = await self.estimate(prompt, received, service_tier=journey.service_tier)
        asked = journey.facts.request
        if not asked.units:
            return usage
        return replace(usage, units=asked.units, unit=unit_of(asked.kind))

    async def estimate(
        self, prompt: str, answer: str, *, reasoning: str = "", service_tier: str | None = None
    ) -> Usage:
        """Usage by tokenizer, for answers whose provider did not or could not say.

        Args:
            prompt: all that the provider read.
            answer: all that it wrote.
            reasoning: the part of it that was reasoning.
            service_tier: the class of service that the answer names; the one that was asked for
                where no answer began.
        """
        return Usage(
            input_tokens=await self.tokens.count(prompt),
            output_tokens=await self.tokens.count(answer) if answer else 0,
            reasoning_tokens=await self.tokens.count(reasoning) if reasoning else 0,
            is_estimated=True,
            service_tier=service_tier,
        )

    def _entry(
        self,
        journey: Journey,
        usage: Usage,
        *,
        made: RouteDecision | None,
        id: str,
        cost_usd: Decimal,
        outcome: Outcome,
        error: RouterError | None = None,
        response_id: str | None = None,
    ) -> LedgerEntry:
        target = made.deployment if made else None
        return LedgerEntry(
            id=id,
            decision_id=journey.decision_id,
            at=journey.facts.at,
            outcome=outcome,
            error_code=error.code if error else None,
            caller=journey.caller,
            usage=usage,
            cost_usd=cost_usd,
            deployment=target.name if target else None,
            provider=target.provider if target else None,
            model=target.model if target else None,
            tier=made.tier if made else None,
            price_version=made.quote.price_version if made else None,
            policy_version=journey.rulebook.policy_version,
            classifier_version=journey.facts.assessment.classifier_version,
            duration_ms=round((self.clock.monotonic_s() - journey.started_s) * 1000),
            response_id=response_id,
            note=_note(journey),
        )


def _note(journey: Journey) -> str | None:
    """What the entry does not tell by its numbers."""
    again = journey.reused
    if again is None:
        return None
    how = "" if again.found is Found.SAME else f" ({again.found.value})"
    cost = "" if again.saved_usd is None else f"; it cost {format_usd(again.saved_usd)} USD"
    return f"The answer of {again.decision_id} again{how}{cost}."
