"""Does every link of the pages lead somewhere?"""

from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, headings, links


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_to_files_and_headings(page: Path) -> None:
    relative = [link for link in links(page) if "://" not in link and "mailto:" not in link]
    dead = [link for link in relative if not _leads_somewhere(page, link)]
    assert not dead


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not anchor or anchor in headings(target)
