"""What would a request or a batch cost, and would budgets and approvers permit it?"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from router.core.account import Account
from router.core.chat import ChatRequest
from router.core.decision import RouteDecision
from router.core.estimate import Estimate, estimate
from router.core.facts import Facts
from router.core.hold import AccountState, Claim, Unit
from router.core.key import VirtualKey
from router.core.limit_book import LimitBook
from router.core.money import ZERO_USD, to_nanos
from router.core.need import need_of
from router.ports.holds import Accounts
from router.ports.rulebooks import Rulebooks
from router.services.steps import Steps

__all__ = ["Demanded", "EstimateCost", "Estimated", "Fit", "Share"]

_AT_ONCE = 20
"""Requests of a batch that are judged before others have their turn."""


@dataclass(slots=True)
class Share:
    """What of a batch one deployment would answer."""

    tier: str
    requests: int = 0
    expected_usd: Decimal = ZERO_USD
    worst_case_usd: Decimal = ZERO_USD


@dataclass(slots=True)
class Demanded:
    """The requests for which one rule demands approval."""

    ask: str
    requests: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Whether a hard budget or quota suffices as it stands."""

    account: Account
    state: AccountState
    expected: int
    """In what the account counts."""
    worst_case: int

    @property
    def fits(self) -> bool:
        """Whether what is expected does."""
        return self.expected <= self.state.room

    @property
    def fits_at_worst(self) -> bool:
        """Whether the most that it can be does."""
        return self.worst_case <= self.state.room


@dataclass(slots=True, kw_only=True)
class Estimated:
    """Sums over all requests. What would be refused costs nothing."""

    requests: int = 0
    input_tokens: int = 0
    expected_output_tokens: int = 0
    expected_usd: Decimal = ZERO_USD
    worst_case_usd: Decimal = ZERO_USD
    by_deployment: dict[str, Share] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    """By the code of the refusal."""
    why_refused: dict[str, str] = field(default_factory=dict)
    """The words of the first refusal of each code."""
    approvals: dict[str, Demanded] = field(default_factory=dict)
    """By the rule that demands it."""
    fits: Sequence[Fit] = ()
    first: Estimate | None = None
    """Of the first request: all there is, where one alone is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateCost:
    """Decides and prices. Nobody is called, nothing is held and nothing is booked."""

    steps: Steps
    rulebooks: Rulebooks
    limits: Callable[[], LimitBook]
    accounts: Accounts

    async def __call__(self, requests: Sequence[ChatRequest], key: VirtualKey) -> Estimated:
        """What all of these would cost, as one batch where they are several.

        Raises:
            LedgerUnavailable: nobody can say how the budgets stand.
        """
        total, claims = Estimated(), _Claims()
        for place, request in enumerate(requests):
            if place % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
            if len(requests) > 1:
                request = replace(request, batch_size=len(requests))
            facts = await self.steps.gather.chat(request, key)
            said = estimate(facts, self.rulebooks.for_request(facts))
            _add(total, facts, said=said)
            if said.decision is not None:
                self._claim(claims, facts, made=said.decision)
        total.fits = await self._fits(claims)
        return total

    def _claim(self, claims: "_Claims", facts: Facts, *, made: RouteDecision) -> None:
        need = need_of(facts, made.deployment, limit=made.max_output_tokens)
        quoted = made.quote
        expected = {
            Unit.USD: to_nanos(quoted.expected_usd),
            Unit.TOKENS: quoted.input_tokens + quoted.expected_output_tokens,
            Unit.REQUESTS: 1,
        }
        amounts = {unit: most for unit, most in need.amounts().items() if unit in expected}
        found = self.limits().claims(facts.caller, made.deployment, at=facts.at, amounts=amounts)
        for claim in found:
            claims.add(claim, expected[claim.unit])

    async def _fits(self, claims: "_Claims") -> Sequence[Fit]:
        book, wanted = self.limits(), list(claims.by_account.values())
        openings = book.openings(wanted)
        if openings:
            await self.accounts.open(openings)
        states = await self.accounts.states(wanted) if wanted else ()
        return [
            Fit(
                account=account,
                state=state,
                expected=claims.expected[claim.account],
                worst_case=claims.worst[claim.account],
            )
            for claim, state in zip(wanted, states, strict=True)
            if (account := book.account(claim.account)) is not None
        ]


class _Claims:
    """What a batch would take of each account."""

    def __init__(self) -> None:
        self.by_account: dict[str, Claim] = {}
        self.expected: Counter[str] = Counter()
        self.worst: Counter[str] = Counter()

    def add(self, claim: Claim, expected: int) -> None:
        self.by_account[claim.account] = claim
        self.expected[claim.account] += expected
        self.worst[claim.account] += claim.amount


def _add(total: Estimated, facts: Facts, *, said: Estimate) -> None:
    total.requests += 1
    total.input_tokens += facts.request.input_tokens
    total.first = total.first or said
    if said.refusal is not None:
        total.refused[said.refusal.code] += 1
        total.why_refused.setdefault(said.refusal.code, said.refusal.message)
    if said.demand is not None:
        told = said.demand
        total.approvals.setdefault(told.rule_id, Demanded(told.value.ask)).requests += 1
    if said.decision is not None:
        _add_quote(total, said.decision)


def _add_quote(total: Estimated, made: RouteDecision) -> None:
    quoted, shares = made.quote, total.by_deployment
    share = shares.setdefault(made.deployment.name, Share(made.tier.value))
    total.expected_output_tokens += quoted.expected_output_tokens
    for sums in (total, share):
        sums.expected_usd += quoted.expected_usd
        sums.worst_case_usd += quoted.worst_case_usd
    share.requests += 1
