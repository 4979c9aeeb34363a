"""Which prices of the catalog look wrong or old?"""

from collections.abc import Iterator
from datetime import date, timedelta

from router.core.deployment import Deployment, Kind
from router.core.lint.finding import Code, Finding, Location, Severity, Subject
from router.core.price import OWN_PRICE, Price

__all__ = ["CODES", "check"]

FREE = Code("free-deployment", Severity.WARNING, "A provider that charges is priced at zero.")
SWAPPED = Code("odd-price", Severity.WARNING, "Output cheaper than input, or cache dearer.")
OLD = Code("old-price", Severity.WARNING, "The price has not been looked at for a year.")
CACHE = Code("no-cached-price", Severity.NOTE, "Cached input counts at the full price.")
CODES = (FREE, SWAPPED, OLD, CACHE)
_OLD = timedelta(days=365)


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at deployments."""
    for place, deployment in enumerate(subject.catalog.deployments if subject.catalog else ()):
        price = deployment.prices.at(subject.today)
        # Listed prices are the list's matter.
        if not price.version.startswith(OWN_PRICE):
            continue
        at = ("deployments", place, "prices")
        is_own = deployment.provider in subject.own_servers or deployment.api_base is not None
        yield from _amounts(deployment, price, at=at, is_own=is_own)
        yield from _age(deployment, at, today=subject.today)


def _amounts(
    deployment: Deployment, price: Price, *, at: Location, is_own: bool
) -> Iterator[Finding]:
    name, cached = deployment.name, price.cached_input_usd_per_mtok
    is_chat = deployment.kind is Kind.CHAT
    is_free = not (price.input_usd_per_mtok or price.output_usd_per_mtok or price.request_usd)
    if is_free and not is_own:
        text = (
            f"'{name}' costs nothing, and {deployment.provider} charges for its models. Write the "
            "real prices, or leave them out to take those of the price list."
        )
        yield Finding(FREE, at, text)
    elif is_chat and price.output_usd_per_mtok < price.input_usd_per_mtok:
        text = (
            f"Output of '{name}' costs less than input ({price.output_usd_per_mtok} and "
            f"{price.input_usd_per_mtok} USD for a million tokens). Are they swapped?"
        )
        yield Finding(SWAPPED, at, text)
    if cached is not None and cached > price.input_usd_per_mtok:
        text = (
            f"Cached input of '{name}' costs more than other input ({cached} and "
            f"{price.input_usd_per_mtok} USD for a million tokens). Are they swapped?"
        )
        yield Finding(SWAPPED, at, text)
    if is_chat and cached is None and not is_own:
        text = (
            f"'{name}' has no cached_input_usd_per_mtok, so input from {deployment.provider}'s "
            "prompt cache counts at the full price. Write it if the provider has one."
        )
        yield Finding(CACHE, at, text)


def _age(deployment: Deployment, at: Location, *, today: date) -> Iterator[Finding]:
    newest = deployment.prices.prices[-1].valid_from
    if newest != date.min and today - newest > _OLD:
        text = (
            f"The newest price of '{deployment.name}' is of {newest}, more than a year ago. Look "
            "it up, and add an entry with today's `valid_from`."
        )
        yield Finding(OLD, at, text)
