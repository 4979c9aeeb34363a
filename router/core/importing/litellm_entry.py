"""What does one entry of LiteLLM's `model_list` become: a deployment, a router, or nothing?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from router.core.deployment import Kind
from router.core.importing.candidate import Candidate, HeldBack, OfNoUse, completed, held_back
from router.core.importing.imported import ImportedDeployment
from router.core.importing.listing import Listing
from router.core.importing.litellm_params import candidate_of
from router.core.importing.source import Part

__all__ = ["Entry", "entry_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, read."""

    part: Part
    group: str
    """The name that callers use; several entries may share it."""
    model: str
    own_name: str | None = None
    deployment: ImportedDeployment | None = None
    """None for routers and wildcards; without name and tier until all entries are known."""
    order: Decimal = Decimal("Infinity")
    weight: Decimal = Decimal(0)
    tags: tuple[str, ...] = ()
    window: int | None = None
    kind: Kind = Kind.CHAT

    @property
    def name_part(self) -> Part:
        """Where callers' name of it is written."""
        return self.part.within("model_name")

    @property
    def model_part(self) -> Part:
        """Where the model is written."""
        return self.part.within("litellm_params", "model")

    @property
    def is_router(self) -> bool:
        """Whether it only chooses among other entries."""
        return self.model.startswith("auto_router/")


def entry_of(part: Part, listing: Listing, *, environment: Mapping[str, str]) -> Entry | None:
    """The entry, or None where it cannot be read: then a fault says why."""
    group, params = part.get("model_name"), part.get("litellm_params")
    model = params.get("model") if params else None
    if group is None:
        part.fault("lacks `model_name`")
    if params is None:
        part.fault("lacks `litellm_params`")
    elif model is None:
        params.fault("lacks `model`")
    called = group.text() if group else None
    serves = model.text() if model else None
    if params is None or called is None or serves is None:
        return None
    name = _info(part, "id")
    entry = Entry(part=part, group=called, model=serves, own_name=name.text() if name else None)
    if entry.is_router:
        return entry
    return _with_deployment(_ranked(entry, params), listing, environment=environment)


def _info(part: Part, key: str) -> Part | None:
    info = part.get("model_info")
    return info.get(key) if info else None


def _ranked(entry: Entry, params: Part) -> Entry:
    """With what says which of a group's deployments comes first."""
    found: dict[str, Decimal] = {}
    for key in ("order", "weight"):
        part = params.get(key)
        number = part.amount() if part else None
        if part is not None and number is not None:
            part.changed("only says which of the group comes first: traffic is not spread by it")
            found[key] = number
    tags = params.get("tags")
    names = [tag.text() for tag in tags.elements()] if tags else []
    return replace(
        entry,
        order=found.get("order", entry.order),
        weight=found.get("weight", entry.weight),
        tags=tuple(name for name in names if name),
    )


def _with_deployment(entry: Entry, listing: Listing, *, environment: Mapping[str, str]) -> Entry:
    part = entry.part
    if "*" in entry.model:
        part.withdraw(
            "a wildcard stands for models that are not named. Write a line in catalog.yaml for "
            "each model that is used; an alias may be a pattern such as `claude-*`."
        )
        return entry
    candidate = Candidate(model=entry.model, line=part.line)
    try:
        candidate = candidate_of(part, environment=environment)
        deployment = completed(candidate, listing)
    except OfNoUse as error:
        part.withdraw(f"{error}.")
        return entry
    except HeldBack as error:
        part.withdraw(f"{error}. It stands in catalog.yaml as a comment, to be completed.")
        return replace(entry, deployment=held_back(candidate, str(error)))
    known = listing.of(deployment.model)
    window = deployment.context_window or (known.context_window if known else None)
    kind = deployment.kind or (known.kind if known else None) or Kind.CHAT
    return replace(entry, deployment=deployment, window=window, kind=kind)
