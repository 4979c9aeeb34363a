"""Which catalog does a file hold, complete with prices and limits from the bundled list?"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from router.adapters.files.catalog_format import CatalogText
from router.adapters.files.filling import filled, known_providers
from router.adapters.files.mistakes import Location, Mistake, did_you_mean, shown
from router.adapters.files.price_source import PriceSource, bundled_prices
from router.adapters.files.rulebook_json import versioned
from router.adapters.files.source_map import SourceMap
from router.adapters.files.validation import Sifted, Vocabulary, sift, whose
from router.adapters.files.yaml_source import YamlSource, read_yaml
from router.core.catalog import AUTO, Catalog
from router.core.deployment import Deployment
from router.core.tier import Tier

__all__ = ["CATALOG_WORDS", "CatalogReading", "catalog_from", "load_catalog", "read_catalog"]

CATALOG_WORDS = Vocabulary(
    items={"deployments": ("deployment", ("name", "model"))}, stand_ins={"version": 1}
)
_TAKEN = frozenset({AUTO, *Tier})


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogReading:
    """All that was read, right or wrong."""

    catalog: Catalog | None
    """The deployments without mistakes; None where there is none."""
    mistakes: tuple[Mistake, ...]
    places: SourceMap


def load_catalog(path: Path, *, listed: PriceSource | None = None) -> Catalog:
    """The catalog in a file; its version covers the prices used.

    Raises:
        ConfigurationError: with every mistake in the file, a line for each.
    """
    return catalog_from(read_yaml(path), listed=listed or bundled_prices())


def catalog_from(source: YamlSource, *, listed: PriceSource) -> Catalog:
    """The catalog in a YAML source that has been read."""
    reading = read_catalog(source, listed=listed)
    if reading.mistakes or reading.catalog is None:
        raise source.refuse(*reading.mistakes)
    return reading.catalog


def read_catalog(source: YamlSource, *, listed: PriceSource) -> CatalogReading:
    """The catalog as far as it is right, and its mistakes."""
    sifted = sift(CatalogText, source, words=CATALOG_WORDS)
    if sifted.model is None:
        return CatalogReading(catalog=None, mistakes=sifted.mistakes, places=SourceMap())
    return _filled(sifted.model, sifted, source=source, listed=listed)


def _filled(
    written: CatalogText, sifted: Sifted[CatalogText], *, source: YamlSource, listed: PriceSource
) -> CatalogReading:
    deployments: list[Deployment] = []
    places: dict[Location, tuple[YamlSource, Location]] = {
        ("deployments",): (source, ("deployments",)),
        ("aliases",): (source, ("aliases",)),
    }
    mistakes = [*sifted.mistakes, *_names(written, sifted, source=source)]
    rates_are_wrong = any(mistake.at[:1] == ("currencies",) for mistake in sifted.mistakes)
    for index, result in enumerate(filled(written, listed)):
        at = sifted.origin(("deployments", index))
        if isinstance(result, Deployment):
            places["deployments", len(deployments)] = (source, at)
            deployments.append(result)
        else:
            mistakes += [
                _mistake(source, (*at, *one.field), text=one.text)
                for one in result
                if not (rates_are_wrong and one.field[-1] == "currency")  # follows from them
            ]
    mistakes += [*_aliases(written, source), *_discounts(written, source, listed=listed)]
    catalog = Catalog(deployments=tuple(deployments), aliases=dict(written.aliases))
    return CatalogReading(
        catalog=versioned(catalog), mistakes=tuple(mistakes), places=SourceMap(places)
    )


def _mistake(source: YamlSource, location: Location, *, text: str) -> Mistake:
    names = [step for step in location if isinstance(step, str)]
    where = whose(location, source, words=CATALOG_WORDS)
    lead = f"'{names[-1]}'{where}"
    if names[-1] == "model":
        lead = where.removeprefix(" in ")
    return Mistake(source.place_of(location), f"{lead} {text}.", at=location)


def _names(
    written: CatalogText, sifted: Sifted[CatalogText], *, source: YamlSource
) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for index, text in enumerate(written.deployments):
        name = text.called
        key = (*sifted.origin(("deployments", index)), "name" if text.name else "model")
        place = source.place_of(key)
        if name in _TAKEN:
            told = f"the name {shown(name)} is taken by Tierwise. Choose another."
            yield Mistake(place, told, at=key)
        elif name in first:
            own = f"{text.provider}-{name}"
            told = (
                f"a deployment in line {first[name]} has the name {shown(name)} too. "
                f"Give this one its own: `name: {own}`."
            )
            yield Mistake(place, told, at=key)
        first.setdefault(name, place.line)


def _aliases(written: CatalogText, source: YamlSource) -> Iterator[Mistake]:
    names = {text.called for text in written.deployments}
    models = {text.provider_model for text in written.deployments}
    for alias, target in written.aliases.items():
        location = ("aliases", alias)
        if alias in _TAKEN:
            text = f"the alias {shown(alias)} has a meaning of its own already. Delete it."
            yield Mistake(source.place_of_key(location), text)
        if target not in {*_TAKEN, *names, *models}:
            text = (
                f"the alias {shown(alias)} stands for {shown(target)}, which is no deployment."
                f"{did_you_mean(target, [*_TAKEN, *names])} "
                "Write auto, a tier, or a deployment's name."
            )
            yield Mistake(source.place_of(location), text)


def _discounts(
    written: CatalogText, source: YamlSource, *, listed: PriceSource
) -> Iterator[Mistake]:
    providers = known_providers(listed)
    for provider in written.discounts:
        if provider not in providers:
            location = ("discounts", provider)
            text = (
                f"the discount is for an unknown provider {shown(provider)}."
                f"{did_you_mean(provider, sorted(providers))} Write the part of `model` before the "
                "first slash."
            )
            yield Mistake(source.place_of_key(location), text, at=location)
