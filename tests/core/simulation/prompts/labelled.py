"""What holds of the templates of every kind of work."""

from collections import Counter
from collections.abc import Sequence

from router.core.simulation.template import VARIANTS, Template, compose


def labels_of(templates: Sequence[Template]) -> Counter[tuple[str, str]]:
    """How many templates have each priority and complexity."""
    return Counter((one.truth.priority.value, one.truth.complexity.value) for one in templates)


def texts_of(templates: Sequence[Template]) -> list[str]:
    """Every text that can be made, with its system message."""
    return [
        "\n".join(content for _, content in compose(one, variant).messages)
        for one in templates
        for variant in range(VARIANTS)
    ]


def assert_complete(templates: Sequence[Template]) -> None:
    """No gap stays open, nothing comes twice under one id, and variants differ."""
    texts = texts_of(templates)
    assert not [text for text in texts if "{" in text]
    assert len({one.id for one in templates}) == len(templates)
    assert len(set(texts)) > len(templates)
