"""Tests of `router.core.guide.markdown`: read back as GitHub reads it."""

from collections.abc import Iterator

from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from router.core.guide.guide import Guide
from router.core.guide.markdown import markdown
from tests.core.guide.wordings import BASE_URL, guide, hostile, nasty_texts

READER = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])
HARMLESS = hostile("harmless")
OURS = frozenset(
    [
        "heading",
        "paragraph",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "bullet_list",
        "list_item",
    ]
)
OURS_INLINE = frozenset(
    ["text", "code_inline", "strong_open", "strong_close", "em_open", "em_close"]
)


def inline(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def shape(told: Guide) -> list[str]:
    """The blocks and marks of a guide, without its words."""
    tokens = READER.parse(markdown(told))
    marks = (token.type for token in inline(tokens) if token.type not in ("text", "code_inline"))
    return [*(token.type for token in tokens), *marks]


@settings(max_examples=40)
@given(nasty_texts())
def test_no_word_of_the_organisation_becomes_markup(text: str) -> None:
    assert shape(hostile(text)) == shape(HARMLESS)


@settings(max_examples=40)
@given(nasty_texts())
def test_the_words_of_the_organisation_are_shown_as_they_were_written(text: str) -> None:
    shown = "".join(token.content for token in inline(READER.parse(markdown(hostile(text)))))

    assert " ".join(text.split()) in " ".join(shown.split())


def test_only_plain_blocks_are_used() -> None:
    tokens = READER.parse(markdown(guide()))

    blocks = {t.type.rpartition("_")[0] for t in tokens if t.type != "inline"}
    assert blocks <= OURS
    assert {token.type for token in inline(tokens)} <= OURS_INLINE


def test_code_stands_in_backticks() -> None:
    assert f"| Base URL | `{BASE_URL}` |" in markdown(guide())


def test_an_address_in_prose_is_no_link_on_github_either() -> None:
    told = markdown(guide(description="See https://x.example or www.x.example or a@x.example."))

    for link in ("https://x", "www.x", "a@x"):
        assert link not in told
