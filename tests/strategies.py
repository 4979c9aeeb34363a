"""Generated values for property tests: facts, policies, catalogs, usage and prices."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from classifier.labels import Complexity, Priority, Task
from router.core.assessment import Assessment
from router.core.budget import BudgetState
from router.core.caller import Caller
from router.core.catalog import AUTO, Catalog
from router.core.conversation import Conversation
from router.core.deployment import Capability, Deployment, Kind
from router.core.effects import Stickiness
from router.core.facts import Facts, RequestShape
from router.core.policy import Policy
from router.core.price import Price, ServiceTier
from router.core.rates import RATE_FIELDS, Band
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


@st.composite
def full_usages(draw: st.DrawFn) -> Usage:
    """Usage with parts of every kind, each within its whole."""
    plain = draw(usages())
    left = plain.input_tokens - plain.cached_tokens - plain.cache_write_tokens
    image = draw(st.integers(0, left))
    return replace(
        plain,
        cache_write_1h_tokens=draw(st.integers(0, plain.cache_write_tokens)),
        image_input_tokens=image,
        audio_input_tokens=draw(st.integers(0, left - image)),
        audio_output_tokens=draw(st.integers(0, plain.output_tokens - plain.reasoning_tokens)),
        units=draw(st.just(0) | st.integers(0, 1_000_000)),
    )


def _rates() -> dict[str, st.SearchStrategy[Decimal | None]]:
    special = st.none() | USD_PER_MTOK
    always = ("input_usd_per_mtok", "output_usd_per_mtok", "request_usd")
    return {name: USD_PER_MTOK if name in always else special for name in RATE_FIELDS}


def bands(*, most: int = 2) -> st.SearchStrategy[tuple[Band, ...]]:
    """Bands in order, at round numbers of input tokens."""
    band = st.builds(
        Band, above_input_tokens=st.sampled_from((1_000, 200_000, 272_000)), **_rates()
    )
    listed = st.lists(band, max_size=most, unique_by=lambda one: one.above_input_tokens)
    return listed.map(lambda found: tuple(sorted(found, key=lambda one: one.above_input_tokens)))


def full_prices() -> st.SearchStrategy[Price]:
    """Prices with rates of every kind, bands, and the service tier `flex`."""
    tier = st.builds(ServiceTier, name=st.just("flex"), bands=bands(), **_rates())
    return st.builds(
        Price,
        version=st.just("generated"),
        bands=bands(),
        service_tiers=st.lists(tier, max_size=1).map(tuple),
        **_rates(),
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
_PLAIN = st.fixed_dictionaries(
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
        "probability": st.just({"high": {"at_least": 0.5}}),
        "difficulty": st.just({"at_least": 0.0}),
        "turns": st.just({"at_least": 2}),
        "budget": st.just({"share_used": {"at_least": 0.8}}),
    },
).filter(bool)
_GROUPS = st.fixed_dictionaries(
    {},
    optional={
        "any": st.lists(_PLAIN, min_size=1, max_size=2),
        "all": st.lists(_PLAIN, min_size=1, max_size=2),
        "not": _PLAIN,
    },
)
_CONDITIONS = st.one_of(
    _PLAIN, _PLAIN, st.builds(lambda plain, groups: {**plain, **groups}, _PLAIN, _GROUPS)
)


@st.composite
def rules(draw: st.DrawFn) -> dict[str, object]:
    effects: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
        {},
        optional={
            "floor": _TIER,
            "cap": _TIER,
            "deny": st.just("not here"),
            "max_tokens": st.just(300),
            "stickiness": st.sampled_from(list(Stickiness)),
            "guideline": st.just("Ask for less."),
        },
    )
    goals = st.one_of(
        st.fixed_dictionaries({"tier": _TIER}),
        st.fixed_dictionaries({"deployment": st.sampled_from(NAMES)}),
        st.just({"cheapest_sufficient": {"p_good": 0.6}}),
        st.just({"best_value": {"value_usd": "0.01"}}),
        st.just({"canary": {"share": 0.5, "tier": "premium"}}),
        st.just({}),
        st.just({}),
    )
    written = st.builds(lambda goal, rest: {**goal, **rest}, goals, effects)
    possible = written.filter(lambda then: bool(then) and not _contradicts(then))
    return {"when": draw(_CONDITIONS), "then": draw(possible)}


def _contradicts(then: dict[str, object]) -> bool:
    return "floor" in then and "cap" in then and _rank(then["floor"]) > _rank(then["cap"])


def _rank(tier: object) -> int:
    return Tier(str(tier)).rank


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
    said = factories.assessment(
        priority=draw(st.sampled_from(Priority)),
        complexity=draw(st.sampled_from(Complexity)),
        task=draw(st.sampled_from(list(Task)[:4])),
        is_abstained=draw(st.booleans()),
    )
    return replace(said, difficulty=draw(st.none() | st.floats(-2, 2)))


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
        turns=draw(st.integers(1, 3)),
        tool_count=draw(st.integers(0, 2)),
        needs=draw(_some(Capability)),
    )
    who: Caller = factories.caller(team=draw(st.sampled_from(TEAMS)))
    known = factories.facts(said=draw(assessments()), who=who, asked=asked)
    return replace(
        known,
        lot=draw(st.sampled_from(("", "lot_1", "lot_2", "lot_3"))),
        conversation=draw(st.none() | _conversations()),
        budgets=draw(st.just(()) | st.tuples(_budgets())),
        unhealthy=draw(st.just(()) | st.just(("openai/a", "openai/b"))),
    )


def _conversations() -> st.SearchStrategy[Conversation]:
    return st.builds(
        Conversation,
        deployment=st.sampled_from(NAMES),
        warm_tokens=st.sampled_from((0, 800, 8_000)),
        at=st.just(factories.NOON - timedelta(seconds=60)),
    )


def _budgets() -> st.SearchStrategy[BudgetState]:
    shares = st.sampled_from((0.0, 0.3, 0.8, 1.2))
    return st.builds(BudgetState, id=st.just("b"), share_used=shares, share_elapsed=shares)
