"""Does the page on policies agree with the files layer and the linter?"""

import re
from pathlib import Path

from router.adapters.files.policy_file import load_policy
from router.core.lint import CODES
from tests.docs.pages import ROOT, blocks, rows

PAGE = ROOT / "docs" / "policies.md"


def test_every_kind_of_finding_is_listed() -> None:
    listed = [(row[0].strip("`"), row[1], row[2]) for row in rows(PAGE, "code")]
    assert listed == [(code.name, code.severity.value, code.meaning) for code in CODES]


def test_the_base_and_its_overlay_work_as_they_are_shown(tmp_path: Path) -> None:
    for block in blocks(PAGE, "yml"):
        named = re.match(r"# (\S+), owned by", block.text)
        if named is None:
            continue
        path = tmp_path / named[1]
        path.parent.mkdir(exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
    policy, _ = load_policy(tmp_path / "base.yaml")
    assert [rule.id for rule in policy.rules] == [
        "no-personal-data", "query-expansion", "high-stakes",
    ]  # fmt: skip
    assert policy.rules[1].owner == "search-leads"
