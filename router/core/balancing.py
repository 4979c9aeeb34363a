"""Which of several deployments that cost the same comes first?

By weight: weighted rendezvous hashing (Schindelhauer and Schomaker, 2005). Each deployment draws a
number from the conversation's lot, and the order of these numbers is the order of choice: whole
conversations stay together, shares are as the weights say, and where one deployment goes away only
its own conversations move.
"""

from collections.abc import Callable
from hashlib import blake2b
from math import inf, log

from router.core.effects import Balance
from router.core.facts import Facts
from router.core.offer import Offer

__all__ = ["tie_break"]

_DRAWS = 2**64


def tie_break(facts: Facts, balance: Balance | None) -> Callable[[Offer], float]:
    """A number for each deployment; of those that cost the same the least comes first."""
    if balance is Balance.WEIGHTED:
        return lambda offer: _draw(facts.lot, offer) / offer.deployment.weight
    if balance is Balance.FASTEST:
        known = dict(facts.latencies_ms)
        # One that nobody asked of late may have become quick: it is tried before slow ones.
        return lambda offer: known.get(offer.label, -inf)
    return lambda offer: offer.place


def _draw(lot: str, offer: Offer) -> float:
    digest = blake2b(f"{lot}\0{offer.label}".encode("utf-8", "surrogatepass"), digest_size=8)
    return -log((int.from_bytes(digest.digest(), "big") + 1) / (_DRAWS + 1))
