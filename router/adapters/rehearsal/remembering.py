"""Which prompts were judged before? In a simulation the same words come many times."""

from collections.abc import Mapping, Sequence

from typing_extensions import override

from router.core.assessment import Assessment
from router.ports.classifier import Classifier
from router.ports.difficulty import Difficulty

__all__ = ["RememberingClassifier", "RememberingDifficulty"]

Messages = Sequence[Mapping[str, object]]


class RememberingClassifier(Classifier):
    """The real classifier judges each conversation once; equal ones get the same assessment."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._known: dict[tuple[object, ...], Assessment] = {}

    @property
    @override
    def version(self) -> str:
        return self._classifier.version

    @override
    async def assess(self, messages: Messages, *, tool_count: int) -> Assessment:
        words = (tool_count, *_words(messages))
        known = self._known.get(words)
        if known is None:
            known = await self._classifier.assess(messages, tool_count=tool_count)
            self._known[words] = known
        return known

    @override
    def contributions(
        self, messages: Messages, *, tool_count: int
    ) -> Mapping[str, Mapping[str, float]]:
        return self._classifier.contributions(messages, tool_count=tool_count)


class RememberingDifficulty(Difficulty):
    """The same for how hard a prompt is."""

    def __init__(self, difficulty: Difficulty) -> None:
        self._difficulty = difficulty
        self._known: dict[tuple[object, ...], float | None] = {}

    @override
    def of(self, messages: Messages) -> float | None:
        words = _words(messages)
        if words not in self._known:
            self._known[words] = self._difficulty.of(messages)
        return self._known[words]


def _words(messages: Messages) -> tuple[object, ...]:
    return tuple((one.get("role"), str(one.get("content"))) for one in messages)
