"""Which deployments are there, and what does a requested model name ask for?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase

from router.core.deployment import Deployment, Kind
from router.core.errors import ModelNotFound
from router.core.offer import Offer, offers
from router.core.tier import Tier

__all__ = ["AUTO", "Ask", "Catalog"]

AUTO = "auto"
_TIER_NAMES = frozenset(tier.value for tier in Tier)


@dataclass(frozen=True, slots=True)
class Ask:
    """What the caller asked for: a deployment, a tier, or (both None) whatever policy decides."""

    tier: Tier | None = None
    deployment: Deployment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All deployments that can be called now, and the aliases of model names."""

    deployments: tuple[Deployment, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Requested model name or pattern (`gpt-4*`) to `auto`, a tier or a deployment."""
    version: str = "unversioned"
    _asks: dict[str, Ask] = field(default_factory=dict, init=False, repr=False, compare=False)
    _offers: dict[tuple[Kind, date], tuple[Offer, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def has_abilities(self) -> bool:
        """Whether the ability of any deployment is known, so that a prompt's difficulty matters."""
        return any(deployment.abilities for deployment in self.deployments)

    def of_kind(self, kind: Kind) -> tuple[Deployment, ...]:
        """The deployments that serve `kind`."""
        return tuple(d for d in self.deployments if d.kind is kind)

    def offers(self, kind: Kind, day: date) -> tuple[Offer, ...]:
        """What the deployments of `kind` offer on `day`."""
        found = self._offers.get((kind, day))
        if found is None:
            found = offers(self.of_kind(kind), day)
            if len(self._offers) < 1_000:  # a replay of years must not fill the memory
                self._offers[kind, day] = found
        return found

    def called(self, name: str) -> Deployment | None:
        """The deployment with this name."""
        return next((d for d in self.deployments if d.name == name), None)

    def resolve(self, requested_model: str) -> Ask:
        """What `requested_model` asks for.

        Raises:
            ModelNotFound: it is no alias, tier, deployment or model of the catalog.
        """
        ask = self._asks.get(requested_model)
        if ask is None:
            ask = self._resolve(requested_model)
            if len(self._asks) < 1_000:  # callers choose the names: the memory is bounded
                self._asks[requested_model] = ask
        return ask

    def _resolve(self, requested_model: str) -> Ask:
        for name in self._meanings(requested_model):
            ask = self._exact(name)
            if ask is not None:
                return ask
        raise ModelNotFound(self._unknown(requested_model), param="model")

    def _meanings(self, requested_model: str) -> Iterator[str]:
        """What the name may stand for; an alias whose target has no key leads nowhere."""
        if requested_model in self.aliases:  # beats a deployment's own name: else it did nothing
            yield self.aliases[requested_model]
        yield requested_model
        yield from (to for name, to in self.aliases.items() if fnmatchcase(requested_model, name))

    def _exact(self, name: str) -> Ask | None:
        if name == AUTO:
            return Ask()
        if name in _TIER_NAMES:
            return Ask(tier=Tier(name))
        for key in ("name", "model"):
            for deployment in self.deployments:
                if getattr(deployment, key) == name:
                    return Ask(deployment=deployment)
        return None

    def _unknown(self, requested_model: str) -> str:
        names = (d.name for d in self.deployments)
        known = [n for n in (AUTO, *Tier, *names, *self.aliases) if n != requested_model]
        near = get_close_matches(requested_model, known, n=3, cutoff=0.5) or [AUTO]
        return (
            f"The model {requested_model!r} is not in the catalog. "
            f"Nearest names: {', '.join(near)}. GET /v1/models lists all; "
            f"'{AUTO}' lets the policy choose."
        )
