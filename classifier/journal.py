"""Which artifact was in force when, by whose choice, and why? Lines are added, never edited.

One JSON object a line. Writers take turns through the lock of the registry and each line is one
`write` that reaches the disk before it counts. A line without its end is what a crash in between
left: it never counted, readers pass it over and the next writer cuts it off.
"""

import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

__all__ = ["SHIPPED_NAME", "Choice", "Journal", "RegistryError", "Standing", "Step"]

SHIPPED_NAME: Final = "shipped"
"""The artifact of this release, whichever that is: an upgrade of Tierwise may bring another."""


class RegistryError(Exception):
    """A choice of an artifact cannot be read, found or made. One sentence says what to do."""


class Step(StrEnum):
    """What was done."""

    PROMOTE = "promote"
    ROLLBACK = "rollback"
    SHADOW = "shadow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line. `before` and `after` name what is in force, of a shadow the shadow."""

    step: Step
    at: str
    who: str
    before: str | None
    after: str | None
    why: str = ""
    share: float = 0.0
    """Of a shadow: the share of requests that it sees."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What all choices together come to."""

    in_force: tuple[str, ...] = (SHIPPED_NAME,)
    """The artifact in force, last; before it those that a rollback returns to."""
    shadow: str | None = None
    share: float = 0.0
    last: Choice | None = None
    """The choice that put the artifact in force there."""

    @property
    def current(self) -> str:
        """The name of the artifact in force."""
        return self.in_force[-1]

    def after(self, choice: Choice) -> "Standing":
        """What stands after one more choice."""
        if choice.step is Step.SHADOW:
            return Standing(self.in_force, choice.after, choice.share, self.last)
        if choice.step is Step.ROLLBACK:
            kept = self.in_force[:-1] or (SHIPPED_NAME,)
        else:
            kept = (*self.in_force, choice.after or SHIPPED_NAME)
        shadow = None if self.shadow == kept[-1] else self.shadow
        return Standing(kept, shadow, self.share if shadow else 0.0, choice)


class Journal:
    """The file of choices in a registry."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def choices(self) -> list[Choice]:
        """Every choice, oldest first; raises `RegistryError` where a whole line cannot be read."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise RegistryError(f"{self.path} cannot be read: {error.strerror}.") from error
        whole = content[: content.rfind(b"\n") + 1]
        return [
            self._choice(line, number) for number, line in enumerate(whole.splitlines(), start=1)
        ]

    def standing(self) -> Standing:
        """What is in force now, and what shadows it."""
        standing = Standing()
        for choice in self.choices():
            standing = standing.after(choice)
        return standing

    def add(self, choice: Choice) -> None:
        """Write one more choice. The caller holds the lock of the registry."""
        line = json.dumps(asdict(choice), ensure_ascii=False, separators=(",", ":"))
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        with open(handle, "r+b", buffering=0) as file:  # noqa: PTH123 - a handle, no path
            content = file.read()
            end = content.rfind(b"\n") + 1
            file.truncate(end)
            file.seek(end)
            file.write(f"{line}\n".encode())
            os.fsync(file.fileno())

    def _choice(self, line: bytes, number: int) -> Choice:
        try:
            facts = json.loads(line)
            return Choice(**facts | {"step": Step(facts["step"])})
        except (ValueError, TypeError, KeyError) as error:
            raise RegistryError(
                f"{self.path}, line {number}: this is no choice of an artifact ({error}). "
                "Restore the file from a backup; do not edit it by hand."
            ) from error
