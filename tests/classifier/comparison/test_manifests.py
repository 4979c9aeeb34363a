"""Tests of `classifier.comparison.manifests`."""

from dataclasses import replace
from pathlib import Path

from classifier.comparison.manifests import differences
from classifier.manifest import Manifest


def test_only_what_differs_is_told_by_its_dotted_name(tiny_artifact: Path) -> None:
    before = Manifest.read(tiny_artifact)
    data = dict(before.data) | {"prompts": 500, "from": "traffic"}
    after = replace(before, version="9", data=data, max_unfamiliar=0.5)

    found = differences(before, after)

    assert found == {
        "version": ("0.0.1", "9"),
        "data.prompts": (180, 500),
        "data.from": (None, "traffic"),
        "max_unfamiliar": (before.max_unfamiliar, 0.5),
    }


def test_hashes_of_files_are_no_difference_that_a_reader_needs(tiny_artifact: Path) -> None:
    before = Manifest.read(tiny_artifact)

    assert differences(before, replace(before, files={"heads.npz": "0"})) == {}
