"""Tests of `router.adapters.classifying.difficulty`."""

from dataclasses import replace
from pathlib import Path

import pytest

from classifier.routing.served import SERVED_FILE, ServedRouting
from router.adapters.classifying.difficulty import LearntDifficulty
from router.core.errors import ConfigurationError
from router.ports.difficulty import Difficulty
from tests.factories import catalog, deployment


def adapted(folder: Path, abilities: dict[str, dict[str, float]]) -> LearntDifficulty:
    shipped = ServedRouting.shipped()
    ServedRouting(shipped.mean, shipped.scale, shipped.weights, abilities).save(folder)
    return LearntDifficulty(folder)


def test_the_shipped_one_judges_any_messages_and_knows_no_deployment() -> None:
    shipped: Difficulty = LearntDifficulty()

    assert shipped.of([{"role": "user", "content": "How many are 3 times 4?"}]) is not None
    assert shipped.of([{"role": None, "content": 7}]) is None
    assert LearntDifficulty().enter(catalog()) == catalog()


def test_learnt_abilities_enter_the_catalog_and_the_file_wins(tmp_path: Path) -> None:
    learnt = adapted(tmp_path, {"mine": {"default": 0.5, "math": 1.0}})
    written = replace(deployment("mine"), abilities={"math": 3.0})

    found = learnt.enter(catalog(written, deployment("other")))

    assert dict(found.deployments[0].abilities) == {"default": 0.5, "math": 3.0}
    assert not found.deployments[1].abilities
    assert found.has_abilities


def test_a_folder_without_an_adapted_router_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no adapted routing"):
        LearntDifficulty(tmp_path)
    (tmp_path / SERVED_FILE).write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigurationError):
        LearntDifficulty(tmp_path)
