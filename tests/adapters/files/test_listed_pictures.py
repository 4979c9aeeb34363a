"""Tests of `router.adapters.files.listed_pictures`."""

from decimal import Decimal

import pytest

from router.adapters.files.listed_pictures import (
    NO_SIZES,
    in_tokens,
    model_of_size,
    picture_tiers,
    tier_of_size,
    usual_picture,
)


def paid(usd: str, *, field: str = "output_cost_per_image") -> dict[str, Decimal]:
    return {field: Decimal(usd)}


@pytest.mark.parametrize(
    ("name", "model", "tier"),
    [
        ("azure/hd/1024-x-1792/dall-e-3", "dall-e-3", "hd/1024x1792"),
        ("hd/1024-x-1792/dall-e-3", "dall-e-3", "hd/1024x1792"),
        ("1024-x-1536/gpt-image-1.5", "gpt-image-1.5", "1024x1536"),
        ("azure/low/512-x-512/a/b", "a/b", "low/512x512"),
        ("aiml/other/low/512-x-512/a", "a", None),
        ("512-x-512/50-steps/stability", "50-steps/stability", "512x512"),
        ("gpt-image-1", None, None),
        ("max-x-max/a", None, None),
    ],
)
def test_a_name_says_model_quality_and_size(name: str, model: str | None, tier: str | None) -> None:
    assert model_of_size(name) == model
    assert tier_of_size(name, ("azure",)) == tier


def test_who_names_no_quality_gets_the_standard_one() -> None:
    sizes = {
        "hd/1024x1024": paid("0.08"),
        "standard/1024x1024": paid("0.04"),
        "hd/1024x1792": paid("0.12"),
        "low/1024x1792": paid("0.01"),
    }

    found = picture_tiers({}, sizes)

    assert found["1024x1024"] == Decimal("0.04")
    assert found["1024x1792"] == Decimal("0.12")  # which one it is nobody says: the dearest
    assert found["low/1024x1792"] == Decimal("0.01")


def test_a_size_that_is_listed_alone_is_taken_as_it_is() -> None:
    found = picture_tiers({}, {"512x512": paid("0.02"), "hd/512x512": paid("0.09")})

    assert found == {"512x512": Decimal("0.02"), "hd/512x512": Decimal("0.09")}


def test_what_is_paid_by_the_pixel_costs_as_much_more_as_it_is_larger() -> None:
    found = picture_tiers(paid("0.00000005", field="input_cost_per_pixel"), NO_SIZES)

    assert found["2048x2048"] == 4 * found["1024x1024"]
    assert found["512x512"] == Decimal("0.0131072")


def test_amounts_of_sizes_that_stand_in_the_entry_are_read() -> None:
    entry = {**paid("0.08"), **paid("0.16", field="output_cost_per_image_4K")}

    assert picture_tiers(entry, NO_SIZES) == {"4k": Decimal("0.16")}


def test_the_usual_picture_is_the_standard_one_else_the_dearest() -> None:
    said = {"mode": "image_generation", "litellm_provider": "azure"}
    sizes: dict[str, dict[str, object]] = {
        "hd/1024x1024": {**said, **paid("0.08")},
        "standard/1024x1024": {**paid("0.04")},
    }

    usual = usual_picture(sizes)
    dearest = usual_picture({"low/512x512": paid("0.01"), "hd/512x512": paid("0.02")})

    assert usual == {**said, "output_cost_per_image": Decimal("0.04")}
    assert dearest == {"output_cost_per_image": Decimal("0.02")}
    assert usual_picture({"low/512x512": paid("0")}) is None
    assert usual_picture(NO_SIZES) is None


def test_tokens_of_pictures_count_at_the_dearer_rate() -> None:
    entry = {
        "output_cost_per_token": Decimal(10),
        "output_cost_per_image_token": Decimal(32),
        "cache_read_input_token_cost": Decimal(3),
        "cache_read_input_image_token_cost": Decimal(2),
    }

    found = in_tokens(entry)

    assert found["output_cost_per_token"] == 32
    assert found["cache_read_input_token_cost"] == 3


def test_tokens_of_text_do_not_say_what_a_picture_costs() -> None:
    assert in_tokens({"output_cost_per_token": Decimal(10)}) == {}
    assert in_tokens({"output_cost_per_image_token": None}) == {"output_cost_per_image_token": None}
