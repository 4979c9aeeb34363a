"""Which catalog does a file hold, complete with prices and limits from the bundled list?"""

from collections.abc import Iterator
from pathlib import Path

from router.adapters.files.catalog_format import CatalogText
from router.adapters.files.filling import fill
from router.adapters.files.mistakes import Mistake, did_you_mean, shown
from router.adapters.files.price_source import PriceSource, bundled_prices
from router.adapters.files.rulebook_json import versioned
from router.adapters.files.validation import Vocabulary, validate, whose
from router.adapters.files.yaml_source import YamlSource, read_yaml
from router.core.catalog import AUTO, Catalog
from router.core.deployment import Deployment
from router.core.tier import Tier

__all__ = ["CATALOG_WORDS", "catalog_from", "load_catalog"]

CATALOG_WORDS = Vocabulary(items={"deployments": ("deployment", ("name", "model"))})
_TAKEN = frozenset({AUTO, *Tier})


def load_catalog(path: Path, *, listed: PriceSource | None = None) -> Catalog:
    """The catalog in a file; its version covers the prices used.

    Raises:
        ConfigurationError: with every mistake in the file, a line for each.
    """
    return catalog_from(read_yaml(path), listed=listed or bundled_prices())


def catalog_from(source: YamlSource, *, listed: PriceSource) -> Catalog:
    """The catalog in a YAML source that has been read."""
    written = validate(CatalogText, source, words=CATALOG_WORDS)
    filled = [(index, fill(text, listed)) for index, text in enumerate(written.deployments)]
    deployments = tuple(result for _, result in filled if isinstance(result, Deployment))
    mistakes = [
        _mistake(source, ("deployments", index, *unfit.field), text=unfit.text)
        for index, result in filled
        if not isinstance(result, Deployment)
        for unfit in result
    ]
    mistakes += [*_names(written, source), *_aliases(written, source)]
    if mistakes:
        raise source.refuse(*mistakes)
    return versioned(Catalog(deployments=deployments, aliases=dict(written.aliases)))


def _mistake(source: YamlSource, location: tuple[str | int, ...], *, text: str) -> Mistake:
    names = [step for step in location if isinstance(step, str)]
    where = whose(location, source, words=CATALOG_WORDS)
    if names[-1] == "model":
        return Mistake(source.place_of(location), f"{where.removeprefix(' in ')} {text}.")
    return Mistake(source.place_of(location), f"'{names[-1]}'{where} {text}.")


def _names(written: CatalogText, source: YamlSource) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for index, text in enumerate(written.deployments):
        name = text.called
        key = ("deployments", index, "name" if text.name else "model")
        place = source.place_of(key)
        if name in _TAKEN:
            yield Mistake(place, f"the name {shown(name)} is taken by Tierwise. Choose another.")
        elif name in first:
            own = f"{text.provider}-{name}"
            yield Mistake(
                place,
                f"a deployment in line {first[name]} has the name {shown(name)} too. "
                f"Give this one its own: `name: {own}`.",
            )
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
