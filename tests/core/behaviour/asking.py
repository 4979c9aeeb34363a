"""What tests of behaviour ask: a request of which only what matters is named."""

from typing import Any

from router.core.behaviour.asked import Asked

__all__ = ["DAY_US", "MINUTE_US", "asked"]

MINUTE_US = 60 * 1_000_000
DAY_US = 24 * 60 * MINUTE_US
_PLAIN = Asked(
    decision_id="dec_1",
    at_us=0,
    person="ada",
    key_id="key_1",
    team="search",
    project="atlas",
    task="drafting",
    department="product",
    environment="prod",
    spent_nanos=1_000,
    economy_nanos=None,
    is_cancelled=False,
    is_cut=False,
    spare_nanos=None,
    turns=1,
    input_tokens=100,
    fingerprint="f",
    thread="t",
    sketch=None,
)


def asked(**named: Any) -> Asked:
    """A plain request but for what is named."""
    return _PLAIN._replace(**named)
