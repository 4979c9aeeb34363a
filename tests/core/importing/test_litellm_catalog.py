"""Tests of `router.core.importing.litellm_catalog`."""

from router.core.importing.source import Fate
from router.core.tier import Tier
from tests.core.importing.foreign import litellm, told

TEXT = """\
model_list:
  - {model_name: a, litellm_params: {model: openai/small}, model_info: {id: first}}
  - {model_name: a, litellm_params: {model: openai/large, order: 1}}
  - {model_name: b, litellm_params: {model: anthropic/large}, model_info: {id: 17}}
  - {model_name: c, litellm_params: {model: openai/middle}}
  - {model_name: d, litellm_params: {model: openai/unpriced}}
"""


def test_names_are_the_entrys_own_or_the_models() -> None:
    names = [one.name for one in litellm(TEXT).deployments]
    assert names == ["first", "large", "anthropic-large", "middle", "unpriced"]


def test_a_name_that_was_not_taken_is_told() -> None:
    assert told(litellm(TEXT), "model_list[0].model_info.id")[0][0] is Fate.CARRIED
    assert told(litellm(TEXT), "model_list[2].model_info.id")[0][0] is Fate.LEFT


def test_tiers_are_thirds_of_the_price_and_the_report_says_so() -> None:
    imported = litellm(TEXT)
    tiers = {one.name: one.tier for one in imported.deployments if one.held_back is None}
    assert tiers == {
        "first": Tier.ECONOMY,
        "middle": Tier.STANDARD,
        "large": Tier.STANDARD,
        "anthropic-large": Tier.PREMIUM,
    }
    fate, text = told(imported, "model_list[0].litellm_params.model")[0]
    assert fate is Fate.CHANGED
    assert "tier economy by its price (1,000 input and 500 output tokens" in text


def test_where_no_price_tells_the_tier_is_standard_and_the_report_says_so() -> None:
    own = "{model: hosted_vllm/mine, api_base: 'http://10.0.0.1/v1'}"
    imported = litellm(f"model_list: [{{model_name: x, litellm_params: {own}}}]")
    assert imported.deployments[0].tier is Tier.STANDARD
    texts = " ".join(text for _, text in told(imported, "model_list[0].litellm_params.model"))
    assert "since no price tells more" in texts
    assert "its price is 0, as LiteLLM counts it" in texts


def test_a_price_that_the_list_completed_is_told() -> None:
    params = "{model: openai/small, input_cost_per_token: 1e-7}"
    imported = litellm(f"model_list: [{{model_name: x, litellm_params: {params}}}]")
    texts = [text for _, text in told(imported, "model_list[0].litellm_params.model")]
    assert any("taken from the price list" in text for text in texts)
