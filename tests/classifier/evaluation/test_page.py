import re
from dataclasses import replace
from html.parser import HTMLParser

from typing_extensions import override

from classifier.evaluation.page import render_page
from tests.classifier.evaluation import invented

VOID = {"meta", "col", "br", "link"}
SVG_LEAVES = {"line", "polyline", "circle"}
PAGE = render_page(invented.report(task="math"), "<mine>.jsonl")


class Balance(HTMLParser):
    """Which tags are open, and which were closed that were not."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.wrong: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_the_page_is_whole() -> None:
    balance = Balance()
    balance.feed(PAGE)
    assert (balance.open, balance.wrong) == ([], [])
    assert {"svg", "table", "ol", "style"} | SVG_LEAVES <= balance.seen


def test_it_loads_nothing_and_runs_nothing() -> None:
    assert "<script" not in PAGE
    assert not re.findall(r"""(?:src|href)=|@import|url\(|https?://""", PAGE)


def test_it_is_made_for_phones_and_for_the_dark() -> None:
    assert 'name="viewport" content="width=device-width' in PAGE
    assert "prefers-color-scheme: dark" in PAGE


def test_nothing_that_was_given_becomes_markup() -> None:
    assert "<h1>Evaluation on &lt;mine&gt;.jsonl</h1>" in PAGE
    assert "<b>&|" not in PAGE
    assert "&lt;b&gt;&amp;|`1`" in PAGE


def test_it_shows_each_head_its_rivals_and_the_mistakes() -> None:
    for head in ("priority", "complexity", "task"):
        assert f'<section class="card {head}">' in PAGE
    assert PAGE.count('class="ours"') == 3
    assert PAGE.count("<span>TF-IDF</span>") == 3
    assert PAGE.count('<li class="card task">') == 20


def test_without_baselines_and_mistakes_it_still_stands() -> None:
    page = render_page(replace(invented.report(), baselines={}))
    assert "TF-IDF" not in page
    assert "<p>There are none.</p>" in page
