"""Stand-ins for what the services need of the world: scripted, counted, and without surprises."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from router.adapters.storage.memory import (
    MemoryKeys,
    MemoryLedger,
    MemoryRulebookArchive,
    MemorySpend,
    MemoryTraffic,
)
from router.adapters.storage.memory_admin_log import MemoryAdminLog
from router.adapters.storage.memory_approvals import (
    MemoryApprovals,
    MemoryDelegations,
    MemoryGrants,
)
from router.adapters.storage.memory_deposits import MemoryDeposits
from router.adapters.storage.memory_directory import MemoryDirectory
from router.adapters.storage.memory_evidence import (
    MemoryAuditBudget,
    MemoryFeedback,
    MemoryOutcomeRows,
    MemoryTexts,
)
from router.adapters.storage.memory_findings import MemoryFindings, MemoryProfiles
from router.adapters.storage.memory_history import MemoryHistory
from router.adapters.storage.memory_holds import MemoryAccounts, MemoryHolds
from router.adapters.storage.memory_limits import MemoryLimits
from router.adapters.storage.memory_notices import MemoryNotices
from router.adapters.storage.memory_own import MemoryCoachChoices, MemoryOwnTraffic
from router.adapters.storage.memory_policies import MemoryPolicies, MemoryTallies
from router.adapters.storage.memory_rollups import MemoryRollUps
from router.adapters.storage.stores import Stores
from router.core.assessment import Assessment
from router.core.audit import AuditPlan
from router.core.caller import Caller
from router.core.deployment import Deployment
from router.core.effects import Failover
from router.core.errors import LedgerUnavailable, RouterError
from router.core.facts import Facts, OpenGrant
from router.core.kept_text import TextKeeping
from router.core.key import VirtualKey
from router.core.ledger import DecisionRecord, LedgerEntry, SpendBy, SpendRow
from router.core.limit_book import NO_LIMITS, LimitBook
from router.core.rollout.canary import CanaryPlan
from router.core.rollout.in_force import InForce
from router.core.routing import Rulebook
from router.core.sighting import Arrival, Departure
from router.core.upstream_limits import UpstreamLimits
from router.core.usage import Usage
from router.ports.health import Health
from router.ports.provider import Answer, AnswerStream, Call
from router.ports.watch import Watched
from router.services.complete import Complete
from router.services.embed import Embed
from router.services.estimate_cost import EstimateCost
from router.services.explain import Explain
from router.services.journey import Pointer
from router.services.learning import Learning
from router.services.pass_on import PassOn
from router.services.reservations import Reservations
from router.services.retry_budget import RetryBudget
from router.services.steps import Steps
from router.services.steps.authenticate import Authenticate
from router.services.steps.call_upstream import CallUpstream
from router.services.steps.decide import Decide
from router.services.steps.gather import Gather
from router.services.steps.reserve import Reserve
from router.services.steps.settle import Settle
from tests.factories import NOON, assessment, rulebook

Messages = Sequence[Mapping[str, object]]
EVENT = b'data: {"choices":[{"index":0,"delta":{"content":"hello"}}]}\n\n'
USAGE = Usage(input_tokens=1_000, output_tokens=100)
ANSWER = Answer(body=b'{"choices":[{"message":{"content":"hello"}}]}', usage=USAGE)


@dataclass
class FixedClock:
    """A clock that stands still until a test moves it; ids count up."""

    at: datetime = NOON
    seconds: float = 0.0
    made: int = 0

    def now(self) -> datetime:
        return self.at

    def monotonic_s(self) -> float:
        return self.seconds

    def new_id(self, prefix: str) -> str:
        self.made += 1
        return f"{prefix}_{self.made}"

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds


class WordCounter:
    """A token counter for which a token is a word, or four bytes where only sizes are known."""

    def estimate(self, text_bytes: int, characters: int) -> int:
        return max(text_bytes // 4, 1)

    async def count(self, text: str) -> int:
        return len(text.split())


@dataclass
class FakeClassifier:
    """Says the same of every prompt, and remembers what it was shown."""

    said: Assessment = field(default_factory=assessment)
    shown: list[Messages] = field(default_factory=list)
    problem: str | None = None
    shadow: str | None = None

    @property
    def version(self) -> str:
        return self.said.classifier_version

    async def assess(self, messages: Messages, *, tool_count: int) -> Assessment:
        self.shown.append(messages)
        return self.said

    def contributions(
        self, messages: Messages, *, tool_count: int
    ) -> Mapping[str, Mapping[str, float]]:
        return {"priority": {"length": 0.25}}

    def refresh(self) -> bool:
        """Nothing is followed."""
        return False

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class FixedRulebooks:
    """The same rulebook until a test puts another one in force."""

    in_force: Rulebook = field(default_factory=rulebook)
    canary: Rulebook | None = None
    plan: CanaryPlan | None = None
    problem: str | None = None

    def current(self) -> Rulebook:
        return self.in_force

    def now(self) -> InForce:
        return InForce(primary=self.in_force, canary=self.canary, plan=self.plan)

    def for_request(self, facts: Facts) -> Rulebook:
        return self.now().decides(facts)

    def refresh(self) -> bool:
        return False


@dataclass
class ScriptedStream:
    """A stream of given events; it ends as told: well, with an error, or never."""

    events: Sequence[bytes] = (EVENT, EVENT)
    usage: Usage | None = USAGE
    usage_chunk: bytes | None = b'{"choices":[],"usage":{"prompt_tokens":1000}}'
    limits: UpstreamLimits | None = None
    text: str = "hello hello"
    reasoning: str = ""
    service_tier: str | None = None
    error: RouterError | None = None
    is_endless: bool = False
    waiting: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once an endless stream has given all its events."""
    closed: int = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for event in self.events:
            yield event
        if self.is_endless:
            self.waiting.set()
            await asyncio.Event().wait()
        if self.error is not None:
            raise self.error

    def received_text(self) -> str:
        return self.text

    def received_reasoning(self) -> str:
        return self.reasoning

    async def aclose(self) -> None:
        self.closed += 1


