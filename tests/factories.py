"""Values for tests: each factory gives a complete value, of which a test names what matters."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from classifier.labels import Complexity, Priority, Task
from router.core.assessment import Assessment
from router.core.caller import Attribution, Caller
from router.core.catalog import Catalog
from router.core.chat import ChatRequest, EmbeddingRequest
from router.core.deployment import Capability, Deployment, Kind
from router.core.facts import Facts, RequestShape
from router.core.key import VirtualKey
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome
from router.core.policy import Policy
from router.core.price import Price, PriceHistory
from router.core.routing import Rulebook, decide
from router.core.tier import Tier
from router.core.usage import Usage
from router.services.journey import Journey

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def price(
    *,
    input_usd: str = "1",
    output_usd: str = "4",
    cached_usd: str | None = None,
    written_usd: str | None = None,
    request_usd: str = "0",
    valid_from: date = date.min,
    version: str = "test",
) -> Price:
    return Price(
        version=version,
        input_usd_per_mtok=Decimal(input_usd),
        output_usd_per_mtok=Decimal(output_usd),
        cached_input_usd_per_mtok=None if cached_usd is None else Decimal(cached_usd),
        cache_write_usd_per_mtok=None if written_usd is None else Decimal(written_usd),
        request_usd=Decimal(request_usd),
        valid_from=valid_from,
    )


def deployment(
    name: str = "small",
    *,
    tier: Tier = Tier.ECONOMY,
    input_usd: str = "1",
    output_usd: str = "4",
    provider: str = "openai",
    model: str | None = None,
    kind: Kind = Kind.CHAT,
    context_window: int = 128_000,
    max_output_tokens: int = 16_384,
    capabilities: Iterable[Capability] = tuple(Capability),
    api_base: str | None = None,
    prices: tuple[Price, ...] = (),
) -> Deployment:
    return Deployment(
        name=name,
        provider=provider,
        model=model or f"{name}-model",
        tier=tier,
        kind=kind,
        prices=PriceHistory(prices or (price(input_usd=input_usd, output_usd=output_usd),)),
        context_window=context_window,
        max_output_tokens=max_output_tokens,
        capabilities=frozenset(capabilities),
        api_base=api_base,
    )


def catalog(*deployments: Deployment, aliases: dict[str, str] | None = None) -> Catalog:
    standard = (
        deployment("small", tier=Tier.ECONOMY, input_usd="0.1", output_usd="0.4"),
        deployment("middle", tier=Tier.STANDARD, input_usd="1", output_usd="4"),
        deployment("large", tier=Tier.PREMIUM, input_usd="5", output_usd="25"),
    )
    return Catalog(deployments=deployments or standard, aliases=aliases or {}, version="cat-1")


def assessment(
    *,
    priority: Priority = Priority.NORMAL,
    complexity: Complexity = Complexity.MODERATE,
    task: Task = Task.DRAFTING,
    is_abstained: bool = False,
) -> Assessment:
    return Assessment(
        priority=priority,
        complexity=complexity,
        task=task,
        priority_probabilities={p: 0.9 if p is priority else 0.05 for p in Priority},
        complexity_probabilities={c: 0.9 if c is complexity else 0.05 for c in Complexity},
        task_probabilities={task: 0.8},
        is_abstained=is_abstained,
        abstained_because="too unsure" if is_abstained else None,
        features={"words": 12.0},
        classifier_version="clf-1",
    )


def caller(
    *,
    team: str = "search",
    user: str = "ada",
    project: str = "atlas",
    environment: str = "prod",
    tags: tuple[str, ...] = (),
) -> Caller:
    return Caller(
        key_id="key_1", team=team, user=user, project=project, environment=environment, tags=tags
    )


def shape(
    *,
    requested_model: str = "auto",
    input_tokens: int = 100,
    max_output_tokens: int | None = None,
    tool_count: int = 0,
    needs: Iterable[Capability] = (),
    kind: Kind = Kind.CHAT,
    choices: int = 1,
) -> RequestShape:
    return RequestShape(
        requested_model=requested_model,
        input_tokens=input_tokens,
        max_output_tokens=max_output_tokens,
        tool_count=tool_count,
        needs=frozenset(needs),
        kind=kind,
        choices=choices,
    )


def facts(
    *,
    said: Assessment | None = None,
    who: Caller | None = None,
    asked: RequestShape | None = None,
    at: datetime = NOON,
) -> Facts:
    return Facts(
        at=at,
        caller=who or caller(),
        request=asked or shape(),
        assessment=said or assessment(),
    )


def policy(*rules: dict[str, object], default: Tier = Tier.STANDARD) -> Policy:
    complete = [{"id": f"r{n}", "reason": "because", **rule} for n, rule in enumerate(rules)]
    return Policy.model_validate(
        {"version": 1, "name": "test", "default": {"tier": default}, "rules": complete}
    )


def rulebook(with_policy: Policy | None = None, *, of: Catalog | None = None) -> Rulebook:
    return Rulebook(
        policy=with_policy or policy(),
        catalog=of or catalog(),
        policy_version="pol-1",
        catalog_version="cat-1",
    )


def ledger_entry(
    *,
    id: str = "led_1",
    decision_id: str = "dec_1",
    at: datetime = NOON,
    cost_usd: str = "0.000123456",
    who: Caller | None = None,
    outcome: Outcome = Outcome.COMPLETED,
    model: str = "small-model",
) -> LedgerEntry:
    return LedgerEntry(
        id=id,
        decision_id=decision_id,
        at=at,
        outcome=outcome,
        error_code=None,
        caller=who or caller(),
        deployment="small",
        provider="openai",
        model=model,
        tier=Tier.ECONOMY,
        usage=Usage(input_tokens=100, cached_tokens=10, output_tokens=20, reasoning_tokens=5),
        cost_usd=Decimal(cost_usd),
        price_version="test",
        policy_version="pol-1",
        classifier_version="clf-1",
        duration_ms=12,
    )


def decision_record(
    *,
    id: str = "dec_1",
    on: Facts | None = None,
) -> DecisionRecord:
    return DecisionRecord(
        id=id,
        facts=on or facts(),
        deployment="small",
        tier=Tier.ECONOMY,
        rule_id="r0",
        reason="because",
        policy_version="pol-1",
        catalog_version="cat-1",
    )


def chat_request(
    *,
    content: str = "hello there",
    requested_model: str = "auto",
    is_streamed: bool = False,
    wants_usage: bool = False,
    attribution: Attribution | None = None,
    max_output_tokens: int | None = None,
) -> ChatRequest:
    messages = [{"role": "user", "content": content}]
    asked: dict[str, object] = {"model": requested_model, "messages": messages}
    if max_output_tokens is not None:
        asked["max_completion_tokens"] = max_output_tokens
    return ChatRequest(
        fields={name: json.dumps(value).encode() for name, value in asked.items()},
        max_output_tokens=max_output_tokens,
        messages=messages,
        requested_model=requested_model,
        attribution=attribution or Attribution(),
        is_streamed=is_streamed,
        wants_usage=wants_usage,
    )


def embedding_request(*, text: str = "hello there", model: str = "auto") -> EmbeddingRequest:
    return EmbeddingRequest(
        fields={"model": json.dumps(model).encode(), "input": json.dumps(text).encode()},
        requested_model=model,
        attribution=Attribution(),
    )


def key(
    *,
    id: str = "key_1",
    team: str | None = None,
    user: str | None = None,
    expires_at: datetime | None = None,
    revoked_at: datetime | None = None,
) -> VirtualKey:
    return VirtualKey(
        id=id,
        name="app",
        prefix="tw-abc",
        team=team,
        user=user,
        expires_at=expires_at,
        revoked_at=revoked_at,
    )


def journey(*, on: Facts | None = None, with_rulebook: Rulebook | None = None) -> Journey:
    known, book = on or facts(), with_rulebook or rulebook()
    return Journey(
        decision_id="dec_1",
        facts=known,
        rulebook=book,
        started_s=0.0,
        decision=decide(known, book),
    )
