"""Tests of `router.core.importing.secrets`."""

import pytest

from router.core.importing.secrets import is_plain_address, variable_of


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("os.environ/OPENAI_API_KEY", "OPENAI_API_KEY"),
        ("${HOUSE_KEY}", "HOUSE_KEY"),
        ("${HOUSE_KEY:-none}", "HOUSE_KEY"),
        ("$HOUSE_KEY", "HOUSE_KEY"),
        ("sk-live-1234", None),
        ("os.environ/lower_case", None),
        ("os.environ/", None),
        ("$word", None),
    ],
)
def test_a_reference_names_a_variable(written: str, name: str | None) -> None:
    assert variable_of(written) == name


@pytest.mark.parametrize(
    ("address", "is_plain"),
    [
        ("https://llm.example.com/v1", True),
        ("http://[::1]:8000/v1", True),
        ("https://user:pass@llm.example.com/v1", False),
        ("https://llm.example.com/v1?key=abc", False),
        ("https://llm.example.com/v1#abc", False),
        ("llm.example.com", False),
        ("https://", False),
        ("https://a b.example", False),
    ],
)
def test_an_address_with_room_for_a_secret_is_not_plain(address: str, is_plain: bool) -> None:
    assert is_plain_address(address) is is_plain
