"""Is there money for this call? It is held before anybody is called; answers are shortened to fit.

What does not fit is tried in this order: a shorter answer, a moment's wait where only calls under
way are in the way, a cheaper deployment that policy permits. Then it is refused.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from router.core.account import Account
from router.core.decision import RouteDecision
from router.core.deployment import Deployment
from router.core.errors import ApprovalRequired, BudgetExceeded, RateLimited
from router.core.grant_account import GrantAccount
from router.core.hold import AccountState, Claim, Hold, Reservation, Unit
from router.core.ledger import Outcome
from router.core.limit_book import LimitBook
from router.core.money import from_nanos
from router.core.need import Need, modest, need_of, useful_cap
from router.core.quote import expected_output_tokens, quote, shortened
from router.core.rate_limit_headers import rate_limit_headers
from router.core.refusal import refusal_of
from router.core.slow_down import is_slowed, slow_claim, slowed
from router.core.usage import Usage
from router.ports.clock import Clock
from router.ports.holds import Accounts, Holds
from router.services.journey import DECISION_HEADER, Journey, Lowered, Pointer
from router.services.reservations import Reservations
from router.services.steps.settle import Settle
from router.services.uninterrupted import uninterrupted

__all__ = ["Reserve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """Holds what a call may use of every budget and quota that it falls under."""

    holds: Holds
    accounts: Accounts
    limits: Callable[[], LimitBook]
    reservations: Reservations
    settle: Settle
    clock: Clock
    pointers: Sequence[Pointer] = ()
    patience_s: float = 5.0
    """How long a request waits for calls under way to give back what they do not use."""
    _opened: dict[str, int] = field(default_factory=dict, init=False, repr=False)
    """The slice of each account that this process last made sure of."""

    async def __call__(
        self, journey: Journey, *, prompt: Callable[[], str], service_tier: str | None = None
    ) -> Journey:
        """The journey with its hold; its deployment and the length of its answer may have changed.

        Args:
            journey: what was decided.
            prompt: gives the text that the provider will read; asked for where money is short.
            service_tier: the provider's class of service that the caller asks for.

        Raises:
            BudgetExceeded: a budget does not suffice; it is booked as a refusal at no cost.
            RateLimited: a quota is used up, or others hold the rest of a budget.
            ApprovalRequired: what is left of the grant that it draws on does not suffice.
            LedgerUnavailable: nothing could be held, so nobody may be called.
        """
        try:
            return await self._reserved(journey, prompt, service_tier=service_tier)
        except (ApprovalRequired, BudgetExceeded, RateLimited) as refusal:
            refusal.headers[DECISION_HEADER] = journey.decision_id
            for point in self.pointers:
                point(journey, refusal)
            refused = replace(journey, decision=None, original=journey.decision)
            await uninterrupted(
                self.settle(refused, Usage(), outcome=Outcome.REFUSED, error=refusal)
            )
            raise

    async def again(
        self, journey: Journey, deployment: Deployment, *, prompt: Callable[[], str]
    ) -> Journey | None:
        """The journey with a hold for another try; None where there is no room for it at once.

        Args:
            journey: that of a try before, whose own hold is settled or still open.
            deployment: whom to call this time; it is quoted anew.
            prompt: gives the text that the provider will read.

        Raises:
            LedgerUnavailable: nothing could be held.
        """
        need = need_of(
            journey.facts,
            deployment,
            limit=journey.decided.max_output_tokens,
            service_tier=journey.service_tier,
        )
        found = await self._fit(self._attempt(journey, need), prompt, may_wait=False)
        return found if isinstance(found, Journey) else None

    async def _reserved(
        self, journey: Journey, prompt: Callable[[], str], *, service_tier: str | None
    ) -> Journey:
        refusal: _Refusal | None = None
        for attempt in self._attempts(journey, service_tier):
            held = await self._fit(attempt, prompt, may_wait=refusal is None)
            if isinstance(held, Journey):
                return held
            refusal = refusal or held
            pace = journey.decided.slow_down
            if pace is not None and any(is_slowed(one.account) for one in held.short):
                raise slowed(pace)
        if refusal is None:
            raise LookupError(f"{journey.decision_id} has no deployment")
        raise refusal_of(
            self.limits(), refusal.short, at=journey.facts.at, is_for_now=refusal.is_for_now
        )

    def _attempts(self, journey: Journey, service_tier: str | None) -> "Iterator[_Attempt]":
        """The deployment that was chosen; cheaper ones that policy permits; a short answer."""
        made, facts = journey.decided, journey.facts
        limit = made.max_output_tokens
        first = self._attempt(
            journey, need_of(facts, made.deployment, limit=limit, service_tier=service_tier)
        )
        yield first
        for other in made.fallbacks:
            need = need_of(facts, other, limit=limit, service_tier=service_tier)
            if need.worst_case_usd < first.need.worst_case_usd:
                yield self._attempt(journey, need)
        yield replace(first, least=min(first.least, expected_output_tokens(facts)))

    def _attempt(self, journey: Journey, need: Need) -> "_Attempt":
        book = self.limits()
        accounts = book.covering(journey.caller, need.deployment, at=journey.facts.at)
        units = {account.unit for account in accounts}
        is_at_stake = Unit.TOKENS in units or (Unit.USD in units and need.worst_case_usd > 0)
        if is_at_stake:
            need = modest(journey.facts, need)
        least = useful_cap(journey.facts, need)
        return _Attempt(journey, need, book, accounts, is_at_stake=is_at_stake, least=least)

    async def _fit(
        self, attempt: "_Attempt", prompt: Callable[[], str], *, may_wait: bool
    ) -> "Journey | _Refusal":
        found = await self._hold(attempt, attempt.need)
        if isinstance(found, Journey):
            return found
        if attempt.is_at_stake:  # worth knowing now how long the input really is
            attempt = attempt.counted(await self.settle.tokens.count(prompt()))
        with self.reservations.queueing(found.accounts[found.short[0]].account) as place:
            deadline_s = self.clock.monotonic_s() + (self.patience_s if may_wait else 0.0)
            while not isinstance(found, Journey):
                shorter = attempt.within(found, attempt.need.now)
                if shorter is None:
                    if attempt.within(found, attempt.need.later) is None:
                        return _Refusal(found, is_for_now=False)
                    if not await place.turn(within_s=deadline_s - self.clock.monotonic_s()):
                        return _Refusal(found, is_for_now=True)
                found = await self._hold(attempt, shorter or attempt.need)
        return found

    def _claims(self, attempt: "_Attempt", amounts: Mapping[Unit, int]) -> tuple[Claim, ...]:
        journey, book, accounts = attempt.journey, self.limits(), attempt.accounts
        at = journey.facts.at
        if book is not attempt.book:  # somebody changed a limit while the request waited
            accounts = book.covering(journey.caller, attempt.need.deployment, at=at)
        claims = book.claims_on(accounts, at=at, amounts=amounts)
        pace = journey.decided.slow_down
        return claims if pace is None else (*claims, slow_claim(pace, journey.caller, at=at))

    async def _hold(self, attempt: "_Attempt", need: Need) -> "Journey | Reservation":
        journey, amounts = attempt.journey, need.amounts()
        claims = self._claims(attempt, amounts)
        if any(self._opened.get(one.account) != one.slice_us for one in claims):
            await self._open(claims)
        made, lowered = attempt.carried_out(need)
        hold_id, most_usd = self.clock.new_id("led"), from_nanos(amounts[Unit.USD])
        lost = self.settle.lost(journey, made, entry_id=hold_id, most_usd=most_usd)
        hold = Hold(id=hold_id, owner=self.reservations.owner, claims=claims, entry=lost)
        self.reservations.begin(hold_id)
        is_held = False
        try:
            result = await self.holds.hold(hold, journey.record())
            is_held = result.is_held
        finally:
            if not is_held:  # where it was cancelled all the same, the reconciler releases it
                self.reservations.end(hold_id)
        if not is_held:
            return result
        return replace(
            journey,
            decision=made,
            original=journey.decided,
            entry_id=hold_id,
            lowered_because=lowered or journey.lowered_because,
            accounts=result.accounts,
            quota_headers=rate_limit_headers(self.limits(), result.accounts, at=journey.facts.at),
        )

    async def _open(self, claims: Sequence[Claim]) -> None:
        """Make sure of the slices that this process holds in for the first time."""
        fresh = [one for one in claims if self._opened.get(one.account) != one.slice_us]
        if not fresh:
            return
        openings = self.limits().openings(fresh)
        if openings:
            await self.accounts.open(openings)
        self._opened.update((claim.account, claim.slice_us) for claim in fresh)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One deployment for one request."""

    journey: Journey
    need: Need
    book: LimitBook
    accounts: "tuple[Account | GrantAccount, ...]"
    """Those of the book that it falls under."""
    is_at_stake: bool
    """Whether the length of the answer matters to a budget or quota."""
    least: int
    """The shortest limit on an answer that is worth a call."""

    def counted(self, tokens: int) -> "_Attempt":
        """The same with an input that was counted, instead of the most that it could be."""
        return replace(self, need=self.need.counted(tokens))

    def within(
        self, found: Reservation, fit: Callable[[Sequence[AccountState]], Need | None]
    ) -> Need | None:
        """The need as `fit` shortens it; None where too little would be left of the answer."""
        fitting = fit(found.accounts)
        return fitting if fitting is not None and fitting.cap >= self.least else None

    def carried_out(self, need: Need) -> tuple[RouteDecision, Lowered | None]:
        """The decision as it is called, and why it is less than was decided, if it is.

        The provider is told what the hold relies on.
        """
        made, facts = self.journey.decided, self.journey.facts
        deployment, cap = need.deployment, need.cap
        asked, told = facts.request.max_output_tokens, made.max_output_tokens
        quoted = made.quote
        if deployment is not made.deployment:
            quoted = quote(facts, deployment, limit=told)
            made = replace(made, deployment=deployment, tier=deployment.tier, quote=quoted)
        if not (self.is_at_stake and cap and (asked is None or cap < asked)):
            return made, None
        most = cap * need.choices
        if most < quoted.max_output_tokens:
            quoted = shortened(quoted, need.price, facts=facts, most=most)
        made = replace(made, max_output_tokens=cap, quote=quoted)
        if told is not None and cap >= told:
            return made, None
        return made, Lowered.BUDGET if cap < self.need.cap else Lowered.LENGTH


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What stood in the way of an attempt."""

    found: Reservation
    is_for_now: bool
    """Whether waiting longer could help."""

    @property
    def short(self) -> tuple[AccountState, ...]:
        """The accounts that did not suffice."""
        return tuple(self.found.accounts[place] for place in self.found.short)
