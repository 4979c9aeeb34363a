"""Section: how does one call it, and what happens then?"""

from router.core.catalog import AUTO
from router.core.guide.guide import Code, Pairs, Paragraph, Section
from router.core.policy import Policy

__all__ = ["opening"]


def opening(policy: Policy, *, base_url: str) -> Section:
    """What to set in an application, and what the policy does in two sentences."""
    settings = (
        (("Base URL",), (Code(base_url),)),
        (("Model",), (Code(AUTO), ", so that the rules below choose the model")),
        (("API key",), ("your virtual key, which begins with ", Code("tw-"))),
    )
    described = f"{policy.description.rstrip('.')}. " if policy.description else ""
    return Section(
        id="in-short",
        title="In short",
        blocks=(
            Paragraph(
                words=(
                    f"{described}Each request is read and sorted by how much depends on the "
                    "answer (priority) and by how hard it is (complexity); then the rules below "
                    "choose the model that answers.",
                )
            ),
            Pairs(
                title="Any application that speaks OpenAI's API can call it",
                pairs=settings,
            ),
        ),
    )
