"""What does a YAML parser's complaint mean to the person who wrote the file?"""

import yaml

from router.adapters.files.mistakes import Place

__all__ = ["explain"]

_MEANINGS = (
    (
        "mapping values are not allowed",
        "a key cannot stand here. Put text with ': ' in quotes, and align the lines.",
    ),
    ("unexpected end of stream", "a quote is opened here and never closed."),
    ("or ']'", "'[' is opened here and never closed, or a comma is missing after it."),
    ("or '}'", "'{' is opened here and never closed, or a comma is missing after it."),
    ("cannot start any token", "text cannot begin with {char}. Put it in quotes."),
    ("could not find expected ':'", "a key without ':'. Write `key: value`."),
    ("special characters are not allowed", "a control character stands here. Delete it."),
    ("control characters are not allowed", "a control character stands here. Delete it."),
    ("invalid Unicode character escape", "this is no valid character escape. Write it plainly."),
    ("unknown escape character", "'\\' begins an escape here. Use single quotes, or write '\\\\'."),
    ("expected key", "this line is not indented like the lines of its block. Align them."),
    ("expected '-'", "this line is not indented like the items of its list. Align them."),
    ("<block end>", "this line is not indented like the lines of its block. Align them."),
)
_OPENED = ("unexpected end of stream", "or ']'", "or '}'")
"""Problems that are best shown where the open bracket or quote stands."""


def explain(error: yaml.YAMLError, text: str) -> tuple[Place, str]:
    """Where the problem is and what to do, in one sentence or two."""
    problem = getattr(error, "problem", None) or str(error).split("\n", maxsplit=1)[0]
    mark = getattr(error, "problem_mark", None)
    if any(sign in problem for sign in _OPENED):
        mark = getattr(error, "context_mark", None) or mark
    if mark is None:  # the reader has no marks, only an offset
        return _from_offset(text, getattr(error, "position", 0)), _meaning(problem, "")
    line = text.split("\n")[mark.line] if mark.line < text.count("\n") + 1 else ""
    place = Place(mark.line + 1, mark.column + 1)
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return place, "a tab indents this line. YAML is indented by spaces only."
    return place, _meaning(problem, line[mark.column : mark.column + 1])


def _meaning(problem: str, char: str) -> str:
    for sign, meaning in _MEANINGS:
        if sign in problem:
            return f"not valid YAML: {meaning.replace('{char}', repr(char))}"
    return f"not valid YAML: {problem}."


def _from_offset(text: str, offset: int) -> Place:
    before = text[: max(offset, 0)]
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
