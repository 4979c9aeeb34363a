"""Tests of `router.api.guide_page`: read back by an HTML parser."""

from html.parser import HTMLParser

from hypothesis import given, settings
from typing_extensions import override

from router.api.guide_page import render_guide
from router.core.guide.guide import Guide
from tests.core.guide.wordings import Written, guide, hostile, nasty_texts

TEAMS: Written = {"when": {"team": ["pay", "r&d"]}, "then": {"tier": "economy"}}
HARMLESS = hostile("harmless")


class Reader(HTMLParser):
    """Tags with their attributes' names, and all text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.values: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs if name != "class")))
        self.values += [(name, value or "") for name, value in attrs]

    @override
    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}", ()))

    @override
    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @override
    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", ()))

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def read(told: Guide, *, links_to_teams: bool = True) -> Reader:
    return Reader(render_guide(told, links_to_teams=links_to_teams))


@settings(max_examples=40)
@given(nasty_texts())
def test_no_word_of_the_organisation_becomes_markup(text: str) -> None:
    assert read(hostile(text)).tags == read(HARMLESS).tags


@settings(max_examples=40)
@given(nasty_texts())
def test_the_words_of_the_organisation_are_shown_as_they_were_written(text: str) -> None:
    assert " ".join(text.split()) in read(hostile(text)).text


def test_every_tag_is_closed() -> None:
    still_open: list[str] = []
    for tag, _ in read(guide(TEAMS)).tags:
        if tag.startswith("/"):
            assert still_open.pop() == tag[1:]
        elif tag != "meta":
            still_open.append(tag)
    assert still_open == []


def test_nothing_is_loaded_and_nothing_runs() -> None:
    page = read(guide(TEAMS))

    assert not {"script", "link", "img", "iframe", "form"} & {tag for tag, _ in page.tags}
    assert not [name for name, _ in page.values if name == "src" or name.startswith("on")]
    assert all(value[0] in "#?" for name, value in page.values if name == "href")
    assert "url(" not in page.text
    assert "@import" not in page.text


def test_the_contents_lead_to_the_sections() -> None:
    values = read(guide()).values

    sections = [value for name, value in values if name == "id"]
    assert len(sections) == 7
    assert [v[1:] for name, v in values if name == "href" and v.startswith("#")] == sections


def test_each_cell_of_the_table_looks_like_its_tier() -> None:
    page = render_guide(guide(*({"when": {"priority": "low"}, "then": {"tier": "economy"}},)))

    assert page.count('<td class="economy">economy</td>') == 3
    assert page.count('<td class="standard">standard</td>') == 6


def test_cells_that_do_not_hold_for_every_task_are_marked() -> None:
    page = render_guide(guide({"when": {"task": "math"}, "then": {"deny": "No."}}))

    assert page.count("<sup>*</sup>") == 9
    assert "* Otherwise for math: refused at low, normal or high priority." in page


def test_a_served_page_leads_to_the_teams_and_a_file_only_names_them() -> None:
    served, file = (read(guide(TEAMS), links_to_teams=links) for links in (True, False))

    assert [v for name, v in served.values if v.startswith("?")] == [
        "?",
        "?team=pay",
        "?team=r%26d",
    ]
    assert [v for name, v in file.values if v.startswith("?")] == []
    assert "Teams with rules of their own: pay, r&d." in file.text


def test_the_team_that_is_shown_is_marked_also_where_no_rule_names_it() -> None:
    page = render_guide(guide(TEAMS, team="search"), links_to_teams=True)

    assert '<a href="?team=search" aria-current="page">search</a>' in page


def test_where_no_team_has_rules_there_is_nothing_to_choose() -> None:
    assert 'class="teams"' not in render_guide(guide(), links_to_teams=True)
