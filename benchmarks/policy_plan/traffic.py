"""What might an organisation ask in a month? Seeded requests, decided by real rulebooks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from classifier.labels import Complexity, Priority, Task
from router.core.assessment import Assessment
from router.core.budget import BudgetState
from router.core.caller import Caller
from router.core.conversation import Conversation
from router.core.decision import RouteDecision
from router.core.deployment import Capability, Kind
from router.core.errors import RouterError, UpstreamTimedOut
from router.core.facts import Facts, RequestShape
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome
from router.core.money import ZERO_USD
from router.core.price import cost_of
from router.core.routing import Rulebook, decide
from router.core.traffic import AUDIT_CALLER
from router.core.usage import Usage

__all__ = ["START", "Traffic"]

T = TypeVar("T")
Booked = tuple[LedgerEntry, DecisionRecord]
START = datetime(2026, 10, 20, tzinfo=UTC)
DAYS = 30

TEAMS = ("search", "pay", "legal", "support", "data", "web", "mobile", "ops", "hr", "finance")
MODELS = {"auto": 88, "economy": 3, "standard": 3, "premium": 3, "gpt-4o": 2, "gpt-0-unknown": 0.3}
TASKS = {task: weight for weight, task in enumerate(reversed(Task), start=1)}
PRIORITIES = {Priority.LOW: 35, Priority.NORMAL: 50, Priority.HIGH: 15}
COMPLEXITIES = {Complexity.TRIVIAL: 45, Complexity.MODERATE: 38, Complexity.DEMANDING: 17}
OUTCOMES = {Outcome.COMPLETED: 970, Outcome.CANCELLED: 15, Outcome.FAILED: 15}
LANGUAGES = {"en": 60, "de": 20, "fr": 8, None: 12}
FEATURES = tuple(f"feature_of_a_prompt_{number:02}" for number in range(72))
"""As many as the shipped classifier measures, with names as long."""


@dataclass
class Traffic:
    """Requests one after the other; the same seed gives the same ones."""

    rulebooks: Sequence[Rulebook]
    """Each decides for an equal part of the time."""
    rows: int
    seed: int = 0
    _random: Random = field(init=False)
    _threads: dict[str, tuple[Caller, int, Conversation | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 - made-up requests, no secrets

    def __iter__(self) -> Iterator[Booked]:
        for number in range(self.rows):
            at = START + timedelta(days=DAYS) * (number / self.rows)
            rulebook = self.rulebooks[number * len(self.rulebooks) // self.rows]
            yield from self._booked(number, self._facts(number, at), rulebook=rulebook)

    def _facts(self, number: int, at: datetime) -> Facts:
        draw = self._random.random
        kind = Kind.EMBEDDING if draw() < 0.03 else Kind.CHAT
        thread, caller, turn, before = self._thread(number)
        tokens = int(self._random.lognormvariate(6, 1.2)) + 20 + turn * 400
        needs = [Capability.TOOLS] if draw() < 0.12 else []
        needs += [Capability.VISION] if draw() < 0.04 else []
        request = RequestShape(
            requested_model="auto" if kind is Kind.EMBEDDING else self._one(MODELS),
            input_tokens=min(tokens, 7_000) if kind is Kind.EMBEDDING else tokens,
            kind=kind,
            max_output_tokens=1_024 if draw() < 0.2 else None,
            turns=turn,
            tool_count=4 if Capability.TOOLS in needs else 0,
            needs=frozenset(needs),
            is_streamed=draw() < 0.6,
            fingerprint=f"{self._random.getrandbits(96):024x}",
            thread=thread,
            language=self._one(LANGUAGES),
        )
        budgets = (BudgetState(id="company", share_used=number / self.rows, share_elapsed=draw()),)
        return Facts(
            at=at,
            caller=caller,
            request=request,
            assessment=self._assessment(),
            lot=thread,
            conversation=before,
            budgets=budgets,
        )

    def _thread(self, number: int) -> tuple[str, Caller, int, Conversation | None]:
        """Half of the requests go on with one of the last conversations."""
        if self._threads and self._random.random() < 0.5:
            thread = (
                self._random.choice(list(self._threads))
                if number % 2
                else next(reversed(self._threads))
            )
            caller, turns, before = self._threads[thread]
        else:
            thread, caller, turns, before = (
                f"{self._random.getrandbits(96):024x}",
                self._caller(),
                0,
                None,
            )
            if len(self._threads) > 30:
                del self._threads[next(iter(self._threads))]
        self._threads[thread] = (caller, turns + 1, before)
        return thread, caller, turns + 1, before

    def _caller(self) -> Caller:
        if self._random.random() < 0.002:
            return AUDIT_CALLER
        number = min(int(self._random.expovariate(0.25)), len(TEAMS) - 1)
        team = TEAMS[number]
        return Caller(
            key_id=f"key_{team}_{self._random.randrange(4)}",
            user=f"user-{self._random.randrange(40)}",
            team=team,
            project=f"{team}-{self._random.randrange(3)}",
            environment=self._one({"prod": 80, "dev": 14, "ci": 6}),
        )

    def _assessment(self) -> Assessment:
        draw = self._random.random
        is_abstained = draw() < 0.1
        length = int(self._random.lognormvariate(5.6, 0.8)) + 10
        return Assessment(
            priority=self._one(PRIORITIES),
            complexity=self._one(COMPLEXITIES),
            task=self._one(TASKS),
            priority_probabilities={label: draw() / 3 for label in Priority},
            complexity_probabilities={label: draw() / 3 for label in Complexity},
            task_probabilities={label: draw() / 20 for label in Task},
            is_abstained=is_abstained,
            abstained_because="too unsure of the priority" if is_abstained else None,
            features=dict.fromkeys(FEATURES, 0.0) | {name: draw() for name in FEATURES[:12]},
            classifier_version="generated-1",
            difficulty=self._random.gauss(0, 1) if draw() < 0.9 else None,
            output_tokens_p50=length,
            output_tokens_p95=length * 3,
        )

    def _booked(self, number: int, facts: Facts, *, rulebook: Rulebook) -> Iterator[Booked]:
        made, refusal = None, None
        try:
            made = decide(facts, rulebook)
        except RouterError as error:
            refusal = error
        is_audit = facts.caller is AUDIT_CALLER
        record = DecisionRecord(
            id=f"dec_{self._random.getrandbits(128):032x}",
            facts=facts,
            deployment=made.deployment.name if made else None,
            tier=made.tier if made else None,
            rule_id="audit" if is_audit and made else made.rule_id if made else None,
            reason=made.reason if made else refusal.message if refusal else "",
            policy_version=rulebook.policy_version,
            catalog_version=rulebook.catalog_version,
        )
        entry = self._entry(record, made, refusal=refusal)
        if made is not None and facts.request.thread is not None:
            caller, turn, _ = self._threads[facts.request.thread]
            after = Conversation(
                deployment=made.deployment.name, warm_tokens=entry.usage.total_tokens, at=facts.at
            )
            self._threads[facts.request.thread] = (caller, turn, after)
        yield entry, record
        if number % 997 == 0 and made is not None:  # a correction, booked later
            yield (
                replace(entry, id=f"{entry.id}_2", usage=Usage(), cost_usd=-entry.cost_usd),
                record,
            )

    def _entry(
        self, record: DecisionRecord, made: RouteDecision | None, *, refusal: RouterError | None
    ) -> LedgerEntry:
        facts = record.facts
        outcome = self._one(OUTCOMES) if made else Outcome.REFUSED
        usage = self._usage(facts) if made and outcome is not Outcome.FAILED else Usage()
        target = made.deployment if made else None
        is_free = target is None or outcome is Outcome.FAILED
        price = target.prices.at(facts.at.date()) if target else None
        error = refusal.code if refusal else None
        return LedgerEntry(
            id=record.id.replace("dec", "led"),
            decision_id=record.id,
            at=facts.at,
            outcome=outcome,
            error_code=UpstreamTimedOut.code if outcome is Outcome.FAILED else error,
            caller=facts.caller,
            usage=usage,
            cost_usd=ZERO_USD if is_free or price is None else cost_of(usage, price),
            deployment=target.name if target else None,
            provider=target.provider if target else None,
            model=target.model if target else None,
            tier=record.tier,
            price_version=price.version if price else None,
            policy_version=record.policy_version,
            classifier_version="generated-1",
            duration_ms=self._random.randrange(200, 20_000),
            response_id=f"chatcmpl-{self._random.getrandbits(96):024x}",
        )

    def _usage(self, facts: Facts) -> Usage:
        read = max(1, int(facts.request.input_tokens * self._random.uniform(0.9, 1.1)))
        cached = read // 2 if facts.conversation is not None else 0
        length = facts.assessment.output_tokens_p50 or 100
        output = (
            0 if facts.request.kind is Kind.EMBEDDING else int(length * self._random.expovariate(1))
        )
        return Usage(input_tokens=read, cached_tokens=cached, output_tokens=output)

    def _one(self, weights: Mapping[T, float]) -> T:
        return self._random.choices(list(weights), list(weights.values()))[0]