@dataclass
class ScriptedProvider:
    """Implements `Provider` and `Providers`: it answers everything as told, and counts calls."""

    answer: Answer = ANSWER
    answer_stream: AnswerStream = field(default_factory=ScriptedStream)
    error: RouterError | None = None
    is_silent: bool = False
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    calls: list[Call] = field(default_factory=list)
    closed: int = 0

    def of(self, deployment: Deployment) -> "ScriptedProvider":
        return self

    async def close(self) -> None:
        self.closed += 1

    async def complete(self, call: Call) -> Answer:
        await self._take(call)
        return self.answer

    async def stream(self, call: Call) -> AnswerStream:
        await self._take(call)
        return self.answer_stream

    async def pass_on(self, call: Call) -> Answer:
        await self._take(call)
        return self.answer

    async def embed(self, call: Call) -> Answer:
        await self._take(call)
        return self.answer

    async def _take(self, call: Call) -> None:
        self.calls.append(call)
        self.asked.set()
        if self.is_silent:
            await asyncio.Event().wait()
        if self.error is not None:
            raise self.error


class WatchedLedger:
    """A memory ledger that shows its entries in order, and that a test can break or slow down."""

    def __init__(self) -> None:
        self.booked: list[LedgerEntry] = []
        self.records: list[DecisionRecord] = []
        self.is_broken = False
        self.may_write = asyncio.Event()
        self.may_write.set()
        self.kept = MemoryLedger()

    async def append(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        if self.is_broken:
            raise LedgerUnavailable("The disk is full. Free some space.")
        await self.may_write.wait()
        await self.kept.append(entry, decision)
        self.booked.append(entry)
        self.records.append(decision)

    async def decision(self, decision_id: str) -> DecisionRecord | None:
        return await self.kept.decision(decision_id)

    async def entries(self, decision_id: str) -> Sequence[LedgerEntry]:
        return await self.kept.entries(decision_id)

    async def spend(self, by: SpendBy, *, since: datetime, until: datetime) -> Sequence[SpendRow]:
        return await self.kept.spend(by, since=since, until=until)

    async def close(self) -> None:
        await self.kept.close()

    @property
    def only(self) -> LedgerEntry:
        """The one entry that there is."""
        (entry,) = self.booked
        return entry


@dataclass
class ScriptedWatch:
    """Says what a test gave it, and remembers what it was told."""

    knows: Watched = field(default_factory=Watched)
    arrivals: list[Arrival] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)

    def of(self, caller: Caller, *, at: datetime) -> Watched:
        return self.knows

    def arrived(self, arrival: Arrival) -> None:
        self.arrivals.append(arrival)

    def departed(self, departure: Departure) -> None:
        self.departures.append(departure)


