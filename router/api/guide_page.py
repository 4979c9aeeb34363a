"""What does a guide look like as one HTML page that needs nothing else?

No script, no font, no picture is loaded: the page can be mailed, archived and read offline.
"""

from functools import cache
from html import escape
from importlib.resources import files
from urllib.parse import urlencode

from classifier.labels import Complexity, Priority
from router.core.guide.exceptions import exceptions_in_words
from router.core.guide.guide import Block, Code, Guide, Lines, Pairs, Paragraph, Section, Words
from router.core.guide.matrix import Answer, Ending, Matrix

__all__ = ["render_guide"]

_MOST_OPEN = 12
"""So many pairs are shown at once; a longer list waits until somebody opens it."""
_LONGEST_WHOLE = 28
"""Code up to this length is not broken at the end of a line."""


def render_guide(guide: Guide, *, links_to_teams: bool = False) -> str:
    """The whole page.

    Args:
        guide: what it says.
        links_to_teams: the address of the page takes `?team=`, as a file's does not.
    """
    title = escape(guide.title)
    policy, catalog = (_code(version) for version in guide.versions)
    contents = "".join(f'<li><a href="#{s.id}">{escape(s.title)}</a></li>' for s in guide.sections)
    parts = [
        f'<header><p class="quiet">Policy {escape(guide.policy)}</p><h1>{title}</h1>',
        f"{_teams(guide, links=links_to_teams)}</header>",
        f'<nav aria-label="Contents"><ol>{contents}</ol></nav>',
        f"<main>{''.join(map(_section, guide.sections))}</main>",
        f'<footer class="quiet">In force: policy {policy}, catalog {catalog}.</footer>',
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


@cache
def _style() -> str:
    return files("router.api").joinpath("guide.css").read_text("utf-8")


def _teams(guide: Guide, *, links: bool) -> str:
    if not guide.teams and guide.team is None:
        return ""
    if not links:
        return f'<p class="quiet">Teams with rules of their own: {_joined(guide.teams)}.</p>'
    names = sorted({*guide.teams, *([guide.team] if guide.team else [])})
    choices = [_choice("everybody", "?", is_on=guide.team is None)]
    choices += [
        _choice(name, f"?{urlencode({'team': name})}", is_on=name == guide.team) for name in names
    ]
    return f'<p class="teams"><span class="quiet">For</span> {" ".join(choices)}</p>'


def _joined(names: tuple[str, ...]) -> str:
    return ", ".join(map(escape, names)) or "none"


def _choice(name: str, address: str, *, is_on: bool) -> str:
    here = ' aria-current="page"' if is_on else ""
    return f'<a href="{escape(address)}"{here}>{escape(name)}</a>'


def _section(section: Section) -> str:
    blocks = "".join(map(_block, section.blocks))
    return f'<section id="{section.id}"><h2>{escape(section.title)}</h2>{blocks}</section>\n'


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return f"<p>{_text(block.words)}</p>"
        case Pairs():
            return _pairs(block)
        case Lines():
            return _lines(block)
        case Matrix():
            return _matrix(block)


def _pairs(block: Pairs) -> str:
    rows = "".join(
        f"<div><dt>{_text(term)}</dt><dd>{_text(meaning)}</dd></div>"
        for term, meaning in block.pairs
    )
    title, listed = escape(block.title or ""), f"<dl>{rows}</dl>"
    if len(block.pairs) > _MOST_OPEN:
        return f"<details><summary>{title}</summary>{listed}</details>"
    return f"<h3>{title}</h3>{listed}" if title else listed


def _lines(block: Lines) -> str:
    items = []
    for line in block.lines:
        said = f"<blockquote>{escape(line.said)}</blockquote>" if line.said else ""
        reason = f'<span class="quiet">{escape(line.reason)}</span>' if line.reason else ""
        items.append(
            f"<li><p>{_text(line.words)}</p>{said}"
            f'<p class="why">{reason}{_code(line.rule_id)}</p></li>'
        )
    return (
        f'<h3>{escape(block.title)}</h3><p class="quiet">{escape(block.note)}</p>'
        f'<ol class="lines {escape(block.kind)}">{"".join(items)}</ol>'
    )


def _matrix(matrix: Matrix) -> str:
    names = "".join(f'<th scope="col">{complexity}</th>' for complexity in Complexity)
    rows = "".join(
        f'<tr><th scope="row">{priority}<span> priority</span></th>'
        + "".join(_cell(matrix, priority, complexity=complexity) for complexity in Complexity)
        + "</tr>"
        for priority in Priority
    )
    unsure = f"<p>Where it cannot be told: {_answer(matrix.unsure)}</p>"
    others = "".join(f"<p>* {escape(text)}</p>" for text in exceptions_in_words(matrix))
    return (
        '<table class="matrix"><caption>Rows are priorities, columns complexities.</caption>'
        f"<thead><tr><td></td>{names}</tr></thead><tbody>{rows}</tbody>"
        f'</table><div class="notes">{unsure}{others}</div>'
    )


def _cell(matrix: Matrix, priority: Priority, *, complexity: Complexity) -> str:
    cell = matrix.of(priority, complexity)
    star = "<sup>*</sup>" if cell.others else ""
    return f'<td class="{_look(cell.answer)}">{escape(cell.answer.words)}{star}</td>'


def _answer(answer: Answer) -> str:
    return f'<b class="{_look(answer)}">{escape(answer.words)}</b>'


def _look(answer: Answer) -> str:
    if answer.ending is not Ending.SERVED:
        return answer.ending.value
    return answer.tiers[0].value if len(answer.tiers) == 1 else "several"


def _text(words: Words) -> str:
    return "".join(_code(part.text) if isinstance(part, Code) else escape(part) for part in words)


def _code(text: str) -> str:
    is_long = ' class="long"' if len(text) > _LONGEST_WHOLE else ""
    return f"<code{is_long}>{escape(text)}</code>"
