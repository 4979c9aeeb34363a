"""Tests of `router.core.guide.plain_text`."""

from hypothesis import given, settings

from router.core.guide.guide import Lines
from router.core.guide.plain_text import plain_text
from tests.core.guide.wordings import Written, guide, hostile, nasty_texts, text_of

RULE: Written = {
    "id": "low-trivial",
    "when": {"priority": "low", "complexity": "trivial"},
    "then": {"tier": "economy", "guideline": "Ask for less."},
    "reason": "Small models get it right.",
}


def flat(text: str) -> str:
    return " ".join(text.split())


def test_every_sentence_is_there_in_its_order() -> None:
    told = guide(RULE)
    sentences = [
        part
        for section in told.sections
        for block in section.blocks
        if isinstance(block, Lines)
        for line in block.lines
        for part in (text_of(line.words), line.said, line.reason)
        if part is not None
    ]

    text, at = flat(plain_text(told)), 0
    for sentence in sentences:
        at = text.index(sentence, at)
    assert len(sentences) >= 6


def test_the_table_is_drawn_in_columns() -> None:
    lines = plain_text(guide(RULE)).splitlines()

    head = next(n for n, line in enumerate(lines) if "demanding" in line)
    assert [line.split() for line in lines[head : head + 4]] == [
        ["trivial", "moderate", "demanding"],
        ["low", "priority", "economy", "standard", "standard"],
        ["normal", "priority", "standard", "standard", "standard"],
        ["high", "priority", "standard", "standard", "standard"],
    ]
    starts = {lines[head + n].rindex("standard") for n in (1, 2, 3)}
    assert starts == {lines[head].index("demanding")}


def test_lines_fit_a_terminal() -> None:
    assert max(map(len, plain_text(guide(RULE)).splitlines())) <= 88


@settings(max_examples=40)
@given(nasty_texts())
def test_whatever_is_written_stays_in_its_place(text: str) -> None:
    """Line breaks of the organisation's own words never begin a line of the guide's layout."""
    told = plain_text(hostile(text))

    heads = [line for line in told.splitlines() if line and not line.startswith(" ")]
    assert all(not line.startswith(("- ", "# ")) for line in heads)
    assert flat(text) in flat(told)
