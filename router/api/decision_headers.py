"""What does a caller see of the decision in the answer's headers?"""

from decimal import Decimal

from router import __version__
from router.core.money import format_usd
from router.services.journey import DECISION_HEADER, Journey

__all__ = ["decision_headers", "header_value"]

Headers = list[tuple[bytes, bytes]]


def decision_headers(journey: Journey, cost_usd: Decimal | None = None) -> Headers:
    """Headers of one decision; the cost is known only where the answer is whole."""
    said = journey.facts.assessment
    made = journey.decision
    values = [
        (DECISION_HEADER, journey.decision_id),
        ("x-tierwise-version", __version__),
        ("x-tierwise-priority", "abstained" if said.is_abstained else said.priority.value),
        ("x-tierwise-complexity", "abstained" if said.is_abstained else said.complexity.value),
    ]
    if made is not None:
        values += [
            ("x-tierwise-model", made.deployment.name),
            ("x-tierwise-tier", made.tier.value),
            ("x-tierwise-rule", made.rule_id),
        ]
    if cost_usd is not None:
        values.append(("x-tierwise-cost-usd", format_usd(cost_usd)))
    return [(name.encode(), header_value(value)) for name, value in values]


def header_value(text: str) -> bytes:
    """Header values are printable ASCII: names and providers' words may hold anything."""
    if text.isascii() and text.isprintable():
        return text.encode()
    return "".join(c if " " <= c <= "~" else "?" for c in text).encode()
