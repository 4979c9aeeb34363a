"""How are the tiers' shares by task drawn?"""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from router.cli.demo.outcome import Decided
from router.cli.demo.shares import TierShares, shares_by_task, total_shares
from router.cli.demo.wording import GLYPHS, STYLES, bar, percent, titled_table
from router.core.tier import TIERS

__all__ = ["share_part"]

_BAR = 20


def share_part(decided: Sequence[Decided]) -> Table:
    """A row for each task, and one for all."""
    table = titled_table("Where each kind of work went")
    table.show_footer = True
    total = _cells(total_shares(decided))
    table.add_column("task", no_wrap=True, footer=total[0])
    table.add_column("prompts", justify="right", footer=total[1])
    table.add_column("share of each tier", footer=total[2], min_width=_BAR)
    for tier, footer in zip(TIERS, total[3:], strict=False):
        heading = Text(f"{GLYPHS[tier]} {tier}", style=STYLES[tier])
        table.add_column(heading, justify="right", footer=footer)
    table.add_column("abstained", justify="right", footer=total[-1])
    for row in shares_by_task(decided):
        table.add_row(*_cells(row))
    return table


def _cells(row: TierShares) -> list[Text]:
    shares = {tier: row.share(tier) for tier in TIERS}
    return [
        Text(row.task),
        Text(f"{row.prompts:,}"),
        bar(shares, width=_BAR),
        *(Text(percent(shares[tier])) for tier in TIERS),
        Text(str(row.abstained) if row.abstained else "·"),
    ]
