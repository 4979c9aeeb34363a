"""What does somebody see who labels prompts?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from classifier.labelling.session import Session
    from classifier.prompt import Turn

__all__ = ["Screen"]

SHOWN_CHARS: Final = 1_600
COLUMNS: Final = 3
KEYS_LINE: Final = (
    "Enter accepts · ? what labels mean · space whole text · u undo · s skip · q quit"
)


class Screen:
    """Writes to the terminal, or to whatever stands in for it."""

    def __init__(self, session: "Session") -> None:
        from rich.console import Console

        self._session = session
        self._console = Console(highlight=False)

    def welcome(self, *, already: int) -> None:
        """How many there are, and which keys there are."""
        before = f", {already:,} have their labels" if already else ""
        self._console.print(f"{self._session.total:,} prompts to label{before}.")
        self._console.print(f"[dim]{KEYS_LINE}[/dim]")

    def prompt(self, *, whole: bool = False) -> None:
        """The conversation, who said what; a long turn is cut in its middle."""
        from rich.text import Text

        candidate = self._session.candidate
        if candidate is None:
            return
        place = f"{self._session.position + 1:,} of {self._session.total:,}"
        self._console.rule(f"{place} · {_visible(candidate.traffic.id)}", style="dim")
        for turn in candidate.traffic.prompt.turns:
            self._console.print(Text(turn.role, style="bold cyan"))
            self._console.print(Text(_visible(_text(turn, whole=whole))))
        self._console.print()

    def question(self) -> None:
        """The labels of the head that is asked for, their keys, and the guess."""
        candidate = self._session.candidate
        if candidate is None:
            return
        guess, probability = candidate.guess_of(self._session.head)
        given = "".join(
            f"[dim]{head}[/dim] {label}  " for head, label in self._session.answers.items()
        )
        self._console.print(
            f"{given}[bold]{self._session.head}[/bold]  [dim]guess:[/dim] [green]{guess}[/green] "
            f"[dim]{probability:.0%}[/dim]"
        )
        for line in self._choices():
            self._console.print(line)

    def definitions(self) -> None:
        """What each label means, as it was written for all who label."""
        from classifier.labelling.session import KEYS

        for key, label in KEYS[self._session.head].items():
            self._console.print(f"  [bold]{key}[/bold] {label}: {label.definition}")

    def unknown(self) -> None:
        """The key stands for nothing here."""
        self._console.print(f"[yellow]No such key here.[/yellow] [dim]{KEYS_LINE}[/dim]")

    def _choices(self) -> Iterator[str]:
        from classifier.labelling.session import KEYS

        choices = [f"[bold]{key}[/bold] {label}" for key, label in KEYS[self._session.head].items()]
        width = max(map(len, choices)) + 2
        for start in range(0, len(choices), COLUMNS):
            row = choices[start : start + COLUMNS]
            yield "  " + "".join(choice.ljust(width) for choice in row).rstrip()


def _text(turn: "Turn", *, whole: bool) -> str:
    if whole or len(turn.text) <= SHOWN_CHARS:
        return turn.text
    left_out = len(turn.text) - SHOWN_CHARS
    half = SHOWN_CHARS // 2
    gap = f"… {left_out:,} characters more: space shows them …"
    return f"{turn.text[:half]}\n{gap}\n{turn.text[-half:]}"


def _visible(text: str) -> str:
    """No prompt may move the cursor, ring, or change colours of whoever reads it."""
    return "".join(
        character if character in "\n\t" or character.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )
