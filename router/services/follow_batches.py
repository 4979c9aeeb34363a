"""Which batches have ended, and what did they use? Asked of the provider until each is settled.

Any replica may do it, and be killed at any moment: the correction's id follows from what it
corrects, so that it is booked once.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from router.core.answer_text import answer_text
from router.core.batch import answers_in
from router.core.correction import correction
from router.core.deposit import Deposit, DepositKind
from router.core.errors import AlreadyBooked, RouterError
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome
from router.core.money import ZERO_USD
from router.core.price import Price, cost_of
from router.core.quote import day_of
from router.core.usage import Usage
from router.ports.history import PastRulebooks
from router.ports.ledger import Ledger
from router.ports.tokens import TokenCounter
from router.services.keep_files import KeepFiles, Told, told_in

__all__ = ["FollowBatches"]

_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
_BOOKED = frozenset({Outcome.BATCHED, Outcome.LOST})
"""How a batch is booked while it runs: lost where its process died before it could book it."""
_OUTPUTS = ("output_file_id", "error_file_id")
_SHARE_OF_AGE = 0.05
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowBatches:
    """Looks after the batches that are open."""

    files: KeepFiles
    ledger: Ledger
    past: PastRulebooks
    tokens: TokenCounter
    usage_in: Callable[[bytes], Usage | None]
    """What an answer says that it used."""
    every_s: float = 30.0
    """How often a young batch is asked for; an old one seldomer, but at least as `longest_s`."""
    longest_s: float = 600.0
    _asked: dict[str, datetime] = field(default_factory=dict, init=False)
    """When each open batch was last asked for by this process."""

    async def run(self) -> None:
        """Look after them until cancelled."""
        while True:
            await asyncio.sleep(self.every_s)
            await self.round()

    async def round(self) -> None:
        """Look at each open batch that is due; who cannot be asked is asked the next time."""
        try:
            batches = await self.files.deposits.open()
        except RouterError as error:
            _log.warning("Batches cannot be looked after: %s", error.message)
            return
        for batch in self._due(batches):
            try:
                await self.look(batch)
            except RouterError as error:
                _log.warning("Batch %s is not settled yet: %s", batch.id, error.message)

    def _due(self, batches: Sequence[Deposit]) -> Sequence[Deposit]:
        """Those that were not asked for lately, measured by how old they are."""
        now = self.files.clock.now()
        due = [batch for batch in batches if self._pause(batch, now) <= timedelta()]
        still = {batch.id: self._asked.get(batch.id, now) for batch in batches}
        self._asked.clear()
        self._asked.update(still | dict.fromkeys((batch.id for batch in due), now))
        return due

    def _pause(self, batch: Deposit, now: datetime) -> timedelta:
        asked = self._asked.get(batch.id)
        if asked is None:
            return timedelta()
        age_s = (now - batch.at).total_seconds()
        wait_s = min(max(self.every_s, age_s * _SHARE_OF_AGE), self.longest_s)
        return timedelta(seconds=wait_s) - (now - asked)

    async def look(self, batch: Deposit) -> Told:
        """What the provider tells of a batch, which is settled if it ended."""
        return await self.heard(batch, told_in(await self.files.ask(batch, "GET")))

    async def heard(self, batch: Deposit, told: Told) -> Told:
        """The provider's words in our names; a batch that ended is settled."""
        shown = {**told, "id": batch.id, "input_file_id": batch.input_id}
        for name in _OUTPUTS:
            if isinstance(told.get(name), str):
                shown[name] = await self._kept(batch, str(told[name]), name=name)
        if batch.is_open and told.get("status") in _ENDED:
            await self._settle(batch, told)
        return shown

    async def _kept(self, batch: Deposit, provider_id: str, *, name: str) -> str:
        """The owner's name of what the batch wrote: it follows from the batch's, a secret."""
        file = Deposit(
            id=f"file-tw_{batch.id.removeprefix('batch_tw_')}_{name.removesuffix('_file_id')}",
            kind=DepositKind.FILE,
            owner=batch.owner,
            deployment=batch.deployment,
            provider_id=provider_id,
            at=batch.at,
        )
        await self.files.deposits.put(file)
        return file.id

    async def _settle(self, batch: Deposit, told: Told) -> None:
        decision_id = batch.decision_id or ""
        decision = await self.ledger.decision(decision_id)
        entries = await self.ledger.entries(decision_id)
        booked = next((one for one in entries if one.outcome in _BOOKED), None)
        if decision is None or booked is None:
            _log.warning("Batch %s is booked nowhere yet; it stays open.", batch.id)
            return
        price = await asyncio.to_thread(self._price, decision, booked)
        if price is None:
            _log.error("Batch %s: no catalog has %r any more.", batch.id, booked.deployment)
            return
        data = b""
        if isinstance(told.get("output_file_id"), str):
            output = replace(batch, kind=DepositKind.FILE, provider_id=str(told["output_file_id"]))
            data = (await self.files.ask(output, "GET", more="/content")).body
        usage, cost_usd, lines = await self._used(data, price)
        id = f"{booked.id}_batch"
        late = correction(
            booked,
            id=id,
            by_usd=cost_usd - sum((one.cost_usd for one in entries if one.id != id), ZERO_USD),
            note=f"the batch ended as {told.get('status')} with {lines} answers",
        )
        with suppress(AlreadyBooked):  # another replica, or this one before it was killed
            await self.ledger.append(replace(late, usage=usage), decision)
        await self.files.deposits.put(replace(batch, is_open=False))

    def _price(self, decision: DecisionRecord, booked: LedgerEntry) -> Price | None:
        """The price of the batch's day, in the catalog that decided on it."""
        rulebook = self.past.find(
            policy_version=decision.policy_version, catalog_version=decision.catalog_version
        )
        catalog = rulebook.catalog if rulebook is not None else self.files.catalog()
        found = catalog.called(booked.deployment or "")
        return None if found is None else found.prices.at(day_of(decision.facts))

    async def _used(self, data: bytes, price: Price) -> tuple[Usage, Decimal, int]:
        """The tokens of all answers together, what they cost line by line, and how many."""
        total, cost_usd, lines = Usage(service_tier="batch"), ZERO_USD, 0
        # Of 50,000 answers this takes a second: beside the requests, not before them.
        found = await asyncio.to_thread(self._said, data)
        for said, text in found:
            if said is None:
                wrote = await self.tokens.count(text)
                said = Usage(output_tokens=wrote, is_estimated=True)
            said = replace(said, service_tier="batch")
            cost_usd += cost_of(said, price)
            total = _sum(total, said)
            lines += 1
        return total, cost_usd, lines

    def _said(self, data: bytes) -> Sequence[tuple[Usage | None, str]]:
        """The usage that each answer names, or its text where it names none."""
        bodies = (answer.body for answer in answers_in(data))
        told = ((body, self.usage_in(body)) for body in bodies)
        return [(used, "" if used is not None else answer_text(body)) for body, used in told]


_COUNTS = (
    "input_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "reasoning_tokens",
    "image_input_tokens",
    "audio_input_tokens",
    "audio_output_tokens",
)


def _sum(one: Usage, other: Usage) -> Usage:
    counts = {name: getattr(one, name) + getattr(other, name) for name in _COUNTS}
    return replace(one, **counts, is_estimated=one.is_estimated or other.is_estimated)
