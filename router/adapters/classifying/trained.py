"""The trained classifier behind the port: in line where it is fast, in a thread where it is not."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from classifier.artifact import ArtifactError
from classifier.encoder import EncoderUnavailableError
from classifier.lengths.model import AnswerLength, Lengths
from classifier.prediction import SHIPPED, Abstention, Classifier, Prediction
from classifier.prompt import Prompt
from classifier.sketch import Sketcher
from router.core.assessment import Assessment
from router.core.errors import ConfigurationError

__all__ = ["REASONS", "Messages", "TrainedClassifier"]

_INLINE_S = 0.005
"""A classifier slower than this would delay other requests, so it runs in a thread."""
_WARM_UP = "Summarise the minutes of the meeting for the two teams that could not attend."
REASONS = {
    Abstention.NOTHING_TO_READ: "there is no text to judge",
    Abstention.UNFAMILIAR: "the text is unlike anything it was trained on",
    Abstention.UNSURE: "no label is probable enough",
}
"""Why it abstains, as a decision records it."""

Messages = Sequence[Mapping[str, object]]


class TrainedClassifier:
    """Implements `Classifier` with an artifact folder of the classifier package."""

    def __init__(self, folder: Path | None = None) -> None:
        try:
            self._classifier = Classifier.load(folder or SHIPPED)
            self._lengths = Lengths.of_artifact(folder or SHIPPED)
        except (ArtifactError, EncoderUnavailableError) as error:
            raise ConfigurationError(str(error)) from error
        self.sketcher: Sketcher | None = None
        """What makes sketches, where they are wanted."""
        self._is_inline = self._seconds_for_one() < _INLINE_S

    @property
    def version(self) -> str:
        """The artifact's name, version and hash."""
        return self._classifier.version

    async def assess(self, messages: Messages, *, tool_count: int) -> Assessment:
        """Priority, complexity and task of the whole conversation."""
        if self._is_inline:
            return self.judge(messages, tool_count=tool_count)
        return await asyncio.to_thread(self.judge, messages, tool_count=tool_count)

    def judge(self, messages: Messages, *, tool_count: int) -> Assessment:
        """The same, in the thread that asks."""
        prompt = _prompt(messages, tool_count)
        said = self._classifier.predict(prompt)
        # A guess that nobody should act on says nothing of the answer either.
        lengths = None if said.abstained else self._lengths
        length = lengths.predict(prompt, said) if lengths else None
        return _assessment(said, length, sketch=self._sketch(said))

    def contributions(
        self, messages: Messages, *, tool_count: int
    ) -> Mapping[str, Mapping[str, float]]:
        """How much each group of features spoke for the label of each head."""
        return self._classifier.explain(_prompt(messages, tool_count))

    def _sketch(self, said: Prediction) -> int | None:
        if self.sketcher is None or said.vector is None:
            return None
        return self.sketcher.sketch(said.vector)

    def _seconds_for_one(self) -> float:
        prompt = Prompt.from_text(_WARM_UP)
        self._classifier.predict(prompt)  # the first one loads what is loaded lazily
        started = time.perf_counter()
        self._classifier.predict(prompt)
        return time.perf_counter() - started


def _prompt(messages: Messages, tool_count: int) -> Prompt:
    return replace(Prompt.from_messages(messages), tool_count=tool_count)


def _assessment(
    prediction: Prediction, length: AnswerLength | None, *, sketch: int | None
) -> Assessment:
    reason = prediction.abstained_because
    return Assessment(
        priority=prediction.priority,
        complexity=prediction.complexity,
        task=prediction.task,
        priority_probabilities=prediction.probabilities.priority,
        complexity_probabilities=prediction.probabilities.complexity,
        task_probabilities=prediction.probabilities.task,
        is_abstained=reason is not None,
        abstained_because=REASONS[reason] if reason else None,
        features=prediction.features,
        classifier_version=prediction.version,
        sketch=sketch,
        output_tokens_p50=length.p50 if length else None,
        output_tokens_p95=length.p95 if length else None,
    )
