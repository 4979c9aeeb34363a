import logging
import os
from pathlib import Path

import pytest

from router.adapters.files.rulebook_files import RulebookFiles
from router.core.catalog import Catalog
from router.core.errors import ConfigurationError
from router.core.tier import Tier
from tests import factories
from tests.adapters.files.listing import listing

POLICY = "version: 1\nname: live\ndefault: {tier: economy}\n"
CATALOG = "version: 1\ndeployments:\n  - {model: openai/small-1, tier: economy}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policy.yaml").write_text(POLICY)
    (tmp_path / "catalog.yaml").write_text(CATALOG)
    return tmp_path


def rulebooks(folder: Path) -> RulebookFiles:
    return RulebookFiles(folder / "policy.yaml", folder / "catalog.yaml", listed=listing())


def edit(file: Path, text: str) -> None:
    """Replace a file as editors do: the new one has another inode."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.replace(file)


def test_both_files_make_one_rulebook(folder: Path) -> None:
    rulebook = rulebooks(folder).current()
    assert rulebook.policy_version.startswith("live@")
    assert rulebook.catalog_version == rulebook.catalog.version
    assert [d.name for d in rulebook.catalog.deployments] == ["small-1"]


def test_nothing_starts_with_a_broken_file_and_both_files_are_checked(folder: Path) -> None:
    edit(folder / "policy.yaml", "version: 1\n")
    edit(folder / "catalog.yaml", "version: 1\n")
    with pytest.raises(ConfigurationError) as caught:
        rulebooks(folder)
    assert caught.value.message.split("\n") == [
        f"{folder}/policy.yaml:1:1: 'name' is missing. Write `name: \"…\"`.",
        f"{folder}/catalog.yaml:1:1: 'deployments' is missing. Write `deployments: …` "
        "(The order has no meaning: within a tier the cheapest is used).",
    ]


def test_untouched_files_are_not_read_again(folder: Path) -> None:
    files = rulebooks(folder)
    before = files.current()
    assert files.refresh() is False
    assert files.current() is before


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("policy.yaml", POLICY.replace("economy", "premium")),
        ("catalog.yaml", CATALOG.replace("economy", "premium")),
    ],
)
def test_an_edit_takes_effect_and_old_rulebooks_stay_as_they_were(
    folder: Path, file: str, text: str
) -> None:
    files = rulebooks(folder)
    before = files.current()
    edit(folder / file, text)
    assert files.refresh() is True
    after = files.current()
    assert before.policy.default.tier is Tier.ECONOMY
    assert (before.policy_version, before.catalog_version) != (
        after.policy_version,
        after.catalog_version,
    )


def test_an_edit_in_place_is_seen_even_if_the_size_stays(folder: Path) -> None:
    files = rulebooks(folder)
    file = folder / "policy.yaml"
    file.write_text(POLICY.replace("live", "next"))
    os.utime(file, ns=(1, 1))
    assert files.refresh() is True
    assert files.current().policy.name == "next"


def test_a_broken_edit_keeps_the_old_rulebook_and_is_told_once(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files = rulebooks(folder)
    before = files.current()
    edit(folder / "policy.yaml", POLICY.replace("economy", "econmy"))
    assert [files.refresh() for _ in range(3)] == [False, False, False]
    assert files.current() is before
    assert files.problem == (
        f"{folder}/policy.yaml:3:17: unknown tier 'econmy'. Did you mean 'economy'? "
        "Allowed: economy, standard, premium."
    )
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1
    assert files.problem in errors[0].getMessage()


def test_a_mended_file_takes_effect_and_says_so(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    files = rulebooks(folder)
    edit(folder / "policy.yaml", "version: 1\n")
    files.refresh()
    edit(folder / "policy.yaml", POLICY + "# mended\n")
    assert files.refresh() is False, "the content is what it was before"
    assert files.problem is None
    assert "The files are mended" in caplog.text


def test_a_deleted_file_keeps_the_old_rulebook_until_it_is_back(folder: Path) -> None:
    files = rulebooks(folder)
    before = files.current()
    (folder / "catalog.yaml").unlink()
    assert files.refresh() is False
    assert files.current() is before
    assert files.problem is not None
    assert "no such file" in files.problem
    (folder / "catalog.yaml").write_text(CATALOG)
    files.refresh()
    assert files.problem is None


def test_what_can_be_called_is_selected_at_each_load_and_has_its_own_version(
    folder: Path,
) -> None:
    extra = factories.deployment("found")

    def select(catalog: Catalog) -> Catalog:
        return Catalog(deployments=(*catalog.deployments, extra), aliases=catalog.aliases)

    plain = rulebooks(folder)
    files = RulebookFiles(
        folder / "policy.yaml", folder / "catalog.yaml", select=select, listed=listing()
    )
    assert files.current().catalog.deployments[-1] is extra
    assert files.current().catalog_version != plain.current().catalog_version
    edit(folder / "catalog.yaml", CATALOG.replace("economy", "premium"))
    files.refresh()
    assert files.current().catalog.deployments[-1] is extra


def test_what_the_catalog_cannot_give_is_warned_of(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rule = "rules: [{id: best, reason: r, when: {team: a}, then: {floor: premium}}]\n"
    edit(folder / "policy.yaml", POLICY + rule)
    files = rulebooks(folder)
    assert len(files.warnings) == 1
    assert files.warnings[0] in caplog.text


@pytest.mark.parametrize("changed", ["base.yaml", "teams/pay.yaml"])
def test_a_base_and_its_overlays_are_followed_like_the_file_itself(
    folder: Path, changed: str
) -> None:
    rule = "rules: [{{id: {0}, reason: r, when: {{tools: true}}, then: {{cap: economy}}}}]\n"
    overlay = "overlays: [{team: pay, file: teams/pay.yaml, may: [cap]}]\n"
    (folder / "teams").mkdir()
    (folder / "base.yaml").write_text(POLICY + overlay + rule.format("low"))
    (folder / "teams" / "pay.yaml").write_text(
        "version: 1\nname: pay\nextends: ../base.yaml\nteam: pay\n" + rule.format("mine")
    )
    edit(folder / "policy.yaml", "version: 1\nname: live\nextends: base.yaml\n")
    files = rulebooks(folder)
    assert [one.id for one in files.current().policy.rules] == ["mine", "low"]
    text = (folder / changed).read_text()
    edit(folder / changed, text.replace("cap: economy", "cap: premium"))
    assert files.refresh() is True
    edit(folder / changed, text.replace("cap: economy", "cap: premiun"))
    assert files.refresh() is False
    assert files.problem is not None
    assert f"{folder / changed}:" in files.problem
    edit(folder / changed, text)
    assert files.refresh() is True
    assert files.problem is None
