"""Who says what a prompt is worth and how hard it is?"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from router.core.assessment import Assessment

__all__ = ["Classifier"]

Messages = Sequence[Mapping[str, object]]


class Classifier(Protocol):
    """A trained model. It never raises: where it cannot judge, it abstains."""

    @property
    def version(self) -> str:
        """Version of the artifact, as recorded with each decision."""
        ...

    async def assess(self, messages: Messages, *, tool_count: int) -> Assessment:
        """Priority, complexity and task of the whole conversation."""
        ...

    def contributions(
        self, messages: Messages, *, tool_count: int
    ) -> Mapping[str, Mapping[str, float]]:
        """For each head, how much each group of features spoke for the label it chose."""
        ...
