"""How does a guide read in a terminal?"""

from collections.abc import Iterator
from textwrap import fill

from classifier.labels import Complexity, Priority
from router.core.guide.exceptions import exceptions_in_words
from router.core.guide.guide import Block, Guide, Lines, Pairs, Paragraph, Words
from router.core.guide.matrix import Matrix

__all__ = ["plain_text"]

_WIDTH = 88
_INDENT = "  "
_MOST_OF_A_TERM = 24


def plain_text(guide: Guide) -> str:
    """The guide as lines of at most 88 characters, unless a word is longer."""
    return "\n".join(_guide(guide)) + "\n"


def _guide(guide: Guide) -> Iterator[str]:
    title = " ".join(guide.title.split())
    yield from (title, "=" * len(title))
    if guide.teams:
        yield from ("", _wrapped(f"Teams with rules of their own: {', '.join(guide.teams)}."))
    for section in guide.sections:
        yield from ("", "", section.title, "-" * len(section.title))
        for block in section.blocks:
            yield ""
            yield from _block(block)
    yield from ("", "", f"Policy {guide.versions[0]}, catalog {guide.versions[1]}.")


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield _wrapped(_text(block.words))
        case Pairs():
            yield from _pairs(block)
        case Lines():
            yield from _lines(block)
        case Matrix():
            yield from _matrix(block)


def _pairs(block: Pairs) -> Iterator[str]:
    if block.title:
        yield from (f"{block.title}:", "")
    terms = [_text(term) for term, _ in block.pairs]
    width = min(max(map(len, terms), default=0), _MOST_OF_A_TERM)
    for term, (_, meaning) in zip(terms, block.pairs, strict=True):
        first = f"{_INDENT}{term:<{width}}  "
        hanging = " " * (len(_INDENT) + width + 2)
        if len(term) > width:
            yield _wrapped(term, first=_INDENT, hanging=_INDENT)
            first = hanging
        yield _wrapped(_text(meaning), first=first, hanging=hanging)


def _lines(block: Lines) -> Iterator[str]:
    yield from (_wrapped(f"{block.title}. {block.note}"), "")
    hanging = _INDENT * 2
    for line in block.lines:
        yield _wrapped(_text(line.words), first=f"{_INDENT}- ", hanging=hanging)
        if line.said:
            yield _wrapped(f'"{line.said}"', first=hanging, hanging=hanging)
        if line.reason:
            yield _wrapped(f"Why: {line.reason}", first=hanging, hanging=hanging)
        yield f"{hanging}[{line.rule_id}]"


def _matrix(matrix: Matrix) -> Iterator[str]:
    rows = [["", *Complexity]]
    rows += [
        [f"{priority} priority", *(matrix.of(priority, c).answer.words for c in Complexity)]
        for priority in Priority
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield f"{_INDENT}{'  '.join(cells)}".rstrip()
    yield ""
    yield _wrapped(f"Where it cannot be told: {matrix.unsure.words}.", first=_INDENT)
    for sentence in exceptions_in_words(matrix):
        yield _wrapped(sentence, first=_INDENT, hanging=_INDENT * 2)


def _text(words: Words) -> str:
    """On one line, whatever was written."""
    joined = "".join(part if isinstance(part, str) else part.text for part in words)
    return " ".join(joined.split())


def _wrapped(text: str, *, first: str = "", hanging: str = "") -> str:
    return fill(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
