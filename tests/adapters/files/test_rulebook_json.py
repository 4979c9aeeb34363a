import dataclasses
import json
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text, versioned
from router.core.catalog import AUTO, Catalog
from router.core.deployment import Capability, Deployment, Kind
from router.core.policy import Policy
from router.core.price import Price, PriceHistory, ServiceTier
from router.core.rates import RATE_FIELDS, Band
from router.core.routing import Rulebook
from router.core.tier import Tier
from tests import factories

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
USD = st.decimals(0, 1_000_000, allow_nan=False, places=12) | st.sampled_from(
    [Decimal("0"), Decimal("0.00"), Decimal("1E+3"), Decimal("1E-12")]
)
NO_OR_USD: st.SearchStrategy[Decimal | None] = st.none() | USD
RATES = {
    name: USD if name in ("input_usd_per_mtok", "output_usd_per_mtok", "request_usd") else NO_OR_USD
    for name in RATE_FIELDS
}
BANDS = st.lists(
    st.builds(Band, above_input_tokens=st.integers(1, 10**9), **RATES),
    max_size=2,
    unique_by=lambda band: band.above_input_tokens,
).map(lambda bands: tuple(sorted(bands, key=lambda band: band.above_input_tokens)))
PRICES = st.builds(
    Price,
    version=TEXT,
    valid_from=st.dates(),
    bands=BANDS,
    service_tiers=st.lists(st.builds(ServiceTier, name=TEXT, bands=BANDS, **RATES), max_size=2).map(
        tuple
    ),
    **RATES,
)
DEPLOYMENTS = st.builds(
    Deployment,
    name=TEXT,
    provider=TEXT,
    model=TEXT,
    tier=st.sampled_from(Tier),
    prices=st.builds(
        PriceHistory,
        st.lists(PRICES, min_size=1, max_size=3).map(
            lambda prices: tuple(sorted(prices, key=lambda price: price.valid_from))
        ),
    ),
    kind=st.sampled_from(Kind),
    context_window=st.integers(1, 10_000_000),
    max_output_tokens=st.integers(0, 10_000_000),
    capabilities=st.frozensets(st.sampled_from(Capability)),
    abilities=st.dictionaries(TEXT, st.floats(allow_nan=False, allow_infinity=False), max_size=3),
    api_base=st.none() | TEXT,
    api_key_env=st.none() | TEXT,
    api_version=st.none() | TEXT,
)
CATALOGS = st.builds(
    Catalog,
    deployments=st.lists(DEPLOYMENTS, max_size=3).map(tuple),
    aliases=st.dictionaries(TEXT, st.just(AUTO), max_size=4),
    version=TEXT,
)
WHENS = st.fixed_dictionaries(
    {"team": st.lists(TEXT, min_size=1, max_size=3)},
    optional={
        "priority": st.sampled_from(["low", "high"]),
        "abstained": st.booleans(),
        "tokens": st.fixed_dictionaries({"at_least": st.integers(1, 10**9)}),
    },
)
EFFECTS = st.fixed_dictionaries(
    {"tier": st.sampled_from(["economy", "premium"])}, optional={"deny": TEXT}
)
POLICIES = st.lists(st.tuples(WHENS, EFFECTS), max_size=4).map(
    lambda rules: factories.policy(*({"when": when, "then": then} for when, then in rules))
)


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    catalog, policy = draw(CATALOGS), draw(POLICIES)
    return Rulebook(
        policy=policy,
        catalog=catalog,
        policy_version=draw(TEXT),
        catalog_version=catalog.version,
    )


def digits(catalog: Catalog) -> list[str]:
    """Equal amounts may differ in their digits: 0.10 and 0.1."""
    return [
        repr(dataclasses.astuple(price)) for d in catalog.deployments for price in d.prices.prices
    ]


@given(rulebooks())
def test_a_rulebook_comes_back_to_the_last_digit(rulebook: Rulebook) -> None:
    back = rulebook_from_text(*rulebook_to_text(rulebook))
    assert back.catalog == rulebook.catalog
    assert digits(back.catalog) == digits(rulebook.catalog)
    assert list(back.catalog.aliases.items()) == list(rulebook.catalog.aliases.items())
    assert back.policy.model_dump() == rulebook.policy.model_dump()
    assert (back.policy_version, back.catalog_version) == (
        rulebook.policy_version,
        rulebook.catalog_version,
    )
    assert rulebook_to_text(back) == rulebook_to_text(rulebook)


def test_the_same_catalog_has_the_same_version_whatever_it_was_called() -> None:
    catalog = factories.catalog()
    other = Catalog(deployments=catalog.deployments, aliases=catalog.aliases, version="other")
    assert versioned(catalog).version == versioned(other).version


def test_a_version_depends_on_prices_dates_and_capabilities() -> None:
    one = factories.deployment()
    price = dataclasses.replace(one.prices.prices[0], valid_from=date(2026, 1, 1))
    variants = [
        one,
        dataclasses.replace(one, prices=PriceHistory((price,))),
        dataclasses.replace(one, capabilities=frozenset({Capability.TOOLS})),
        factories.deployment(input_usd="1.01"),
    ]
    versions = {versioned(Catalog(deployments=(variant,))).version for variant in variants}
    assert len(versions) == len(variants)


def test_a_policy_written_before_a_field_existed_is_still_read() -> None:
    text, catalog = rulebook_to_text(factories.rulebook(Policy(version=1, name="old")))
    assert '"description"' in text
    older = text.replace('"description":"",', "")
    assert rulebook_from_text(older, catalog).policy.name == "old"


def test_a_catalog_written_before_prices_had_bands_is_still_read() -> None:
    policy, text = rulebook_to_text(factories.rulebook())
    newer = (
        "audio_input_usd_per_mtok", "audio_output_usd_per_mtok", "bands",
        "cache_write_1h_usd_per_mtok", "image_input_usd_per_mtok", "reasoning_usd_per_mtok",
        "service_tiers",
    )  # fmt: skip
    catalog = json.loads(text)
    for deployment in catalog["deployments"]:
        for price in deployment["prices"]["prices"]:
            for name in newer:
                del price[name]
    assert rulebook_from_text(policy, json.dumps(catalog)).catalog == factories.catalog()
