"""How does a guide read as Markdown, whatever the organisation's own words hold?"""

import re
from collections.abc import Iterator

from classifier.labels import Complexity, Priority
from router.core.guide.exceptions import exceptions_in_words
from router.core.guide.guide import Block, Code, Guide, Lines, Pairs, Paragraph, Words
from router.core.guide.matrix import Matrix

__all__ = ["markdown"]

_MEANT = re.compile(r"([\\`*_{}\[\]<>|~&#$^@]|:(?=/)|(?<=www)\.)", re.IGNORECASE)
"""What means something inside a line; addresses would become links."""
_MEANT_FIRST = re.compile(r"^([-+=:]|\d+(?=[.)]))")
"""What means something at the beginning of a paragraph."""


def markdown(guide: Guide) -> str:
    """The guide for a wiki or a repository."""
    return "\n".join(_guide(guide)) + "\n"


def _guide(guide: Guide) -> Iterator[str]:
    yield f"# {_safe(guide.title)}"
    if guide.teams:
        yield from ("", f"Teams with rules of their own: {_safe(', '.join(guide.teams))}.")
    for section in guide.sections:
        yield from ("", f"## {section.title}")
        for block in section.blocks:
            yield ""
            yield from _block(block)
    policy, catalog = (_code(version) for version in guide.versions)
    yield from ("", f"Policy {policy}, catalog {catalog}.")


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield _MEANT_FIRST.sub(r"\\\1", _text(block.words))
        case Pairs():
            yield from _pairs(block)
        case Lines():
            yield from _lines(block)
        case Matrix():
            yield from _matrix(block)


def _pairs(block: Pairs) -> Iterator[str]:
    yield from (f"**{block.title}**", "") if block.title else ()
    yield from ("| | |", "|---|---|")
    yield from (f"| {_text(term)} | {_text(meaning)} |" for term, meaning in block.pairs)


def _lines(block: Lines) -> Iterator[str]:
    yield from (f"**{block.title}.** {block.note}", "")
    for line in block.lines:
        said = f" “{_safe(line.said)}”" if line.said else ""
        reason = f" *Why:* {_safe(line.reason)}" if line.reason else ""
        yield f"- {_text(line.words)}{said}{reason} ({_code(line.rule_id)})"


def _matrix(matrix: Matrix) -> Iterator[str]:
    yield f"| | {' | '.join(Complexity)} |"
    yield f"|---|{'---|' * len(Complexity)}"
    for priority in Priority:
        answers = (matrix.of(priority, c).answer.words for c in Complexity)
        yield f"| {priority} priority | {' | '.join(answers)} |"
    yield from ("", f"Where it cannot be told: {matrix.unsure.words}.")
    for sentence in exceptions_in_words(matrix):
        yield from ("", sentence)


def _text(words: Words) -> str:
    return "".join(_code(p.text) if isinstance(p, Code) else _spaced(p) for p in words)


def _spaced(text: str) -> str:
    """Escaped, with the spaces at its ends, which part it from code."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and text.strip() else ""
    return f"{before}{_safe(text)}{after}"


def _safe(text: str) -> str:
    return _MEANT.sub(r"\\\1", " ".join(text.split()))


def _code(text: str) -> str:
    """A code span, of which no text can break out; a pipe would end a cell of a table."""
    flat = " ".join(text.split()).replace("|", "¦")
    longest = max((len(run) for run in re.findall("`+", flat)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if "`" in flat else ""
    return f"{fence}{pad}{flat}{pad}{fence}"