@dataclass
class Service:
    """All services on fakes; a test reaches into the fake that matters to it."""

    clock: FixedClock = field(default_factory=FixedClock)
    tokens: WordCounter = field(default_factory=WordCounter)
    classifier: FakeClassifier = field(default_factory=FakeClassifier)
    rulebooks: FixedRulebooks = field(default_factory=FixedRulebooks)
    provider: ScriptedProvider = field(default_factory=ScriptedProvider)
    ledger: WatchedLedger = field(default_factory=WatchedLedger)
    keys: MemoryKeys = field(default_factory=MemoryKeys)
    archive: MemoryRulebookArchive = field(default_factory=MemoryRulebookArchive)
    feedback_store: MemoryFeedback = field(default_factory=MemoryFeedback)
    texts: MemoryTexts = field(default_factory=MemoryTexts)
    outcomes: MemoryOutcomeRows = field(default_factory=MemoryOutcomeRows)
    audit_budget: MemoryAuditBudget = field(default_factory=MemoryAuditBudget)
    admin_log: MemoryAdminLog = field(default_factory=MemoryAdminLog)
    directory: MemoryDirectory = field(default_factory=MemoryDirectory)
    limits: MemoryLimits = field(default_factory=MemoryLimits)
    notices: MemoryNotices = field(default_factory=MemoryNotices)
    findings: MemoryFindings = field(default_factory=MemoryFindings)
    profiles: MemoryProfiles = field(default_factory=MemoryProfiles)
    given: MemoryGrants = field(default_factory=MemoryGrants)
    delegations: MemoryDelegations = field(default_factory=MemoryDelegations)
    reservations: Reservations = field(default_factory=lambda: Reservations(owner="proc_1"))
    book: LimitBook = NO_LIMITS
    patience_s: float = 0.0
    keeping: TextKeeping = field(default_factory=TextKeeping)
    plan: AuditPlan = field(default_factory=AuditPlan)
    is_open: bool = True
    coach_choices: MemoryCoachChoices = field(default_factory=MemoryCoachChoices)
    deposits: MemoryDeposits = field(default_factory=MemoryDeposits)
    watch: ScriptedWatch = field(default_factory=ScriptedWatch)
    grants: tuple[OpenGrant, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    retries: int = 0
    health: Health | None = None

    def __post_init__(self) -> None:
        kept = self.ledger.kept
        self.holds = MemoryHolds(kept.counters, record=kept.record)
        self.accounts = MemoryAccounts(kept.counters, rows_from=kept.rows_from)
        self.approvals = MemoryApprovals(self.given)

    @property
    def stores(self) -> Stores:
        return Stores(
            ledger=self.ledger,
            keys=self.keys,
            holds=self.holds,
            accounts=self.accounts,
            archive=self.archive,
            history=MemoryHistory(self.ledger.kept.booked),
            past=self.archive,
            policies=MemoryPolicies(self.archive.policies),
            tallies=MemoryTallies(self.ledger.kept.booked, self.feedback_store.all),
            traffic=self.traffic,
            spend=MemorySpend(self.ledger.kept),
            rollups=MemoryRollUps(),
            feedback=self.feedback_store,
            outcomes=self.outcomes,
            texts=self.texts,
            comments=self.texts,
            audit_budget=self.audit_budget,
            admin_log=self.admin_log,
            directory=self.directory,
            limits=self.limits,
            notices=self.notices,
            own_traffic=MemoryOwnTraffic(self.ledger.kept.booked),
            coach_choices=self.coach_choices,
            deposits=self.deposits,
            findings=self.findings,
            factors=self.findings,
            profiles=self.profiles,
            approvals=self.approvals,
            grants=self.given,
            delegations=self.delegations,
            fingerprint_key=b"a key of tests",
        )

    @property
    def traffic(self) -> MemoryTraffic:
        return MemoryTraffic(self.ledger.kept)

    @property
    def steps(self) -> Steps:
        settle = Settle(
            ledger=self.ledger,
            tokens=self.tokens,
            clock=self.clock,
            reservations=self.reservations,
            watch=self.watch,
            health=self.health,
        )
        reserve = Reserve(
            holds=self.holds,
            accounts=self.accounts,
            limits=lambda: self.book,
            reservations=self.reservations,
            settle=settle,
            clock=self.clock,
            pointers=self.pointers,
            patience_s=self.patience_s,
        )
        return Steps(
            authenticate=Authenticate(keys=self.keys, clock=self.clock, is_open=self.is_open),
            gather=Gather(
                classifier=self.classifier,
                tokens=self.tokens,
                clock=self.clock,
                fingerprint_key=b"a key of tests",
                watch=self.watch,
                grants=lambda caller, at: self.grants,
            ),
            decide=Decide(
                rulebooks=self.rulebooks,
                settle=settle,
                clock=self.clock,
                watch=self.watch,
                pointers=self.pointers,
            ),
            reserve=reserve,
            call=CallUpstream(
                reserve=reserve,
                settle=settle,
                providers=self.provider,
                clock=self.clock,
                retries=RetryBudget(clock=self.clock),
                timeout_s=30.0,
                usual=Failover(retries=self.retries),
                health=self.health,
                draw=lambda: 0.0,
            ),
            settle=settle,
            clock=self.clock,
        )

    async def holder(self, secret: str | None) -> VirtualKey:
        """Whoever calls with a secret."""
        return await self.steps.authenticate(secret)

    @property
    def complete(self) -> Complete:
        return Complete(self.steps)

    @property
    def learning(self) -> Learning:
        return Learning.of(
            self.steps,
            traffic=self.traffic,
            feedback=self.feedback_store,
            texts=self.texts,
            comments=self.texts,
            outcomes=self.outcomes,
            audit_budget=self.audit_budget,
            keeping=self.keeping,
            plan=self.plan,
        )

    @property
    def embed(self) -> Embed:
        return Embed(self.steps)

    @property
    def pass_on(self) -> PassOn:
        return PassOn(self.steps)

    @property
    def estimate(self) -> EstimateCost:
        return EstimateCost(
            steps=self.steps,
            rulebooks=self.rulebooks,
            limits=lambda: self.book,
            accounts=self.accounts,
        )

    @property
    def explain(self) -> Explain:
        return Explain(
            steps=self.steps,
            classifier=self.classifier,
            rulebooks=self.rulebooks,
            archive=self.archive,
            ledger=self.ledger,
        )
