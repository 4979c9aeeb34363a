"""When did callers get a complete answer again, to a request that began after some moment?"""

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.concurrency.answers import OK, Answered
from benchmarks.concurrency.fleet import eventually

__all__ = ["Heard"]

_PATIENCE_S = 60.0


class Heard:
    """Follows the files of callers that are still calling."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self._read = dict.fromkeys(files, 0)
        self._answers: list[Answered] = []

    def await_answer(self, *, after_s: float) -> float:
        """When the first such request was answered.

        Raises:
            TimeoutError: nobody got an answer.
        """
        eventually(
            lambda: self._first(after_s) is not None,
            within_s=_PATIENCE_S,
            what="somebody gets a complete answer",
        )
        return self._first(after_s) or 0.0

    def _first(self, after_s: float) -> float | None:
        for file in self._files:
            self._follow(file)
        self._answers = [one for one in self._answers if _began_s(one) > after_s]
        return min((one.ended_s for one in self._answers), default=None)

    def _follow(self, file: Path) -> None:
        if not file.exists():
            return
        with file.open("rb") as lines:
            lines.seek(self._read[file])
            for line in lines:
                if not line.endswith(b"\n"):
                    break  # the rest of it comes
                self._read[file] += len(line)
                answered = Answered(**json.loads(line))
                if answered.status == OK:
                    self._answers.append(answered)


def _began_s(answered: Answered) -> float:
    return answered.ended_s - answered.took_ms / 1000
