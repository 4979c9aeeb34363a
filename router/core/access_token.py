"""Whom does an identity token stand for? Claims of a trusted issuer become a virtual key."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from router.core.errors import ConfigurationError, RouterError, Unauthenticated
from router.core.key import Claimable, Role, VirtualKey

__all__ = [
    "PRINCIPAL_PREFIX",
    "IdentityUnavailable",
    "TokenTrust",
    "holder_of",
    "looks_like_token",
    "roles_from",
    "trust_from",
]

PRINCIPAL_PREFIX = "oidc:"
"""How the ids of those begin who call with a token; no key's id does."""
_SETTING = "TIERWISE_OIDC_"
_LONGEST_NAME = 256
_MOST_TOKEN_CHARACTERS = 16_384
_MAY_CLAIM = frozenset({Claimable.PROJECT, Claimable.TAGS})
"""User and team come from the issuer, which knows; the work at hand it cannot know."""
_STRONGEST_FIRST = (Role.ADMIN, Role.FINANCE, Role.AUDITOR, Role.TEAM_LEAD, Role.MEMBER)


class IdentityUnavailable(RouterError):
    """The issuer of identity tokens cannot be reached, so none can be checked."""

    code = "identity_unavailable"
    status = 503


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenTrust:
    """Whose tokens are accepted, and what their claims mean."""

    issuer: str
    audience: str
    user_claim: str = "email"
    """Where a token lacks it, its subject is the user."""
    team_claim: str = "team"
    role_claim: str = "roles"
    roles: Mapping[str, Role] = field(default_factory=dict)
    """What the issuer calls a role or a group, and the role here; all others are members."""


def trust_from(settings: Mapping[str, str]) -> TokenTrust | None:
    """What the settings `TIERWISE_OIDC_…` say; None where no issuer is trusted.

    Raises:
        ConfigurationError: they do not go together, or cannot be meant.
    """
    issuer, audience = settings.get(f"{_SETTING}ISSUER"), settings.get(f"{_SETTING}AUDIENCE")
    if not issuer and not audience:
        return None
    if not (issuer and audience):
        raise ConfigurationError(
            f"{_SETTING}ISSUER and {_SETTING}AUDIENCE go together: without the audience, tokens "
            "that were made for other services would be accepted. Set both, or neither."
        )
    trust = TokenTrust(
        issuer=issuer,
        audience=audience,
        roles=roles_from(settings.get(f"{_SETTING}ROLES", ""), setting=f"{_SETTING}ROLES"),
    )
    return replace(
        trust,
        user_claim=settings.get(f"{_SETTING}USER_CLAIM") or trust.user_claim,
        team_claim=settings.get(f"{_SETTING}TEAM_CLAIM") or trust.team_claim,
        role_claim=settings.get(f"{_SETTING}ROLE_CLAIM") or trust.role_claim,
    )


def looks_like_token(secret: str) -> bool:
    """Whether it is worth checking as a signed token: three parts, and not too long."""
    is_short = len(secret) <= _MOST_TOKEN_CHARACTERS
    return is_short and secret.startswith("eyJ") and secret.count(".") == 2


def holder_of(claims: Mapping[str, object], trust: TokenTrust) -> VirtualKey:
    """Whom a token stands for, whose signature, issuer, audience and times were checked.

    Raises:
        Unauthenticated: it names nobody, or nobody whose name can be kept.
    """
    subject, expires = claims.get("sub"), claims.get("exp")
    if not isinstance(subject, str) or not subject.strip() or len(subject) > _LONGEST_NAME:
        raise Unauthenticated(
            "The identity token names nobody: its claim 'sub' is missing, empty or too long. "
            "Sign in again; if that does not help, ask whoever runs the issuer."
        )
    user = _name(claims, trust.user_claim)
    return VirtualKey(
        id=f"{PRINCIPAL_PREFIX}{subject}",
        name=user or subject,
        user=user or subject,
        team=_name(claims, trust.team_claim),
        expires_at=_moment(expires),
        role=_role(claims, trust),
        may_claim=_MAY_CLAIM,
    )


def roles_from(text: str, *, setting: str) -> Mapping[str, Role]:
    """What `admin=platform-admins,auditor=audit` says: the issuer's names, and the roles here.

    Raises:
        ConfigurationError: it is not of that form, or names a role that there is not.
    """
    found: dict[str, Role] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        role, is_pair, theirs = (part.strip() for part in pair.partition("="))
        if not is_pair or not theirs or role not in set(Role):
            raise ConfigurationError(
                f"{setting}: {pair!r} is not understood. Write the role here, '=', and the "
                f"issuer's name, such as admin=platform-admins. Roles: {', '.join(Role)}."
            )
        if theirs in found:
            raise ConfigurationError(f"{setting}: {theirs!r} stands there twice. Write it once.")
        found[theirs] = Role(role)
    return found


def _role(claims: Mapping[str, object], trust: TokenTrust) -> Role:
    """The strongest of those that its claim holds."""
    held = {trust.roles[name] for name in _names(claims, trust.role_claim) if name in trust.roles}
    return next((role for role in _STRONGEST_FIRST if role in held), Role.MEMBER)


def _name(claims: Mapping[str, object], path: str) -> str | None:
    return next(iter(_names(claims, path)), None)


def _names(claims: Mapping[str, object], path: str) -> list[str]:
    """The texts of a claim: one, or a list. `realm_access.roles` looks into an object."""
    value: object = claims.get(path)
    if value is None:
        value = claims
        for step in path.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
    listed = value if isinstance(value, list) else [value]
    texts = (text.strip() for text in listed if isinstance(text, str))
    return [text for text in texts if text and len(text) <= _LONGEST_NAME]


def _moment(seconds: object) -> datetime | None:
    if not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
