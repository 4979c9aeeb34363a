"""How are prompts, tiers and shares written, so that they fit a table and cannot break it?"""

from collections.abc import Mapping

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from router.core.tier import TIERS, Tier

__all__ = ["GLYPHS", "STYLES", "bar", "indented", "line", "percent", "start_of", "titled_table"]

GLYPHS = {Tier.ECONOMY: "░", Tier.STANDARD: "▒", Tier.PREMIUM: "█"}
"""Tell the tiers apart where there is no colour."""
STYLES = {Tier.ECONOMY: "green", Tier.STANDARD: "cyan", Tier.PREMIUM: "magenta"}


def titled_table(title: str) -> Table:
    """An empty table under its title, narrow enough for seven columns in a hundred."""
    return Table(
        title=f"\n{title}",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )


def indented(text: str, *, style: str = "") -> Padding:
    """A paragraph that keeps its margin where it wraps."""
    return Padding(Text(text, style=style), (0, 0, 0, 2))


def line(text: str) -> str:
    """`text` on one line, without characters that would steer the terminal."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def start_of(text: str, *, width: int) -> Text:
    """The beginning of `text`, cut at `width` columns."""
    start = Text(line(text[: width * 8]))
    start.truncate(width, overflow="ellipsis")
    return start


def percent(share: float) -> str:
    """A share for a narrow column: 0 is a dot, and less than half a percent is said so."""
    if not share:
        return "·"
    return "<1 %" if share < 0.005 else f"{share:.0%}".replace("%", " %")


def bar(shares: Mapping[Tier, float], *, width: int) -> Text:
    """Shares that sum to 1 as one bar; each edge is rounded by itself, so the bar is full."""
    drawn = Text()
    edge, reached = 0, 0.0
    for tier in TIERS:
        reached += shares[tier]
        until = round(reached * width)
        drawn.append(GLYPHS[tier] * (until - edge), style=STYLES[tier])
        edge = until
    return drawn
