"""Did one of these keys sign a token, and does it hold here and now? The only file with joserfc."""

import base64
import binascii
import json
import logging
from collections.abc import Mapping
from datetime import datetime

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import JWKRegistry, Key, KeySet

from router.adapters.identity.issuer_keys import KeyDocuments
from router.core.errors import Unauthenticated

__all__ = ["ALGORITHMS", "SignedTokens"]

ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "Ed25519", "EdDSA"),
)
"""Asymmetric ones only: no `none`, and no HMAC, under which a public key would be a secret."""

_KINDS = frozenset({"RSA", "EC", "OKP"})
_TYPES = frozenset({"", "jwt", "at+jwt", "application/at+jwt"})
"""Other tokens of the issuer, such as those of a sign-out, are signed with the same keys."""
_SKEW_S = 60
_log = logging.getLogger(__name__)


class SignedTokens:
    """Checks tokens against the keys that their issuer published."""

    def __init__(self, documents: KeyDocuments) -> None:
        keys = (_imported(document) for document in documents)
        self._keys = KeySet([key for key in keys if key is not None])
        self._names = {key.kid for key in self._keys}

    def may_check(self, token: str) -> bool:
        """Whether the key is here that the token names; it may have been published since.

        Raises:
            Unauthenticated: it is no signed token.
        """
        name = _header(token).get("kid")
        return len(self._keys.keys) == 1 if name is None else name in self._names

    def claims(
        self, token: str, *, issuer: str, audience: str, now: datetime
    ) -> Mapping[str, object]:
        """What the token claims.

        Raises:
            Unauthenticated: it is forged, expired, not yet valid, or meant for somebody else.
        """
        if str(_header(token).get("typ", "")).lower() not in _TYPES:
            raise _refused("It is a token for another purpose.")
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_SKEW_S,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            found = jwt.decode(token, self._keys, algorithms=ALGORITHMS)
            registry.validate(found.claims)
        except ExpiredTokenError as error:
            raise _refused("It has expired.") from error
        except (InvalidClaimError, MissingClaimError) as error:
            raise _refused(f"Its claim {error.claim!r} is missing or not what it must be.") from (
                error
            )
        except (JoseError, ValueError, RecursionError) as error:
            raise _refused("Its signature does not fit any key of the issuer.") from error
        return found.claims


def _imported(document: Mapping[str, object]) -> Key | None:
    """One key; None for those that sign nothing here, and for those that cannot be read."""
    if document.get("kty") not in _KINDS or document.get("use", "sig") != "sig":
        return None
    try:
        return JWKRegistry.import_key(dict(document))  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError) as error:
        _log.warning("The issuer's key %r cannot be read: %r", document.get("kid"), error)
        return None


def _header(token: str) -> Mapping[str, object]:
    first = token.partition(".")[0]
    try:
        found = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _refused("It is no signed token.") from error
    names = ("alg", "kid", "typ")
    if not isinstance(found, dict) or any(not isinstance(found.get(n, ""), str) for n in names):
        raise _refused("It is no signed token.")
    return found


def _refused(why: str) -> Unauthenticated:
    return Unauthenticated(
        f"The identity token is not accepted. {why} Sign in again to get a new one; if that does "
        "not help, ask whoever runs the service which issuer and audience it expects."
    )
