"""Tests of `router.core.network`."""

import pytest

from router.core.network import address_of, networks_of


def test_networks_keep_their_order() -> None:
    assert [str(one) for one in networks_of(["10.0.0.0/8", "::1"], param="x")] == [
        "10.0.0.0/8",
        "::1/128",
    ]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" 10.0.0.1 ", "10.0.0.1"),
        ("::FFFF:10.0.0.1", "10.0.0.1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("unknown", None),
        (None, None),
        ("010.0.0.1", None),
    ],
)
def test_a_text_is_an_address_or_none(text: str | None, address: str | None) -> None:
    found = address_of(text)

    assert (None if found is None else str(found)) == address
