"""Foreign configurations and a small price list for tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from router.adapters.files.yaml_source import parse_yaml
from router.core.deployment import Capability, Kind
from router.core.importing.imported import Imported
from router.core.importing.listing import Listing
from router.core.importing.litellm import import_litellm
from router.core.importing.source import Document, Fate, Part, Reading, Unreadable
from router.core.price import Price

PROVIDERS = frozenset({"openai", "azure", "anthropic"})
OWN_SERVERS = frozenset({"openai_compatible", "hosted_vllm"})


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A model of the price list."""

    kind: Kind | None = Kind.CHAT
    price: Price | None = None
    context_window: int | None = 1_000
    max_output_tokens: int | None = 100
    capabilities: frozenset[Capability] = frozenset({Capability.TOOLS})


def price(input_usd: str, output_usd: str) -> Price:
    return Price(
        version="list-1",
        input_usd_per_mtok=Decimal(input_usd),
        output_usd_per_mtok=Decimal(output_usd),
        cached_input_usd_per_mtok=Decimal(input_usd) / 10,
    )


LISTED: Mapping[str, Listed] = {
    "openai/small": Listed(price=price("0.1", "0.4")),
    "openai/middle": Listed(price=price("1", "4")),
    "openai/large": Listed(price=price("10", "40")),
    "anthropic/large": Listed(price=price("15", "75"), context_window=2_000),
    "openai/vectors": Listed(kind=Kind.EMBEDDING, price=price("0.02", "0")),
    "openai/pictures": Listed(kind=None),
    "openai/unpriced": Listed(),
}


def listing() -> Listing:
    return Listing(
        find=lambda provider, model: LISTED.get(f"{provider}/{model}"),
        elsewhere=lambda model: [name for name in LISTED if name.partition("/")[2] == model],
        providers=PROVIDERS,
        own_servers=OWN_SERVERS,
    )


def document(text: str, *, name: str = "config.yaml") -> Document:
    source = parse_yaml(text, path=Path(name))
    lines = {place: where.line for place, where in source.values.items()}
    lines |= {place: where.line for place, where in source.keys.items()}
    return Document(name=name, data=source.data, lines=lines)


def reading(text: str) -> Reading:
    return Reading(document(text))


def root(text: str) -> Part:
    return reading(text).root


def litellm(text: str, **environment: str) -> Imported:
    return import_litellm(document(text), listing(), environment=environment)


def unless_refused(data: object, importer: Callable[[Document], Imported]) -> Imported | None:
    """What data becomes; None where it is refused for the faults in it."""
    try:
        return importer(Document(name="config.yaml", data=data, lines={}))
    except Unreadable as error:
        if not error.faults:
            raise
        return None


def told(imported: Imported, field: str) -> list[tuple[Fate, str]]:
    """What is said of a field."""
    return [(note.fate, note.text) for note in imported.notes if note.field == field]


def fates(imported: Imported, field: str) -> set[Fate]:
    return {fate for fate, _ in told(imported, field)}


def leaves(data: object, path: str = "") -> list[str]:
    """Paths of all values that hold no others."""
    if isinstance(data, dict) and data:
        return [
            leaf
            for key, value in data.items()
            for leaf in leaves(value, f"{path}.{key}".removeprefix("."))
        ]
    if isinstance(data, list) and data:
        return [leaf for i, value in enumerate(data) for leaf in leaves(value, f"{path}[{i}]")]
    return [path]


def unaccounted(imported: Imported, data: object) -> list[str]:
    """Leaves of the source of which neither they nor what encloses them has a note."""
    fields = {note.field for note in imported.notes}

    def is_told(leaf: str) -> bool:
        return any(leaf == f or leaf.startswith((f"{f}.", f"{f}[")) for f in fields)

    return [leaf for leaf in leaves(data) if not is_told(leaf)]
