"""Section: what needs approval, what is refused, and how does one ask?"""

from collections.abc import Sequence

from router.core.guide.guide import Code, Paragraph, Section, Words
from router.core.guide.rule_lines import lines_of
from router.core.policy import Rule

__all__ = ["refusals"]

_MEANINGS: tuple[Words, ...] = (
    (
        "What needs approval is answered with status 403 and the code ",
        Code("approval_required"),
        "; the message says how to ask. ",
    ),
    (
        "What is refused is answered with status 403 and the code ",
        Code("policy_denied"),
        ". ",
    ),
    (
        "What is refused for a time is answered with status 403 and the code ",
        Code("key_quarantined"),
        "; that ends by itself, or when somebody looks into it. ",
    ),
    (
        "What comes too fast is answered with status 429 and the code ",
        Code("rate_limit_exceeded"),
        "; the answer says when to ask again. ",
    ),
)
"""How each kind is answered: approvals, denials, quarantines, slowing down."""


def refusals(rules: Sequence[Rule]) -> Section:
    """The rules that stop a request, with the messages that its sender gets."""
    denied = lines_of("deny", rules, title="Refused")
    approvals = lines_of("require_approval", rules, title="Needs approval")
    quarantined = lines_of("quarantine", rules, title="Refused for a time")
    slowed = lines_of("slow_down", rules, title="Slowed down")
    told = (approvals, denied, quarantined, slowed)
    codes = tuple(
        word for found, words in zip(told, _MEANINGS, strict=True) if found for word in words
    )
    nothing = "Nothing needs approval, and nothing is refused by a rule."
    return Section(
        id="approval",
        title="What needs approval, and what is refused",
        blocks=(
            Paragraph(words=codes or (nothing,)),
            *denied,
            *quarantined,
            *approvals,
            *slowed,
        ),
    )
