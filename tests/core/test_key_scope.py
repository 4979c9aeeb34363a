"""Tests of `router.core.key_scope`."""

import pytest

from router.core.errors import InvalidRequest
from router.core.key import ANYTHING, KeyScope
from router.core.key_scope import (
    check_scope,
    permits,
    permits_address,
    permits_endpoint,
)
from router.core.tier import Tier
from tests.factories import deployment

SMALL = deployment("gpt-5-mini", tier=Tier.ECONOMY)


@pytest.mark.parametrize(
    ("scope", "is_permitted"),
    [
        (None, True),
        (ANYTHING, True),
        (KeyScope(models=("gpt-5-mini",)), True),
        (KeyScope(models=("gpt-5*",)), True),
        (KeyScope(models=("other", "*mini")), True),
        (KeyScope(models=("gpt-5",)), False),
        (KeyScope(models=("gpt-5-min?",)), False),
        (KeyScope(tiers=("economy",)), True),
        (KeyScope(tiers=("standard", "premium")), False),
        (KeyScope(models=("gpt-5*",), tiers=("premium",)), False),
    ],
)
def test_models_and_tiers_both_limit_who_answers(
    scope: KeyScope | None, is_permitted: bool
) -> None:
    assert permits(scope, SMALL) is is_permitted


@pytest.mark.parametrize(
    ("patterns", "path", "is_permitted"),
    [
        ((), "/v1/anything", True),
        ((), None, True),
        (("/v1/chat/completions",), "/v1/chat/completions", True),
        (("/v1/chat/completions",), "/v1/chat/completions/x", False),
        (("/v1/admin/*",), "/v1/admin/keys/key_1", True),
        (("/v1/admin/*",), "/v1/administer", False),
        (("/v1/chat/*", "/v1/embeddings"), "/v1/embeddings", True),
        (("/v1/chat/*",), "/V1/CHAT/x", False),
        (("/v1/chat/*",), None, False),
    ],
)
def test_a_path_is_permitted_by_name_or_pattern(
    patterns: tuple[str, ...], path: str | None, is_permitted: bool
) -> None:
    assert permits_endpoint(KeyScope(endpoints=patterns), path) is is_permitted


@pytest.mark.parametrize(
    ("networks", "address", "is_permitted"),
    [
        ((), None, True),
        ((), "not an address", True),
        (("10.0.0.0/8",), "10.255.0.1", True),
        (("10.0.0.0/8",), "11.0.0.1", False),
        (("192.0.2.7",), "192.0.2.7", True),
        (("192.0.2.7",), "192.0.2.8", False),
        (("2001:db8::/32",), "2001:db8::1", True),
        (("2001:db8::/32",), "2001:db9::1", False),
        (("fe80::/10",), "fe80::1%eth0", True),
        (("10.0.0.0/8",), "::ffff:10.1.2.3", True),
        (("::/0",), "10.1.2.3", False),
        (("0.0.0.0/0", "::/0"), "2001:db8::1", True),
        (("10.0.0.0/8",), None, False),
        (("10.0.0.0/8",), "10.0.0.1:443", False),
        (("10.0.0.0/8",), "", False),
    ],
)
def test_an_address_is_permitted_by_the_networks_that_hold_it(
    networks: tuple[str, ...], address: str | None, is_permitted: bool
) -> None:
    assert permits_address(KeyScope(networks=networks), address) is is_permitted


@pytest.mark.parametrize(
    ("scope", "param", "says"),
    [
        (KeyScope(tiers=("gold",)), "tiers", "economy, standard, premium"),
        (KeyScope(networks=("10.0.0.5/8",)), "networks", "has host bits set"),
        (KeyScope(networks=("localhost",)), "networks", "no network"),
        (KeyScope(endpoints=("chat",)), "endpoints", "no path"),
        (KeyScope(models=("",)), "models", "1 to 256 printable"),
        (KeyScope(models=("a\x00",)), "models", "1 to 256 printable"),
        (KeyScope(models=("x",) * 65), "models", "at most 64"),
    ],
)
def test_a_scope_that_cannot_be_meant_is_refused(scope: KeyScope, param: str, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says) as caught:
        check_scope(scope)

    assert caught.value.param == param


def test_a_scope_of_everything_at_once_is_taken() -> None:
    check_scope(
        KeyScope(
            models=("gpt-5*",),
            tiers=("economy",),
            endpoints=("/v1/chat/completions", "*"),
            networks=("10.0.0.0/8", "2001:db8::/32", "192.0.2.7"),
        )
    )
