"""How are the most surprising decisions shown?"""

from collections.abc import Sequence

from rich.console import Group
from rich.text import Text

from router.cli.demo.outcome import Decided
from router.cli.demo.surprises import Surprise, most_surprising
from router.cli.demo.wording import STYLES, indented, line, start_of, titled_table

__all__ = ["surprise_part"]

_START = 60


def surprise_part(decided: Sequence[Decided]) -> Group:
    """The decisions that length alone would not have made, with their reasons."""
    found = most_surprising(decided)
    table = titled_table(f"The {len(found)} most surprising decisions")
    table.add_column("words", justify="right")
    table.add_column("tier")
    table.add_column("priority\ncomplexity", min_width=10)
    table.add_column("prompt\nrule: reason", ratio=1)
    for surprise in found:
        table.add_row(*_cells(surprise))
    legend = "▲ dearer, ▼ cheaper than the prompt's length alone suggests."
    return Group(table, indented(legend, style="dim"))


def _cells(surprise: Surprise) -> list[Text]:
    one = surprise.decided
    arrow = "▲" if surprise.gap > 0 else "▼" if surprise.gap < 0 else " "
    judged = "abstained" if one.is_abstained else f"{one.priority}\n{one.complexity}"
    told = start_of(one.prompt.text, width=_START)
    told.append(f"\n{line(one.rule)}: {line(one.reason)}", style="dim")
    return [
        Text(f"{one.prompt.words:,}"),
        Text(f"{arrow} {one.tier}", style=STYLES[one.tier]),
        Text(judged),
        told,
    ]
