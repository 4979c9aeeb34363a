"""What is a feature group?"""

from collections.abc import Sequence
from typing import Protocol

from classifier.features.reading import Reading

__all__ = ["FeatureGroup"]


class FeatureGroup(Protocol):
    """A few numbers read from a prompt, each with a name that a person understands.

    A group is pure and imports no scikit-learn: serving calls `row` directly, and
    `classifier.pipeline` turns the same method into a scikit-learn transformer.
    """

    @property
    def name(self) -> str:
        """The name that explanations and reports use for the group."""
        ...

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of the numbers, in the order of `row`."""
        ...

    def row(self, reading: Reading) -> Sequence[float]:
        """The numbers of one prompt."""
        ...
