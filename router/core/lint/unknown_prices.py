"""Which prices of the catalog does nobody know?"""

from collections.abc import Iterator

from router.core.deployment import Deployment
from router.core.lint.finding import Code, Finding, Severity, Subject
from router.core.price import ESTIMATED_PRICE, UNPRICED

__all__ = ["CODES", "check"]

ESTIMATED = Code("estimated-price", Severity.WARNING, "Nobody knows the price: it is estimated.")
NOTHING = Code("unpriced", Severity.WARNING, "Nobody knows the price: nothing is booked.")
CODES = (ESTIMATED, NOTHING)


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at deployments."""
    for place, deployment in enumerate(subject.catalog.deployments if subject.catalog else ()):
        at = ("deployments", place, "model")
        version = deployment.prices.at(subject.today).version
        if version.startswith(ESTIMATED_PRICE):
            yield Finding(ESTIMATED, at, _estimated(deployment))
        elif version.startswith(UNPRICED):
            text = (
                f"The price of '{deployment.name}' is unknown, and the catalog permits that its "
                f"use is booked at nothing: no budget sees it. {_advice(deployment)}"
            )
            yield Finding(NOTHING, at, text)


def _estimated(deployment: Deployment) -> str:
    usual = deployment.prices.prices[0]
    return (
        f"The price of '{deployment.name}' is unknown, so that of dear deployments stands in for "
        f"it: {usual.input_usd_per_mtok:f} USD for a million input tokens, "
        f"{usual.output_usd_per_mtok:f} for output. {_advice(deployment)}"
    )


def _advice(deployment: Deployment) -> str:
    model = f"{deployment.provider}/{deployment.model}"
    return (
        f"Is `{model}` written right? Then say what it costs under `prices`; zeros if it is free."
    )
