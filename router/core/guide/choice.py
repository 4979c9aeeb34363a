"""Section: what can a caller choose, and what bounds the choice?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from router.core.catalog import AUTO, Catalog
from router.core.deployment import Deployment, Kind
from router.core.guide.guide import Code, Lines, Pairs, Paragraph, Section, Words
from router.core.guide.rule_lines import FIRST_HOLDS, lines_of
from router.core.policy import Rule
from router.core.tier import TIERS

__all__ = ["choice"]

_AS_FAR = f"{FIRST_HOLDS} Where no model is as good as that, the best one answers."


def choice(catalog: Catalog, rules: Sequence[Rule]) -> Section:
    """Names that `model` may have, and the rules that hold whatever is named."""
    bounds = _bounds(rules)
    told = (
        "These limits hold whatever you name."
        if bounds
        else "No rule holds you to better, cheaper or nearer models than those that you name."
    )
    return Section(
        id="what-you-can-choose",
        title="What you can choose yourself",
        blocks=(
            Pairs(
                title="What may stand in “model”",
                pairs=tuple(_names(catalog)),
            ),
            Paragraph(words=(told,)),
            *bounds,
            *([_by_region(catalog)] if any(block.kind == "region" for block in bounds) else []),
        ),
    )


def _bounds(rules: Sequence[Rule]) -> tuple[Lines, ...]:
    return (
        *lines_of("floor", rules, title="Never below", note=_AS_FAR),
        *lines_of("cap", rules, title="Never above"),
        *lines_of("region", rules, title="Where the data may go"),
    )


def _names(catalog: Catalog) -> Iterator[tuple[Words, Words]]:
    yield (Code(AUTO),), ("the rules choose; right for almost everything",)
    chats = catalog.of_kind(Kind.CHAT)
    for tier in TIERS:
        served = [one for one in chats if one.tier is tier]
        if served:
            yield (Code(tier),), _of_the_class(served)
    yield ("any name above",), ("that model itself",)
    embeddings = catalog.of_kind(Kind.EMBEDDING)
    if embeddings:
        yield ("for embeddings",), _codes(embeddings)
    targets: dict[str, list[str]] = defaultdict(list)
    for alias, target in catalog.aliases.items():
        targets[target].append(alias)
    for target, aliases in targets.items():
        yield ("names that count as ", Code(target)), _spaced(aliases)


def _of_the_class(served: Sequence[Deployment]) -> Words:
    only = len(served) == 1
    return _codes(served) if only else ("the cheapest that can do it of ", *_codes(served))


def _by_region(catalog: Catalog) -> Pairs:
    """Which models lie in the regions that rules speak of."""
    lying: dict[str, list[Deployment]] = defaultdict(list)
    for deployment in catalog.deployments:
        lying[deployment.region or "not known"].append(deployment)
    return Pairs(
        title="Which models are where",
        pairs=tuple(((region,), _codes(found)) for region, found in lying.items()),
    )


def _codes(deployments: Sequence[Deployment]) -> Words:
    return _spaced([one.name for one in deployments])


def _spaced(names: Sequence[str]) -> Words:
    first, *others = names
    return (Code(first), *(part for name in others for part in (", ", Code(name))))
