"""Tests of `router.core.importing.routellm`."""

import pytest

from router.core.importing.imported import Imported
from router.core.importing.routellm import Options, import_routellm
from router.core.importing.source import Fate, Unreadable
from router.core.tier import Tier
from tests.core.importing.foreign import document, fates, listing, told

PAIR = Options(strong_model="openai/large", weak_model="small")
CONFIG = "mf: {checkpoint_path: routellm/mf_gpt4_augmented}\n"


def _import(text: str = CONFIG, options: Options = PAIR) -> Imported:
    return import_routellm(document(text), listing(), options=options)


def test_the_pair_becomes_two_tiers() -> None:
    found = [(one.name, one.model, one.tier) for one in _import().deployments]
    assert found == [
        ("large", "openai/large", Tier.PREMIUM),
        ("small", "openai/small", Tier.ECONOMY),
    ]


def test_the_file_may_name_the_pair_and_an_option_wins() -> None:
    text = "strong_model: openai/middle\nweak_model: openai/small\n"
    assert [one.name for one in _import(text, Options()).deployments] == ["middle", "small"]
    assert [one.name for one in _import(text).deployments] == ["large", "small"]


def test_without_a_pair_it_says_which_options_to_add() -> None:
    with pytest.raises(Unreadable, match=r"--strong-model provider/model.*--weak-model"):
        _import(options=Options())


def test_names_of_routers_stand_for_auto_and_the_cheapest_sufficient_model_answers() -> None:
    imported = _import()
    assert imported.aliases == {"router-*": "auto"}
    (rule,) = imported.rules
    assert rule.then == {"cheapest_sufficient": {"p_good": 0.7}}
    assert rule.when == {"requested_model": ["router-*", "auto"]}
    assert imported.default_tier is Tier.PREMIUM


@pytest.mark.parametrize("router", ["router-mf-0.11593", "mf-0.11593"])
def test_a_threshold_is_told_as_not_carried_over(router: str) -> None:
    options = Options(strong_model="openai/large", weak_model="small", router=router)
    fate, text = told(_import(options=options), "--router")[0]
    assert fate is Fate.LEFT
    assert "the threshold 0.11593 is on a scale of RouteLLM's own" in text


def test_thresholds_and_routers_in_the_file_are_told_too() -> None:
    imported = _import("threshold: 0.5\nrouters: [mf, bert]\n")
    assert "the threshold 0.5" in told(imported, "threshold")[0][1]
    assert "its thresholds" in told(imported, "routers[0]")[0][1]


def test_checkpoints_are_told() -> None:
    assert fates(_import(), "mf") == {Fate.LEFT}


def test_one_address_serves_both() -> None:
    options = Options(
        strong_model="mine/strong", weak_model="mine/weak", base_url="http://10.0.0.1:4000/v1"
    )
    imported = _import(options=options)
    assert [one.model for one in imported.deployments] == [
        "openai_compatible/mine/strong",
        "openai_compatible/mine/weak",
    ]
    assert {one.api_base for one in imported.deployments} == {"http://10.0.0.1:4000/v1"}


def test_an_address_with_a_secret_is_not_written() -> None:
    options = Options(
        strong_model="openai/large", weak_model="small", base_url="https://u:secret@a.example"
    )
    imported = _import(options=options)
    assert {one.api_base for one in imported.deployments} == {None}
    assert "secret@" not in str(imported)


def test_a_model_that_nobody_knows_is_held_back() -> None:
    options = Options(strong_model="openai/large", weak_model="nowhere/small")
    imported = _import(options=options)
    assert imported.deployments[1].held_back is not None
    assert fates(imported, "--weak-model") == {Fate.LEFT}
