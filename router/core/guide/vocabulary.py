"""Section: what do the words mean? The definitions are those that the classifier learnt by."""

from collections.abc import Iterable

from classifier.labels import Complexity, Label, Priority, Task
from router.core.guide.guide import Pairs, Paragraph, Section, Words
from router.core.rules.phrases import listed
from router.core.tier import TIERS

__all__ = ["vocabulary"]


def vocabulary() -> Section:
    """Every label with its definition."""
    return Section(
        id="what-the-words-mean",
        title="What the words mean",
        blocks=(
            Paragraph(
                words=(
                    "A classifier reads each request and judges it by what it holds; to call it "
                    "urgent changes nothing. Where it is unsure, it says so. The classes of models "
                    f"are, from the cheapest to the best: {listed(TIERS, word='and')}.",
                )
            ),
            Pairs(title="Priority: what a poor answer would cost", pairs=_defined(Priority)),
            Pairs(title="Complexity: what it demands of a model", pairs=_defined(Complexity)),
            Pairs(title="Task: what kind of work it is", pairs=_defined(Task)),
        ),
    )


def _defined(labels: Iterable[Label]) -> tuple[tuple[Words, Words], ...]:
    return tuple(((label.replace("_", " "),), (label.definition,)) for label in labels)
