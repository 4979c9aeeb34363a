"""Which cases does a file hold, and which policy and catalog do they test?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from router.adapters.files.json_schemas import schema_of
from router.adapters.files.mistakes import Location, Mistake, did_you_mean, shown
from router.adapters.files.policy_file import load_policy
from router.adapters.files.validation import Vocabulary, validate
from router.adapters.files.yaml_source import YamlSource, beside, read_yaml
from router.core.account import STORED
from router.core.cases.case import CaseFile, PlacedCase, Suite
from router.core.cases.expect import NOTHING, Expect
from router.core.cases.given import Given
from router.core.catalog import Catalog
from router.core.errors import ConfigurationError
from router.core.policy import DEFAULT_RULE, Policy
from router.core.routing import REQUESTED, Rulebook

__all__ = ["CASES", "case_files", "cases_schema", "load_cases", "suite_of"]

CASES = ".cases.yaml"
"""How the name of every file of cases ends."""
_WORDS = Vocabulary(
    nouns={Given: "fact", Expect: "expectation"}, items={"cases": ("case", ("name",))}
)


def cases_schema() -> dict[str, Any]:
    """JSON schema of a file of cases."""
    return schema_of(CaseFile, title="Tierwise cases")


def case_files(places: Iterable[Path]) -> tuple[Path, ...]:
    """The files of cases that are named, and those in the folders that are named.

    Raises:
        ConfigurationError: a folder holds none.
    """
    found: dict[Path, None] = {}
    for place in places:
        inside = sorted(place.glob(f"*{CASES}")) if place.is_dir() else [place]
        if not inside:
            raise ConfigurationError(
                f"{place}: there is no file of cases here. Write one beside the policy, such as "
                f"{place / f'default{CASES}'}."
            )
        found |= dict.fromkeys(inside)
    return tuple(found)


def load_cases(path: Path, *, catalog: Callable[[Path | None], Catalog]) -> Suite:
    """The suite in a file.

    Args:
        path: the file.
        catalog: loads the catalog that the file names, or the one to use where it names none.

    Raises:
        ConfigurationError: with every mistake in the file, a line for each.
    """
    return suite_of(read_yaml(path), catalog=catalog)


def suite_of(source: YamlSource, *, catalog: Callable[[Path | None], Catalog]) -> Suite:
    """The suite in a YAML source that has been read; arguments as for `load_cases`."""
    written = validate(CaseFile, source, words=_WORDS)
    policy, policy_version = load_policy(_existing(source, written.policy, field="policy"))
    named = written.catalog
    against = catalog(None if named is None else _existing(source, named, field="catalog"))
    mistakes = list(_unknown_names(written, policy, catalog=against, source=source))
    if mistakes:
        raise source.refuse(*mistakes)
    return Suite(
        path=str(source.path),
        rulebook=Rulebook(
            policy=policy,
            catalog=against,
            policy_version=policy_version,
            catalog_version=against.version,
        ),
        cases=tuple(
            PlacedCase(case=case, line=source.place_of(("cases", number)).line)
            for number, case in enumerate(written.cases)
        ),
    )


def _existing(source: YamlSource, name: str, *, field: str) -> Path:
    file = beside(source, name)
    if not file.is_file():
        others = (one.name for one in file.parent.glob("*.yaml") if not one.name.endswith(CASES))
        text = f"there is no {field} {file}.{did_you_mean(file.name, others)}"
        raise source.refuse(Mistake(source.place_of((field,)), text))
    return file


def _unknown_names(
    written: CaseFile, policy: Policy, *, catalog: Catalog, source: YamlSource
) -> Iterator[Mistake]:
    """Names without which a case could never hold, or would hold of nothing."""
    rules = (*(rule.id for rule in policy.rules), DEFAULT_RULE, REQUESTED, NOTHING)
    deployments = tuple(one.name for one in catalog.deployments)
    budgets = tuple(one.id for one in policy.budgets)
    known: dict[str, Sequence[str]] = {"rule": rules, "deployment": deployments, "budget": budgets}
    for number, case in enumerate(written.cases):
        for noun, location, name in _names(case.given, case.expect):
            is_stored = noun == "budget" and name.startswith(STORED)  # known to the service alone
            if name not in known[noun] and not is_stored:
                text = f"unknown {noun} {shown(name)}.{_nearest(name, known[noun], noun=noun)}"
                yield Mistake(source.place_of(("cases", number, *location)), text)


def _nearest(name: str, known: Sequence[str], *, noun: str) -> str:
    if not known:
        return f" The policy names no {noun}."
    return did_you_mean(name, known) or f" Known: {', '.join(known)}."


def _names(given: Given, expect: Expect) -> Iterator[tuple[str, Location, str]]:
    """What kind of name stands where."""
    if expect.rule is not None:
        yield "rule", ("expect", "rule"), expect.rule
    if expect.deployment is not None:
        yield "deployment", ("expect", "deployment"), expect.deployment
    for place, name in enumerate(expect.fallbacks or ()):
        yield "deployment", ("expect", "fallbacks", place), name
    if expect.shadow is not None and expect.shadow.deployment is not None:
        yield "deployment", ("expect", "shadow", "deployment"), expect.shadow.deployment
    if given.conversation is not None:
        yield "deployment", ("given", "conversation", "deployment"), given.conversation.deployment
    for place, name in enumerate(given.unhealthy or ()):
        yield "deployment", ("given", "unhealthy", place), name.partition("/")[2]
    for place, budget in enumerate(given.budgets):
        yield "budget", ("given", "budgets", place, "id"), budget.id
