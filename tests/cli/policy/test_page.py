"""Tests of `router.cli.policy.page`."""

from io import StringIO

from rich.console import Console

from router.cli.policy.page import Page, Table, print_page, to_markdown

PAGE = Page(
    title="Plan: a@1",
    lead=["Two requests."],
    verdicts=[(True, "cost > 5%: kept"), (False, "refused > 0: crossed")],
    tables=[
        Table(title="First", columns=("what", "old"), rows=[("cost", "1")]),
        Table(title="By team", columns=("team", "USD"), rows=[("a|b [red]x[/red]\n<i>", "2")]),
    ],
    notes=["A note."],
)


def in_terminal(page: Page) -> str:
    console = Console(file=StringIO(), width=80, force_terminal=False)
    print_page(page, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_markdown_shows_the_first_table_and_unfolds_the_others() -> None:
    assert to_markdown(PAGE).splitlines() == [
        "### Plan: a@\u20601",
        "",
        "Two requests.",
        "",
        r"- ✅ cost \> 5%: kept",
        r"- ❌ refused \> 0: crossed",
        "",
        "| what | old |",
        "| --- | --: |",
        "| cost | 1 |",
        "",
        "<details><summary>By team</summary>",
        "",
        "| team | USD |",
        "| --- | --: |",
        r"| a\|b \[red\]x\[/red\] \<i\> | 2 |",
        "",
        "</details>",
        "",
        "- A note.",
    ]


def test_a_terminal_shows_all_of_it_and_takes_names_for_no_markup() -> None:
    shown = in_terminal(PAGE)
    for expected in ("Plan: a@1", "ok   cost > 5%: kept", "FAIL refused > 0", "[red]x[/red]"):
        assert expected in shown
    assert shown.rstrip().endswith("- A note.")
    assert all(len(line) <= 80 for line in shown.splitlines())
