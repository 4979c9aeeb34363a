"""What does a guide consist of, before anybody writes it as text, Markdown or a page?"""

from dataclasses import dataclass

from router.core.guide.matrix import Matrix

__all__ = ["Block", "Code", "Guide", "Line", "Lines", "Pairs", "Paragraph", "Section", "Words"]


@dataclass(frozen=True, slots=True)
class Code:
    """What stands in a program as it is written here."""

    text: str


Words = tuple[str | Code, ...]
"""A sentence, or part of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Sentences that belong together."""

    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Words and what they mean, or questions and their answers."""

    title: str | None = None
    pairs: tuple[tuple[Words, Words], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one rule does in one respect."""

    rule_id: str
    words: Words
    said: str | None = None
    """The organisation's own message to whoever is refused, or to every caller."""
    reason: str | None = None
    """Why; None where another line of the same rule has said it already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What the rules do in one respect, in the order in which they are tried."""

    kind: str
    """The effect."""
    title: str
    note: str
    """Which of the lines holds for a request that several fit."""
    lines: tuple[Line, ...]


Block = Paragraph | Pairs | Lines | Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What belongs to one question of an employee."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A policy in plain words."""

    policy: str
    """Its name."""
    versions: tuple[str, str]
    """Of policy and catalog."""
    team: str | None
    """Only what concerns this team; None for everything."""
    teams: tuple[str, ...]
    """Teams that some rule names."""
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """What stands above it."""
        whose = f" for team {self.team}" if self.team else ""
        return f"Which AI model answers what{whose}"
