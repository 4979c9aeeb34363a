"""How is a table shown from which ids are copied?"""

from collections.abc import Iterable, Sequence

__all__ = ["show_table"]

_ANY_WIDTH = 10_000


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table as wide as it takes, on any terminal: an id that is cut is of no use."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns)
    for row in rows:
        table.add_row(*map(Text, row))
    natural = Console(width=_ANY_WIDTH).measure(table)
    Console(width=natural.maximum).print(table)
