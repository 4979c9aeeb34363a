"""A policy of a few rules, and what a check finds in it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from router.core.catalog import Catalog
from router.core.lint.finding import Finding, Location, Subject
from router.core.policy import Policy
from tests import factories

TODAY = date(2026, 11, 22)
Rule = dict[str, object]
Check = Callable[[Subject], Iterator[Finding]]


def rule(when: Mapping[str, object], then: Mapping[str, object], **more: object) -> Rule:
    return {"when": when, "then": then, "owner": "us", "reason": "Because it must be.", **more}


def subject(
    *rules: Rule,
    catalog: Catalog | None = None,
    budgets: list[object] | None = None,
    **more: object,
) -> Subject:
    """Rules are called r0, r1 and so on; the catalog has one deployment of each tier."""
    plain = factories.policy(*rules).model_dump(mode="json", by_alias=True, exclude_none=True)
    policy = Policy.model_validate({**plain, "budgets": budgets or [], **more})
    return Subject(policy=policy, catalog=catalog or factories.catalog(), today=TODAY)


def found(check: Check, subject: Subject) -> list[tuple[str, Location]]:
    """What a check finds: code and location."""
    return [(one.code.name, one.at) for one in check(subject)]


def texts(check: Check, subject: Subject) -> list[str]:
    """What a check says."""
    return [one.text for one in check(subject)]
