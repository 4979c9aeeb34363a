"""`tierwise policy` on a journal of a test, with a policy file of its own."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli.calling import call

__all__ = ["Journal", "only"]


def only(tier: str) -> str:
    """A policy that sends everything to one tier, and is named after it."""
    return f"version: 1\nname: only-{tier}\ndefault: {{tier: {tier}, reason: Only {tier}.}}\n"


@dataclass(frozen=True)
class Journal:
    """A folder with the service's policy file, others to apply, and a database."""

    folder: Path

    def __post_init__(self) -> None:
        (self.folder / "own.yaml").write_text(only("standard"), encoding="utf-8")

    @property
    def database(self) -> Path:
        return self.folder / "books" / "tierwise.db"

    def file(self, tier: str) -> Path:
        file = self.folder / f"{tier}.yaml"
        file.write_text(only(tier), encoding="utf-8")
        return file

    def run(self, *words: str | Path, **environment: str) -> str:
        """What the command prints."""
        given = {"TIERWISE_POLICY": str(self.folder / "own.yaml"), "USER": "ada"} | environment
        done = call("policy", *words, "--database", self.database, **given)
        assert done.exit_code == 0, done.output
        return done.stdout

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run("history", "--json").splitlines()]
