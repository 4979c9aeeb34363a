"""Section: what needs approval, what is refused, and how does one ask?"""

from collections.abc import Sequence

from router.core.guide.guide import Code, Paragraph, Section
from router.core.guide.rule_lines import lines_of
from router.core.policy import Rule

__all__ = ["refusals"]


def refusals(rules: Sequence[Rule]) -> Section:
    """The rules that stop a request, with the messages that its sender gets."""
    denied = lines_of("deny", rules, title="Refused")
    approvals = lines_of("require_approval", rules, title="Needs approval")
    codes: list[str | Code] = []
    if approvals:
        codes += [
            "What needs approval is answered with status 403 and the code ",
            Code("approval_required"),
            "; the message says how to ask. ",
        ]
    if denied:
        codes += [
            "What is refused is answered with status 403 and the code ",
            Code("policy_denied"),
            ". ",
        ]
    nothing = "Nothing needs approval, and nothing is refused by a rule."
    return Section(
        id="approval",
        title="What needs approval, and what is refused",
        blocks=(Paragraph(words=tuple(codes) or (nothing,)), *denied, *approvals),
    )
