from decimal import Decimal

from router.adapters.files.content_version import content_version, short_hash


def test_the_order_of_fields_does_not_matter() -> None:
    assert short_hash({"a": 1, "b": 2}) == short_hash({"b": 2, "a": 1})


def test_any_digit_matters() -> None:
    assert short_hash({"usd": Decimal("0.10")}) != short_hash({"usd": Decimal("0.11")})


def test_a_version_is_a_name_and_twelve_digits() -> None:
    version = content_version("default", {})
    assert version == "default@44136fa355b3"
