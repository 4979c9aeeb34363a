"""What do the pages of this repository hold: code blocks, links, tables, headings?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

__all__ = ["PAGES", "ROOT", "Block", "blocks", "headings", "links", "prose", "rows", "spans"]

ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("docs", "policies", "benchmarks", "classifier")
PAGES = tuple(
    sorted(
        [
            *ROOT.glob("*.md"),
            *(page for folder in _FOLDERS for page in (ROOT / folder).rglob("*.md")),
        ]
    )
)
"""Every page that is written for people."""

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it stands, in which language, and what it says."""

    page: Path
    line: int
    language: str
    text: str

    @override
    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page: Path, *languages: str) -> list[Block]:
    """The fenced blocks of a page; of these languages only, where any are given."""
    text = page.read_text("utf-8")
    found = (
        Block(page, text.count("\n", 0, m.start()) + 1, m[1], m[2]) for m in _FENCE.finditer(text)
    )
    return [block for block in found if not languages or block.language in languages]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", page.read_text("utf-8"))


def spans(page: Path) -> list[str]:
    """What stands in single backticks."""
    return re.findall(r"`([^`\n]+)`", prose(page))


def links(page: Path) -> list[str]:
    """The targets of all links."""
    return _LINK.findall(prose(page))


def headings(page: Path) -> set[str]:
    """The anchors that GitHub makes of the headings."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def rows(page: Path, first_header: str) -> list[list[str]]:
    """The cells of the rows below the table head whose first cell is `first_header`."""
    return [_cells(line) for line in _body(page.read_text("utf-8"), first_header)]


def _body(text: str, first_header: str) -> Iterator[str]:
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(f"| {first_header} |"):
            next(lines)
            break
    for line in lines:
        if not line.startswith("|"):
            return
        yield line


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split(" | ")]
