"""Can anything pass for a signed token that is none?"""

import base64
import hashlib
import hmac

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from joserfc.jwk import OctKey

from router.adapters.identity.signed_token import ALGORITHMS, SignedTokens
from router.core.errors import Unauthenticated
from tests.adapters.identity.issuer import AUDIENCE, NOW_S, OTHER_RSA, RSA, Issuer, segment
from tests.factories import NOON

ISSUER = Issuer(url="https://issuer.example")
CLAIMS = {"iss": ISSUER.url, "aud": AUDIENCE, "sub": "mallory", "exp": NOW_S + 300}
TOKENS = SignedTokens([RSA.as_dict(private=False)])


def checked(tokens: SignedTokens, token: str) -> object:
    return tokens.claims(token, issuer=ISSUER.url, audience=AUDIENCE, now=NOON)["sub"]


def test_none_and_symmetric_algorithms_are_not_listed() -> None:
    assert not [name for name in ALGORITHMS if name == "none" or name.startswith("HS")]


@pytest.mark.parametrize("alg", ["none", "None", "NONE", ""])
def test_a_token_without_a_signature_is_refused(alg: str) -> None:
    for signature in ("", segment(b"x")):
        token = f"{segment({'alg': alg, 'kid': 'rsa-1'})}.{segment(CLAIMS)}.{signature}"
        with pytest.raises(Unauthenticated):
            checked(TOKENS, token)


@pytest.mark.parametrize("form", ["pem", "der", "jwk"])
def test_the_public_key_is_no_secret_to_sign_with(form: str) -> None:
    public = {
        "pem": RSA.as_pem(private=False),
        "der": RSA.as_der(private=False),
        "jwk": str(RSA.as_dict(private=False)).encode(),
    }[form]
    signed = f"{segment({'alg': 'HS256', 'kid': 'rsa-1'})}.{segment(CLAIMS)}"
    forged = hmac.new(public, signed.encode(), hashlib.sha256).digest()
    with pytest.raises(Unauthenticated):
        checked(TOKENS, f"{signed}.{segment(forged)}")


def test_a_symmetric_key_that_an_issuer_publishes_signs_nothing() -> None:
    shared = OctKey.generate_key(256, {"kid": "shared"})
    tokens = SignedTokens([shared.as_dict(), RSA.as_dict(private=False)])
    with pytest.raises(Unauthenticated):
        checked(tokens, ISSUER.token(shared, alg="HS256"))
    assert checked(tokens, ISSUER.token()) == "user-1"


def test_a_key_for_encryption_signs_nothing() -> None:
    tokens = SignedTokens([{**RSA.as_dict(private=False), "use": "enc"}])
    with pytest.raises(Unauthenticated):
        checked(tokens, ISSUER.token())


def test_a_key_within_the_token_is_not_used() -> None:
    header = {"jwk": OTHER_RSA.as_dict(private=False)}
    with pytest.raises(Unauthenticated):
        checked(TOKENS, ISSUER.token(OTHER_RSA, header={**header, "kid": "rsa-1"}))


def test_a_key_that_cannot_be_read_does_not_spoil_the_others() -> None:
    broken: list[dict[str, object]] = [
        {"kty": "RSA", "kid": "a", "n": "", "e": "AQAB"},
        {"kty": "EC", "kid": "b", "crv": "P-256"},
        {"kty": "OKP", "kid": "c", "crv": 7, "x": []},
        {"kty": "ML-DSA"},
        {},
    ]
    assert checked(SignedTokens([*broken, RSA.as_dict(private=False)]), ISSUER.token()) == "user-1"


def test_a_token_without_a_key_name_fits_where_there_is_one_key() -> None:
    nameless = ISSUER.token(header={"kid": None})
    assert TOKENS.may_check(nameless)
    assert checked(TOKENS, nameless) == "user-1"
    two = SignedTokens([RSA.as_dict(private=False), OTHER_RSA.as_dict(private=False)])
    assert not two.may_check(nameless)
    with pytest.raises(Unauthenticated):
        checked(two, nameless)


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=50))
@example("[" * 12_000, "", "")
@example('{"alg":["RS256"],"kid":"rsa-1"}', "{}", "")
@example('{"alg":"RS256","kid":{"a":1}}', "{}", "")
@example('{"alg":"RS256","kid":"rsa-1","b64":false,"crit":["b64"]}', "{}", "")
@example('"alg"', "{}", "x")
def test_garbage_is_refused_and_nothing_else_happens(one: str, two: str, three: str) -> None:
    parts = (base64.urlsafe_b64encode(x.encode("utf-8", "replace")).decode() for x in (one, two))
    for token in (f"{one}.{two}.{three}", ".".join((*parts, three))):
        with pytest.raises(Unauthenticated):
            checked(TOKENS, token)


def test_a_refusal_does_not_repeat_the_token() -> None:
    token = ISSUER.token(aud="another")
    with pytest.raises(Unauthenticated) as refused:
        checked(TOKENS, token)
    assert not any(part in refused.value.message for part in token.split("."))
