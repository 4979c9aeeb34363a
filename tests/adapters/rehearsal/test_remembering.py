"""Tests of `router.adapters.rehearsal.remembering`."""

from collections.abc import Mapping, Sequence

from router.adapters.rehearsal.remembering import RememberingClassifier, RememberingDifficulty
from router.core.assessment import Assessment
from tests.factories import assessment


class Counting:
    """A classifier that counts how often it judges."""

    version = "counting"

    def __init__(self) -> None:
        self.judged = 0

    async def assess(
        self, messages: Sequence[Mapping[str, object]], *, tool_count: int
    ) -> Assessment:
        self.judged += 1
        return assessment()

    def contributions(
        self, messages: Sequence[Mapping[str, object]], *, tool_count: int
    ) -> Mapping[str, Mapping[str, float]]:
        return {"priority": {"length": 1.0}}


async def test_equal_words_are_judged_once() -> None:
    counting = Counting()
    remembering = RememberingClassifier(counting)

    first = await remembering.assess([{"role": "user", "content": "a"}], tool_count=0)
    again = await remembering.assess([{"role": "user", "content": "a"}], tool_count=0)

    assert first is again
    assert counting.judged == 1


async def test_other_words_roles_or_tools_are_judged_anew() -> None:
    counting = Counting()
    remembering = RememberingClassifier(counting)

    await remembering.assess([{"role": "user", "content": "a"}], tool_count=0)
    await remembering.assess([{"role": "user", "content": "b"}], tool_count=0)
    await remembering.assess([{"role": "system", "content": "a"}], tool_count=0)
    await remembering.assess([{"role": "user", "content": "a"}], tool_count=2)

    assert counting.judged == 4


def test_it_speaks_for_the_classifier_behind_it() -> None:
    remembering = RememberingClassifier(Counting())

    assert remembering.version == "counting"
    assert remembering.contributions([], tool_count=0) == {"priority": {"length": 1.0}}


class Measuring:
    """Says how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def of(self, messages: Sequence[Mapping[str, object]]) -> float | None:
        self.asked += 1
        return float(self.asked)


def test_difficulty_is_measured_once_for_equal_words() -> None:
    remembering = RememberingDifficulty(Measuring())

    said = [remembering.of([{"role": "user", "content": text}]) for text in ("a", "a", "b")]

    assert said == [1.0, 1.0, 2.0]
