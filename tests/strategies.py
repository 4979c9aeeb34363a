"""Generated values for property tests: facts, policies, catalogs, usage and prices."""

from decimal import Decimal

from hypothesis import strategies as st

from classifier.labels import Complexity, Priority, Task
from router.core.assessment import Assessment
from router.core.caller import Caller
from router.core.catalog import AUTO, Catalog
from router.core.deployment import Capability, Deployment, Kind
from router.core.facts import Facts, RequestShape
from router.core.policy import Policy
from router.core.price import Price
from router.core.routing import Rulebook
from router.core.tier import Tier
from router.core.usage import Usage
from tests import factories

TOKENS = st.integers(min_value=0, max_value=2_000_000)
USD_PER_MTOK = st.decimals(min_value=0, max_value=200, allow_nan=False, places=6)
TEAMS = ("search", "pay")
NAMES = ("a", "b", "c", "d", "e")


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    read = draw(TOKENS)
    cached = draw(st.integers(0, read))
    output = draw(TOKENS)
    return Usage(
        input_tokens=read,
        cached_tokens=cached,
        cache_write_tokens=draw(st.integers(0, read - cached)),
        output_tokens=output,
        reasoning_tokens=draw(st.integers(0, output)),
    )


def prices() -> st.SearchStrategy[Price]:
    return st.builds(
        Price,
        version=st.just("generated"),
        input_usd_per_mtok=USD_PER_MTOK,
        output_usd_per_mtok=USD_PER_MTOK,
        cached_input_usd_per_mtok=st.none() | USD_PER_MTOK,
        cache_write_usd_per_mtok=st.none() | USD_PER_MTOK,
        request_usd=st.just(Decimal(0)),
    )


def _some(of: type[Capability]) -> st.SearchStrategy[frozenset[Capability]]:
    return st.frozensets(st.sampled_from(of), max_size=2)


@st.composite
def deployments(draw: st.DrawFn, name: str) -> Deployment:
    return factories.deployment(
        name,
        tier=draw(st.sampled_from(Tier)),
        kind=draw(st.sampled_from((Kind.CHAT, Kind.CHAT, Kind.CHAT, Kind.EMBEDDING))),
        prices=(draw(prices()),),
        context_window=draw(st.sampled_from((1_000, 10_000, 1_000_000))),
        capabilities=draw(st.just(frozenset(Capability)) | _some(Capability)),
    )


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    return Catalog(
        deployments=tuple(draw(deployments(name)) for name in names),
        aliases={"gpt-*": AUTO, "best": Tier.PREMIUM.value},
        version="generated",
    )


_TIER = st.sampled_from([tier.value for tier in Tier])
_CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "priority": st.sampled_from([p.value for p in Priority]),
        "complexity": st.lists(
            st.sampled_from([c.value for c in Complexity]), min_size=1, max_size=2
        ),
        "task": st.sampled_from([t.value for t in Task][:4]),
        "abstained": st.booleans(),
        "team": st.sampled_from(TEAMS),
        "tokens": st.just({"at_least": 5_000}) | st.just({"at_most": 5_000}),
        "tools": st.booleans(),
        "requested_model": st.sampled_from(["auto", "gpt-*", "*"]),
    },
).filter(bool)


@st.composite
def rules(draw: st.DrawFn) -> dict[str, object]:
    effects = st.fixed_dictionaries(
        {},
        optional={
            "tier": _TIER,
            "floor": _TIER,
            "cap": _TIER,
            "deny": st.just("not here"),
        },
    )
    possible = effects.filter(lambda then: bool(then) and not _contradicts(then))
    return {"when": draw(_CONDITIONS), "then": draw(possible)}


def _contradicts(then: dict[str, str]) -> bool:
    return "floor" in then and "cap" in then and Tier(then["floor"]).rank > Tier(then["cap"]).rank


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    return factories.policy(
        *draw(st.lists(rules(), max_size=5)), default=draw(st.sampled_from(Tier))
    )


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    return factories.rulebook(draw(policies()), of=draw(catalogs()))


@st.composite
def assessments(draw: st.DrawFn) -> Assessment:
    return factories.assessment(
        priority=draw(st.sampled_from(Priority)),
        complexity=draw(st.sampled_from(Complexity)),
        task=draw(st.sampled_from(list(Task)[:4])),
        is_abstained=draw(st.booleans()),
    )


@st.composite
def generated_facts(draw: st.DrawFn) -> Facts:
    """Facts of requests that ask for anything that the generated catalogs may hold, or not."""
    model = st.sampled_from((AUTO, "best", "gpt-4o", "unknown", *Tier, *NAMES))
    asked = RequestShape(
        requested_model=str(draw(st.just(AUTO) | model)),
        kind=draw(st.sampled_from((Kind.CHAT, Kind.CHAT, Kind.EMBEDDING))),
        input_tokens=draw(st.sampled_from((1, 900, 9_000, 900_000, 2_000_000))),
        max_output_tokens=draw(st.none() | st.integers(1, 100_000)),
        choices=draw(st.integers(1, 3)),
        tool_count=draw(st.integers(0, 2)),
        needs=draw(_some(Capability)),
    )
    who: Caller = factories.caller(team=draw(st.sampled_from(TEAMS)))
    return factories.facts(said=draw(assessments()), who=who, asked=asked)
