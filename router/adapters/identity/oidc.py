"""Who calls with a token of an OpenID Connect issuer?"""

from router.adapters.identity.issuer_keys import IssuerKeys, KeyDocuments
from router.adapters.identity.signed_token import SignedTokens
from router.core.access_token import TokenTrust, holder_of
from router.core.key import VirtualKey
from router.ports.clock import Clock

__all__ = ["OidcIdentity"]


class OidcIdentity:
    """Implements `Identity` for one issuer."""

    def __init__(self, trust: TokenTrust, *, clock: Clock) -> None:
        """Remember whom to trust; the issuer is asked when the first token comes.

        Raises:
            ConfigurationError: the issuer is not reached over TLS, nor on this machine.
        """
        self._trust = trust
        self._clock = clock
        self._issuer = IssuerKeys(trust.issuer, clock=clock)
        self._read: KeyDocuments = ()
        self._tokens = SignedTokens(())

    async def __call__(self, token: str) -> VirtualKey:
        """Whom the token stands for, as a key that is good until the token expires."""
        tokens = self._with(await self._issuer.current())
        if not tokens.may_check(token):
            tokens = self._with(await self._issuer.anew())
        claims = tokens.claims(
            token,
            issuer=self._trust.issuer,
            audience=self._trust.audience,
            now=self._clock.now(),
        )
        return holder_of(claims, self._trust)

    async def close(self) -> None:
        """Close the connections."""
        await self._issuer.close()

    def _with(self, documents: KeyDocuments) -> SignedTokens:
        if documents is not self._read:
            self._read, self._tokens = documents, SignedTokens(documents)
        return self._tokens
