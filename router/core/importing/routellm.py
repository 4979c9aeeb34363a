"""What does a RouteLLM server become here: its configuration and the options it is started with?"""

import re
from dataclasses import dataclass, replace

from router.core.catalog import AUTO
from router.core.importing.candidate import Candidate, HeldBack, OfNoUse, completed, held_back
from router.core.importing.imported import Imported, ImportedDeployment, ImportedRule
from router.core.importing.leftovers import Advice, tell_leftovers
from router.core.importing.listing import Listing
from router.core.importing.naming import Names
from router.core.importing.secrets import is_plain_address, variable_of
from router.core.importing.source import Document, Fate, Part, Reading
from router.core.tier import Tier

__all__ = ["Options", "import_routellm"]

_P_GOOD = 0.7
_ROUTER = re.compile(r"(?:router-)?(?P<name>[a-z_]+?)(?:-(?P<threshold>[0-9.]+))?")
_OTHERWISE = "Tierwise has nothing like it."
_CHECKPOINT = (
    "RouteLLM's routers are not carried over: Tierwise's own classifier estimates how hard a "
    "prompt is. `tierwise evaluate routing` compares both on outcomes that you have."
)
_ADVICE: Advice = {
    **dict.fromkeys(("mf", "bert", "causal_llm", "sw_ranking", "random"), _CHECKPOINT),
    "api_key": "it was not copied; the provider's environment variable is read, or `api_key_env`.",
    "port": "write it as TIERWISE_PORT.",
    "workers": "Tierwise runs as one process.",
    "verbose": "what decided is in each answer's headers, and in `tierwise explain`.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of RouteLLM's server, where they stand in no file."""

    strong_model: str | None = None
    weak_model: str | None = None
    router: str | None = None
    """Such as `mf`, or as callers write it: `router-mf-0.11593`."""
    base_url: str | None = None


def import_routellm(document: Document, listing: Listing, *, options: Options) -> Imported:
    """Two tiers and a policy that chooses between them.

    Raises:
        Unreadable: the two models are not named, or the file holds no fields.
    """
    reading = Reading(document)
    root = reading.root
    address = _address(root, options)
    deployments = [
        _deployment(root, listing, options=options, role=role, address=address)
        for role in ("strong", "weak")
    ]
    reading.check()
    whole = [one for one in deployments if one is not None]
    _tell_threshold(root, options)
    tell_leftovers(reading, _ADVICE, otherwise=_OTHERWISE)
    reading.check()
    names = Names()
    return Imported(
        origin="RouteLLM",
        file=document.name,
        deployments=tuple(
            replace(one, name=names.pick((one.model.rpartition("/")[2], one.model)))
            for one in whole
        ),
        aliases={"router-*": AUTO},
        rules=(_rule(),),
        default_tier=Tier.PREMIUM,
        default_reason="How hard it is was not measured, so the strong model answers.",
        proposals=(
            f"`cheapest_sufficient: {{p_good: {_P_GOOD}}}` stands in for RouteLLM's threshold: "
            "raise p_good and the strong model answers more often, lower it and less often.",
            "What each model can do is assumed by its tier. `tierwise adapt` learns it from your "
            "own outcomes.",
        ),
        notes=reading.notes,
    )


def _deployment(
    root: Part, listing: Listing, *, options: Options, role: str, address: str | None
) -> ImportedDeployment | None:
    part = root.get(f"{role}_model")
    model = getattr(options, f"{role}_model") or (part.text() if part else None)
    if model is None:
        root.fault(
            f"does not name the {role} model. RouteLLM takes it as an option: add "
            f"--{role}-model provider/model"
        )
        return None
    tier = Tier.PREMIUM if role == "strong" else Tier.ECONOMY
    line = part.line if part else 0
    candidate = Candidate(
        model=model, line=line, api_base=address, is_free_if_unpriced=address is not None
    )
    try:
        found = replace(completed(candidate, listing), tier=tier)
        text, fate = f"`{found.model}`, tier {tier}", Fate.CARRIED
    except (HeldBack, OfNoUse) as error:
        found = replace(held_back(candidate, str(error)), tier=tier)
        text, fate = f"{error}. It stands in catalog.yaml as a comment.", Fate.LEFT
    _tell(part, root=root, option=f"{role}_model", fate=fate, text=text)
    return found


def _tell(part: Part | None, *, root: Part, option: str, fate: Fate, text: str) -> None:
    """Note on a field of the file, or on the option that stands for it."""
    if part is not None:
        root.reading.tell(part.at, fate, text=text)
    else:
        root.reading.tell_option(f"--{option.replace('_', '-')}", fate, text=text)


def _address(root: Part, options: Options) -> str | None:
    part = root.get("base_url") or root.get("api_base")
    address = options.base_url or (part.text() if part else None)
    if address is None:
        return None
    if variable_of(address) or not is_plain_address(address):
        text = "no whole address, or one that may hold a secret: write `api_base` in catalog.yaml."
        _tell(part, root=root, option="base_url", fate=Fate.LEFT, text=text)
        return None
    _tell(part, root=root, option="base_url", fate=Fate.CARRIED, text="`api_base` of both")
    return address


def _tell_threshold(root: Part, options: Options) -> None:
    """Note that a threshold is a number on RouteLLM's own scale."""
    told: list[tuple[Part | None, str, str | None]] = []
    if options.router:
        told.append((None, "router", options.router))
    for name in ("router", "routers", "threshold"):
        part = root.get(name)
        told += [(one, name, one.text()) for one in part.elements()] if part else []
    for part, name, value in told:
        found = _ROUTER.fullmatch(value or "")
        threshold = found["threshold"] if found else value
        said = f"the threshold {threshold} is" if threshold else "its thresholds are"
        text = (
            f"{said} on a scale of RouteLLM's own. `cheapest_sufficient` in policy.yaml decides "
            "instead; compare on your own outcomes before you trust it"
        )
        _tell(part, root=root, option=name, fate=Fate.LEFT, text=f"{text}.")


def _rule() -> ImportedRule:
    return ImportedRule(
        id="cheapest-sufficient",
        reason="The weak model where it is good enough, else the strong one.",
        when={"requested_model": ["router-*", AUTO]},
        then={"cheapest_sufficient": {"p_good": _P_GOOD}},
        line=0,
    )
