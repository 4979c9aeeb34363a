"""Whose tokens are accepted, against an issuer that really runs?"""

import asyncio
from typing import Any

import pytest
from joserfc.jwk import Key, RSAKey

from router.adapters.identity.oidc import OidcIdentity
from router.core.access_token import IdentityUnavailable
from router.core.errors import ConfigurationError, Unauthenticated
from router.core.key import Claimable, Role
from tests.adapters.identity.issuer import EC, ED, NOW_S, OTHER_RSA, RSA, Issuer
from tests.contracts.fixed_clock import FixedClock

STRANGER = RSAKey.generate_key(2048, {"kid": "rsa-1"})
"""Calls itself as the issuer's own key does."""


async def test_a_token_stands_for_whom_it_names(issuer: Issuer, identity: OidcIdentity) -> None:
    token = issuer.token(team="search", roles=["staff", "platform-admins"])
    holder = await identity(token)
    assert (holder.id, holder.user, holder.team) == ("oidc:user-1", "ada@acme.example", "search")
    assert holder.role is Role.ADMIN
    assert holder.may_claim == {Claimable.PROJECT, Claimable.TAGS}
    assert holder.expires_at is not None
    assert int(holder.expires_at.timestamp()) == NOW_S + 300


@pytest.mark.parametrize(
    ("key", "alg"),
    [(RSA, "RS256"), (RSA, "PS384"), (EC, "ES256"), (ED, "Ed25519")],
    ids=["RS256", "PS384", "ES256", "Ed25519"],
)
async def test_all_usual_signatures_are_understood(
    issuer: Issuer, identity: OidcIdentity, key: Key, alg: str
) -> None:
    assert (await identity(issuer.token(key, alg=alg))).id == "oidc:user-1"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"exp": NOW_S - 61}, "has expired"),
        ({"exp": None}, "'exp'"),
        ({"exp": "tomorrow"}, "'exp'"),
        ({"aud": "another"}, "'aud'"),
        ({"aud": ["another"]}, "'aud'"),
        ({"aud": None}, "'aud'"),
        ({"iss": "https://evil.example"}, "'iss'"),
        ({"iss": None}, "'iss'"),
        ({"nbf": NOW_S + 61}, "'nbf'"),
        ({"iat": NOW_S + 61}, "'iat'"),
        ({"sub": None}, "'sub'"),
        ({"sub": 7}, "'sub'"),
        ({"sub": "x" * 300}, "'sub'"),
        ({"header": {"typ": "logout+jwt"}}, "another purpose"),
    ],
)
async def test_what_a_token_must_say_it_must_say_rightly(
    issuer: Issuer, identity: OidcIdentity, claims: dict[str, Any], why: str
) -> None:
    with pytest.raises(Unauthenticated, match=why):
        await identity(issuer.token(**claims))


@pytest.mark.parametrize(
    "claims",
    [{"exp": NOW_S - 59}, {"nbf": NOW_S + 59}, {"iat": NOW_S + 59}, {"aud": ["x", "tierwise"]}],
)
async def test_clocks_may_differ_by_a_minute_and_audiences_be_several(
    issuer: Issuer, identity: OidcIdentity, claims: dict[str, Any]
) -> None:
    assert (await identity(issuer.token(**claims))).id == "oidc:user-1"


async def test_another_key_of_the_same_name_signs_nothing(
    issuer: Issuer, identity: OidcIdentity
) -> None:
    with pytest.raises(Unauthenticated, match="does not fit any key"):
        await identity(issuer.token(STRANGER))


async def test_a_changed_claim_breaks_the_signature(issuer: Issuer, identity: OidcIdentity) -> None:
    header, _, signature = issuer.token().split(".")
    _, claims, _ = issuer.token(sub="user-2").split(".")
    with pytest.raises(Unauthenticated, match="does not fit any key"):
        await identity(f"{header}.{claims}.{signature}")


async def test_tokens_of_before_and_after_a_rotation_are_accepted(
    issuer: Issuer, identity: OidcIdentity, clock: FixedClock
) -> None:
    before = issuer.token()
    await identity(before)
    issuer.keys = [RSA, OTHER_RSA]
    clock.advance(11)
    assert (await identity(issuer.token(OTHER_RSA))).id == "oidc:user-1"
    assert (await identity(before)).id == "oidc:user-1"


async def test_a_key_that_was_withdrawn_works_no_longer_than_five_minutes(
    issuer: Issuer, identity: OidcIdentity, clock: FixedClock
) -> None:
    await identity(issuer.token(exp=NOW_S + 900))
    issuer.keys = [OTHER_RSA]
    clock.advance(301)
    with pytest.raises(Unauthenticated, match="does not fit any key"):
        await identity(issuer.token(exp=NOW_S + 900))


async def test_a_storm_of_invented_keys_asks_the_issuer_once_in_ten_seconds(
    issuer: Issuer, identity: OidcIdentity, clock: FixedClock
) -> None:
    storm = [
        issuer.token(RSAKey.import_key(STRANGER.as_dict(private=True), {"kid": f"k{n}"}))
        for n in range(50)
    ]
    await identity(issuer.token())
    assert issuer.asked == 1
    clock.advance(10)
    for _ in range(2):
        answers = await asyncio.gather(*map(identity, storm), return_exceptions=True)
        assert all(isinstance(answer, Unauthenticated) for answer in answers)
        assert issuer.asked == 2
    assert (await identity(issuer.token())).id == "oidc:user-1"


async def test_a_thousand_first_tokens_ask_the_issuer_once(
    issuer: Issuer, identity: OidcIdentity
) -> None:
    token = issuer.token()
    await asyncio.gather(*(identity(token) for _ in range(1_000)))
    assert issuer.asked == 1


async def test_while_the_issuer_is_down_known_keys_serve_for_an_hour(
    issuer: Issuer, identity: OidcIdentity, clock: FixedClock
) -> None:
    token = issuer.token(exp=NOW_S + 9_000)
    await identity(token)
    issuer.is_down = True
    clock.advance(3_599)
    assert (await identity(token)).id == "oidc:user-1"
    clock.advance(1)
    with pytest.raises(IdentityUnavailable, match="cannot be had"):
        await identity(token)
    issuer.is_down = False
    clock.advance(10)
    assert (await identity(token)).id == "oidc:user-1"


async def test_an_issuer_that_never_answered_is_told_as_such(
    issuer: Issuer, identity: OidcIdentity, clock: FixedClock
) -> None:
    issuer.is_down = True
    for _ in range(3):
        with pytest.raises(IdentityUnavailable):
            await identity(issuer.token())
    assert issuer.asked == 1


@pytest.mark.parametrize("address", ["http://issuer.example", "ftp://127.0.0.1", "issuer", ""])
def test_an_issuer_that_is_not_reached_over_tls_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationError, match="TIERWISE_OIDC_ISSUER"):
        OidcIdentity(
            Issuer(url=address).trust(),
            clock=FixedClock(),
        )
