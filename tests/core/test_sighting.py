"""Tests of `router.core.sighting`."""

import pytest

from router.core.sighting import Origin


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("testclient", None),
        (None, None),
    ],
)
def test_of_an_address_only_the_network_is_kept(address: str | None, network: str | None) -> None:
    assert Origin.of(address, agent="").network == network


@pytest.mark.parametrize(
    ("agent", "client"),
    [
        ("OpenAI/Python 1.40.0", "OpenAI/Python"),
        ("OpenAI/Python/1.40.0", "OpenAI/Python"),
        ("curl/8.5.0", "curl"),
        ("python-requests/2.32 extra", "python-requests"),
        ("x" * 100, "x" * 64),
        ("/1", "/1"),
        ("", None),
    ],
)
def test_a_newer_version_is_the_same_program(agent: str, client: str | None) -> None:
    assert Origin.of(None, agent=agent).client == client
