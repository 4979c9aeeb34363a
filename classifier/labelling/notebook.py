"""Where do labels go the moment they are given, and how is the last one taken back?"""

import json
from collections.abc import Mapping
from pathlib import Path

from classifier.datasets.load import DatasetError, read_rows
from classifier.datasets.real import prompt_id
from classifier.datasets.split import opening
from classifier.datasets.traffic import TrafficPrompt, readable
from classifier.labels import Label

__all__ = ["Notebook", "labelled_row"]


class Notebook:
    """A file of labelled prompts that grows by a line at a time, and is whole after each."""

    def __init__(self, path: Path) -> None:
        """Open the file, or begin it where it is not there.

        Raises:
            DatasetError: the file cannot be used, or holds something else.
        """
        self.path = path
        self._ends: list[int] = []
        with readable(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            self.done = {str(row.get("id")) for row, _ in read_rows(path)}
            if path.read_bytes()[-1:] not in (b"", b"\n"):
                with path.open("a", encoding="utf-8") as file:
                    file.write("\n")

    def add(self, row: Mapping[str, object]) -> None:
        """Append a line; it is on its way to the disk when this returns."""
        self._ends.append(self.path.stat().st_size)
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
        except OSError as error:
            message = f"{self.path} cannot be written: {error.strerror}. Earlier labels are kept."
            raise DatasetError(message) from error
        self.done.add(str(row["id"]))

    def take_back(self, identity: str) -> None:
        """Remove the last line that was added since the file was opened."""
        with self.path.open("r+b") as file:
            file.truncate(self._ends.pop())
        self.done.discard(identity)


def labelled_row(
    traffic: TrafficPrompt, answers: Mapping[str, Label], *, annotator: str
) -> dict[str, object]:
    """The line of a labelled prompt, as `tierwise train` reads it."""
    row = traffic.row
    return {
        "id": traffic.id,
        "author": annotator,
        # Prompts of one template open alike; they must not stand on both sides of a split.
        "group": str(row.get("group") or f"own-{prompt_id(opening(traffic.prompt))}"),
        "language": str(row.get("language", "")),
        "trade": str(row.get("trade", "")),
        "traps": [],
        "messages": row["messages"],
        **({"tools": row["tools"]} if row.get("tools") else {}),
        **{head: str(label) for head, label in answers.items()},
    }
