"""A small company, and requests and endings of it, for tests."""

from datetime import UTC, datetime
from decimal import Decimal

from classifier.labels import Complexity, Priority
from router.core.feedback import Verdict
from router.core.simulation.calendar import Calendar
from router.core.simulation.ending import Ending
from router.core.simulation.event import Ask, Request, Truth
from router.core.simulation.plan import Plan, planned
from router.core.tier import Tier

START = datetime(2026, 9, 1, tzinfo=UTC)
"""A Tuesday."""


def calendar(days: int = 30) -> Calendar:
    return Calendar(START, days)


def plan(*, people: int = 20, days: int = 1, seed: int = 1) -> Plan:
    return planned(people=people, days=days, start=START, seed=seed)


def ask(
    text: str = "Sort: b, a",
    *,
    priority: Priority = Priority.NORMAL,
    complexity: Complexity = Complexity.TRIVIAL,
) -> Ask:
    return Ask(messages=(("user", text),), truth=Truth(priority, complexity), output_tokens=50)


def request(
    at_s: float = 0.0,
    *,
    asked: Ask | None = None,
    anomaly: str | None = None,
    oddity: str | None = None,
    key: str = "key-developer-001",
) -> Request:
    return Request(at_s=at_s, key=key, ask=asked or ask(), anomaly=anomaly, oddity=oddity)


def ending(
    of: Request | None = None,
    *,
    tier: Tier | None = Tier.ECONOMY,
    cost_usd: str = "0",
    premium_usd: str = "0",
    refusal: str | None = None,
    findings: tuple[str, ...] = (),
    rule_id: str | None = None,
    judged: Truth | None = None,
    said: Verdict | None = None,
    is_resumed: bool = False,
) -> Ending:
    return Ending(
        request=of or request(),
        tier=None if refusal else tier,
        cost_usd=Decimal(cost_usd),
        premium_usd=Decimal(premium_usd),
        refusal=refusal,
        findings=findings,
        rule_id=rule_id,
        judged=judged,
        said=said,
        is_resumed=is_resumed,
    )
