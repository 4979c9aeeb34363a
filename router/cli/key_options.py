"""Which options say what a virtual key is good for?"""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from router.core.errors import InvalidRequest
from router.core.key import Claimable, KeyScope
from router.core.period import Per
from router.core.stored_limit import LimitKind

__all__ = [
    "BudgetOption",
    "BudgetPerOption",
    "ClaimsOption",
    "EndpointsOption",
    "ModelsOption",
    "NetworksOption",
    "NoTextOption",
    "ServiceAccountOption",
    "TiersOption",
    "UserOption",
    "may_claim",
    "own_budget",
    "scope_of",
]

_NONE = "none"

ServiceAccountOption = Annotated[
    str | None, typer.Option(help="The program behind the key, where it is no user.")
]
UserOption = Annotated[str | None, typer.Option(help="The user behind the key.")]
BudgetOption = Annotated[
    str | None, typer.Option(help="A budget of the key's own, in USD; what exceeds it is refused.")
]
BudgetPerOption = Annotated[Per, typer.Option(help="In which period it may be spent.")]
ModelsOption = Annotated[
    list[str] | None,
    typer.Option(help="Only these deployments: a name or a pattern; may be given often."),
]
TiersOption = Annotated[
    list[str] | None, typer.Option(help="Only these tiers; may be given often.")
]
EndpointsOption = Annotated[
    list[str] | None,
    typer.Option(help="Only these paths, such as '/v1/chat/*'; may be given often."),
]
NetworksOption = Annotated[
    list[str] | None,
    typer.Option(help="Only from these networks, such as 10.0.0.0/8; may be given often."),
]
ClaimsOption = Annotated[
    str | None,
    typer.Option(help="What requests may name: some of user,team,project,tags, or none."),
]
NoTextOption = Annotated[
    bool, typer.Option("--no-text", help="Never keep or audit the text of its requests.")
]


def scope_of(
    *,
    models: Sequence[str] | None,
    tiers: Sequence[str] | None,
    endpoints: Sequence[str] | None,
    networks: Sequence[str] | None,
) -> KeyScope:
    """What was named; what was not named sets no limit."""
    return KeyScope(
        models=tuple(models or ()),
        tiers=tuple(tiers or ()),
        endpoints=tuple(endpoints or ()),
        networks=tuple(networks or ()),
    )


def may_claim(text: str | None) -> frozenset[Claimable]:
    """What `--claims` permits; all where it is not given.

    Raises:
        InvalidRequest: it names something else.
    """
    if text is None:
        return frozenset(Claimable)
    named = [] if text == _NONE else [name.strip() for name in text.split(",")]
    for name in named:
        if name not in set(Claimable):
            raise InvalidRequest(
                f"{name!r} cannot be claimed. Write some of {','.join(Claimable)}, or {_NONE}.",
                param="claims",
            )
    return frozenset(map(Claimable, named))


def own_budget(limit_usd: str | None, *, per: Per) -> Mapping[str, object] | None:
    """What is written of a key's own budget; None where it has none.

    Raises:
        InvalidRequest: the amount is none.
    """
    from router.services.set_limits import limit_from

    if limit_usd is None:
        return None
    written: dict[str, object] = {"limit_usd": limit_usd, "per": per}
    limit_from(LimitKind.BUDGET, {**written, "id": "key"})
    return written
