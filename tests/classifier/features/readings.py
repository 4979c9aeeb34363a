"""Readings of literal prompts, with the tokenizer of the tiny classifier."""

from classifier.features.group import FeatureGroup
from classifier.features.reading import Reading
from classifier.prompt import Prompt
from tests.classifier import tiny


def reading_of(prompt: Prompt | str) -> Reading:
    """Read a prompt, or a text as one user turn."""
    return tiny.reader().read(Prompt.from_text(prompt) if isinstance(prompt, str) else prompt)


def named(group: FeatureGroup, prompt: Prompt | str) -> dict[str, float]:
    """A group's features by name; there must be one number for each name."""
    return dict(zip(group.feature_names, group.row(reading_of(prompt)), strict=True))
