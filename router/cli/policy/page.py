"""How is a report of tables shown, in a terminal and as Markdown for a pull request?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Page", "Table", "print_page", "to_markdown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures under a title. The first column holds names, the others figures."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    names: int = 1
    """How many columns hold names; they stand to the left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A report."""

    title: str
    lead: Sequence[str]
    verdicts: Sequence[tuple[bool, str]]
    """Whether it is well, and what was judged."""
    tables: Sequence[Table]
    notes: Sequence[str]


def to_markdown(page: Page) -> str:
    """The page as GitHub shows it; the first table stands open, the others unfold."""
    return "\n".join(_markdown(page)) + "\n"


def _markdown(page: Page) -> Iterator[str]:
    yield from (f"### {_safe(page.title)}", "")
    for line in page.lead:
        yield from (_safe(line), "")
    for is_well, sentence in page.verdicts:
        yield f"- {'✅' if is_well else '❌'} {_safe(sentence)}"
    yield ""
    for number, table in enumerate(page.tables):
        if number == 0:
            yield from (*_grid(table), "")
        else:
            yield from (f"<details><summary>{_safe(table.title)}</summary>", "")
            yield from (*_grid(table), "", "</details>", "")
    yield from (f"- {_safe(note)}" for note in page.notes)


def _grid(table: Table) -> Iterator[str]:
    yield _row(table.columns)
    yield _row(
        ["---" if n < table.names else "--:" for n in range(len(table.columns))], is_raw=True
    )
    yield from (_row(row) for row in table.rows)


def _row(cells: Sequence[str], *, is_raw: bool = False) -> str:
    return f"| {' | '.join(cells if is_raw else map(_safe, cells))} |"


def _safe(text: str) -> str:
    """Callers choose some of the names: they are neither markup nor the end of a cell."""
    flat = " ".join(text.split())
    marks = str.maketrans({c: f"\\{c}" for c in "\\`*_[]|<>"})
    return flat.translate(marks).replace("@", "@\u2060")  # nobody is notified


def print_page(page: Page, console: "Console") -> None:
    """Show the page in a terminal."""
    from rich.text import Text

    console.print(Text(page.title, style="bold"))
    for line in page.lead:
        console.print(Text(line))
    for is_well, sentence in page.verdicts:
        mark = Text("ok   " if is_well else "FAIL ", style="green" if is_well else "bold red")
        console.print(mark + Text(sentence))
    for table in page.tables:
        console.print()
        console.print(_rich(table))
    if page.notes:
        console.print()
    for note in page.notes:
        console.print(Text(f"- {note}"))


def _rich(table: Table) -> object:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    shown = RichTable(
        title=Text(table.title, style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for number, column in enumerate(table.columns):
        if number < table.names:
            shown.add_column(column, overflow="fold")
        else:
            shown.add_column(column, justify="right", no_wrap=True)
    for row in table.rows:
        shown.add_row(*(Text(cell) for cell in row))
    return shown
