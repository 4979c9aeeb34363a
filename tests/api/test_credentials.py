"""Tests of `router.api.credentials`."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from router.api.credentials import caller_address, endpoint_of, secret_of
from router.core.network import networks_of

TRUSTED = networks_of(["10.0.0.0/8", "192.0.2.1", "2001:db8:1::/48"], param="trusted")
PROXY = "10.0.0.1"


def request(
    *headers: tuple[str, str], peer: str | None = PROXY, path: str = "/v1/chat/completions"
) -> Request:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    client = None if peer is None else (peer, 50_000)
    return Request({"type": "http", "headers": raw, "client": client, "path": path})


def forwarded(*values: str, peer: str | None = PROXY) -> str | None:
    headers = [("x-forwarded-for", value) for value in values]
    return caller_address(request(*headers, peer=peer), trusted=TRUSTED)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("authorization", "Bearer tw-1"),
        ("authorization", "bearer  tw-1 "),
        ("x-api-key", "tw-1"),
        ("x-api-key", " tw-1 "),
        ("x-api-key", "Bearer tw-1"),
        ("api-key", "tw-1"),
        ("x-goog-api-key", "tw-1"),
        ("x-bf-vk", "tw-1"),
        ("helicone-auth", "Bearer tw-1"),
    ],
)
def test_the_key_stands_where_clients_of_any_provider_or_gateway_put_it(
    header: str, value: str
) -> None:
    assert secret_of(request((header, value))) == "tw-1"


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("authorization", "Bearer")],
        [("authorization", "Basic dHc6")],
        [("authorization", "tw-1")],
        [("helicone-auth", "tw-1")],
        [("x-api-key", " ")],
        [("cookie", "tw-1")],
    ],
)
def test_elsewhere_there_is_no_secret(headers: Sequence[tuple[str, str]]) -> None:
    assert secret_of(request(*headers)) is None


def test_a_virtual_key_is_found_beside_the_key_of_a_provider() -> None:
    both = [("authorization", "Bearer sk-openai"), ("helicone-auth", "Bearer tw-1")]

    assert secret_of(request(*both)) == "tw-1"


def test_of_two_virtual_keys_the_first_header_of_the_list_wins() -> None:
    assert secret_of(request(("x-api-key", "tw-2"), ("authorization", "Bearer tw-1"))) == "tw-1"


def test_a_secret_that_is_no_virtual_key_is_still_one() -> None:
    both = [("x-api-key", "sk-2"), ("authorization", "Bearer eyJ.token")]

    assert secret_of(request(*both)) == "eyJ.token"


def test_without_trusted_proxies_nobody_is_believed() -> None:
    spoofed = request(("x-forwarded-for", "192.0.2.99"), peer="127.0.0.1")

    assert caller_address(spoofed) == "127.0.0.1"


def test_somebody_who_is_no_trusted_proxy_is_not_believed() -> None:
    assert forwarded("192.0.2.99", peer="203.0.113.5") == "203.0.113.5"


def test_what_a_trusted_proxy_says_of_its_caller_counts() -> None:
    assert forwarded("203.0.113.5") == "203.0.113.5"


@pytest.mark.parametrize(
    "values",
    [
        ("198.51.100.1, 203.0.113.5",),
        ("10.0.0.9, 203.0.113.5, 10.0.0.2",),
        ("198.51.100.1", "203.0.113.5, 192.0.2.1"),
        ("127.0.0.1,203.0.113.5",),
    ],
    ids=["one proxy", "two proxies", "two headers", "loopback"],
)
def test_what_a_caller_wrote_itself_stands_further_left_and_does_not_count(
    values: Sequence[str],
) -> None:
    assert forwarded(*values) == "203.0.113.5"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("203.0.113.5:4711", "203.0.113.5"),
        ("[2001:db8:9::5]:4711", "2001:db8:9::5"),
        ("[2001:db8:9::5]", "2001:db8:9::5"),
        ("2001:DB8:9::5", "2001:db8:9::5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
    ],
)
def test_addresses_are_read_as_proxies_write_them(value: str, address: str) -> None:
    assert forwarded(value) == address


@pytest.mark.parametrize(
    "value", ["unknown", "_hidden", "203.0.113.5 203.0.113.6", "1.2.3", "[::1"]
)
def test_a_hop_that_is_no_address_leaves_the_caller_unknown(value: str) -> None:
    expected = "::1" if value == "[::1" else None

    assert forwarded(f"192.0.2.99, {value}") == expected


@pytest.mark.parametrize("values", [(), ("",), (",",), ("192.0.2.99,",)])
def test_where_a_trusted_proxy_says_nothing_it_is_the_caller(values: Sequence[str]) -> None:
    assert forwarded(*values) == PROXY


def test_a_call_within_the_trusted_networks_comes_from_its_first_hop() -> None:
    assert forwarded("10.0.0.7, 10.0.0.2") == "10.0.0.7"


def test_over_ipv6_a_proxy_on_ipv4_is_known_all_the_same() -> None:
    assert forwarded("203.0.113.5", peer="::ffff:10.0.0.1") == "203.0.113.5"
    assert forwarded("203.0.113.5", peer="2001:db8:1::1") == "203.0.113.5"


def test_behind_more_proxies_than_anybody_has_the_caller_stays_unknown() -> None:
    assert forwarded(",".join(["203.0.113.5", *["10.0.0.7"] * 15])) == "203.0.113.5"
    assert forwarded(",".join(["203.0.113.5", *["10.0.0.7"] * 3_000])) is None


def test_a_caller_without_an_address_stays_unknown() -> None:
    assert forwarded("203.0.113.5", peer=None) is None


@settings(max_examples=50)
@given(written=st.text(st.characters(codec="latin-1"), max_size=60))
def test_nothing_that_a_caller_writes_changes_the_address_that_the_proxy_saw(written: str) -> None:
    assert forwarded(f"{written}, 203.0.113.5") == "203.0.113.5"


def test_the_endpoint_is_the_path_that_routes_see() -> None:
    spoofed = request(("host", "x/v1/models?"), path="/v1/admin/keys")

    assert endpoint_of(spoofed) == "/v1/admin/keys"
