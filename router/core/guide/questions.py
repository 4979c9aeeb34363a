"""Section: whom does one ask, and how does one find out why?"""

from collections import defaultdict
from collections.abc import Sequence

from router.core.guide.guide import Code, Pairs, Paragraph, Section, Words
from router.core.policy import DEFAULT_RULE, Policy, Rule

__all__ = ["questions"]


def questions(policy: Policy, rules: Sequence[Rule]) -> Section:
    """Owners of the rules, and where each decision is explained."""
    return Section(
        id="questions",
        title="Whom to ask",
        blocks=(
            Paragraph(
                words=(
                    "Every answer has a header ",
                    Code("x-tierwise-decision-id"),
                    ". ",
                    Code("GET /v1/decisions/{id}"),
                    ", called with your key, says why it was routed so: the rules that were tried, "
                    "the models that were weighed, and what it cost. ",
                    Code("POST /v1/route"),
                    " says the same of a request beforehand, and costs nothing.",
                )
            ),
            Pairs(title="Who answers for which rule", pairs=_owners(policy, rules)),
        ),
    )


def _owners(policy: Policy, rules: Sequence[Rule]) -> tuple[tuple[Words, Words], ...]:
    owned: dict[str, list[str]] = defaultdict(list)
    for rule in rules:
        owned[rule.owner or policy.owner or ""].append(rule.id)
    owned[policy.owner or ""].append(DEFAULT_RULE)
    return tuple(
        ((owner or "nobody named: ask whoever runs this service",), _codes(ids))
        for owner, ids in owned.items()
    )


def _codes(names: Sequence[str]) -> Words:
    first, *others = names
    return (Code(first), *(part for name in others for part in (", ", Code(name))))
