"""Guides for tests, of which a test names what matters."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hypothesis import strategies as st

from router.core.catalog import Catalog
from router.core.guide.guide import Guide, Line, Lines, Section, Words
from router.core.guide.writing import guide_to
from router.core.policy import Policy
from tests import factories

__all__ = ["BASE_URL", "Written", "guide", "hostile", "lines", "nasty_texts", "text_of"]

BASE_URL = "https://ai.acme.example/v1"
Written = Mapping[str, object]


def guide(
    *rules: Written, team: str | None = None, catalog: Catalog | None = None, **fields: object
) -> Guide:
    """The guide to a policy of these rules."""
    return guide_to(
        factories.rulebook(policy_of(*rules, **fields), of=catalog),
        base_url=BASE_URL,
        at=factories.NOON,
        team=team,
    )


def policy_of(*rules: Written, **fields: object) -> Policy:
    complete = [{"id": f"r{n}", "reason": "because", **rule} for n, rule in enumerate(rules)]
    return Policy.model_validate({"version": 1, "name": "test", "rules": complete, **fields})


def text_of(words: Words) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in words)


def lines(told: Guide | Section, kind: str) -> list[Line]:
    """The lines on one kind of effect."""
    sections = told.sections if isinstance(told, Guide) else (told,)
    blocks: Iterator[Lines] = (
        block for s in sections for block in s.blocks if isinstance(block, Lines)
    )
    return [line for block in blocks if block.kind == kind for line in block.lines]


def nasty_texts() -> st.SearchStrategy[str]:
    """What an organisation might write, and what somebody might write to break a page."""
    pieces = st.sampled_from(
        [
            *("<script>alert(1)</script>", "</p>", "<b>", "&amp;", "&", '"', "'", "`", "``", "|"),
            *("[a](javascript:x)", "![i](x)", "*", "__", "# ", "- ", "1. ", "> ", "\\", "\n", " "),
            *("http://x.example", "www.x.example", "a@x.example", "<!--", "-->", "~~", "$", "ß"),
        ]
    )
    return st.lists(pieces, min_size=1, max_size=5).map(lambda parts: f"x{''.join(parts)}x")


def hostile(text: str) -> Guide:
    """A guide in which all of the organisation's own words are `text`."""
    name = text[:64]
    deployments = (replace(factories.deployment(text), region=text), factories.deployment("b"))
    return guide(
        {"when": {"team": name}, "then": {"tier": "economy"}, "reason": text, "owner": text},
        {"when": {"tags": text}, "then": {"deny": text}, "reason": text},
        {"when": {"user": text}, "then": {"require_approval": text}, "reason": text},
        {"when": {"project": text}, "then": {"guideline": text, "region": text}},
        {"when": {"requested_model": text}, "then": {"headers": {"x-a": text}}},
        {"when": {"key": text}, "then": {"deployment": name}},
        team=name,
        catalog=factories.catalog(*deployments, aliases={text: "auto"}),
        description=text,
        owner=text,
        default={"tier": "standard", "reason": text},
        budgets=[{"id": "b", "limit_usd": 5, "per": "month", "team": name}],
    )
