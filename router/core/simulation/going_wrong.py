"""What does a planted anomaly ask, request by request?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from router.core.sighting import Origin
from router.core.simulation.anomaly import Anomaly, AnomalyKind
from router.core.simulation.calendar import DAY_S, HOUR_S
from router.core.simulation.company import Person
from router.core.simulation.draw import Draw
from router.core.simulation.event import Outage, Request
from router.core.simulation.prompts import PROMPTS
from router.core.simulation.template import VARIANTS, compose
from router.core.simulation.workday import origin_of
from router.core.tier import Tier

__all__ = ["asked_by_anomaly", "outages"]

_THIEVES = 5
_STORM_ATTEMPTS = 8
_OUTAGE_BEFORE_S, _OUTAGE_AFTER_S = 60.0, 120.0
_OUT = frozenset({Tier.ECONOMY, Tier.STANDARD})
"""Were it one provider only, health would send calls elsewhere, and nobody would storm."""
_LONG = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """One request of many."""

    at_s: float
    number: int
    choice: int
    """Stays the same for all of them."""
    draw: Draw


def asked_by_anomaly(anomaly: Anomaly, *, seed: int) -> Iterator[Request]:
    """Its requests in order of time, as they would come if nobody stopped it."""
    draw = Draw(seed, "anomaly", anomaly.id)
    ask = _ASKS[anomaly.kind]
    at_s = anomaly.day * DAY_S + anomaly.hour * HOUR_S
    choice = draw.below(1_000)
    for number in range(anomaly.requests):
        yield ask(anomaly, _Turn(at_s=at_s, number=number, choice=choice, draw=draw))
        at_s += anomaly.every_s * draw.between(0.7, 1.3)


def outages(anomalies: "tuple[Anomaly, ...]") -> tuple[Outage, ...]:
    """Providers fail around each retry storm: that is what the storm comes from."""
    return tuple(
        Outage(
            tiers=_OUT,
            since_s=_starts_s(one) - _OUTAGE_BEFORE_S,
            until_s=_starts_s(one) + one.lasts_s + _OUTAGE_AFTER_S,
        )
        for one in anomalies
        if one.kind is AnomalyKind.RETRY_STORM
    )


def _starts_s(one: Anomaly) -> float:
    return one.day * DAY_S + one.hour * HOUR_S


def _script(anomaly: Anomaly, turn: _Turn) -> Request:
    """The same prompt again and again, with small differences; long answers."""
    prompts = PROMPTS["runaway"]
    return Request(
        at_s=turn.at_s,
        key=anomaly.subject.key,
        ask=compose(prompts[turn.choice % len(prompts)], turn.number),
        origin=_usual(anomaly),
        anomaly=anomaly.id,
    )


def _dear_script(anomaly: Anomaly, turn: _Turn) -> Request:
    """The same, and it asks for premium by name."""
    prompts = PROMPTS["runaway"]
    return Request(
        at_s=turn.at_s,
        key=anomaly.subject.key,
        ask=compose(prompts[turn.choice % len(prompts)], turn.number),
        model="premium",
        origin=_usual(anomaly),
        anomaly=anomaly.id,
    )


def _thief(anomaly: Anomaly, turn: _Turn) -> Request:
    """Strangers in other networks, with other programs, who want the best there is."""
    stranger = turn.draw.below(_THIEVES)
    clients = ("curl", "python-requests", "chatbox", "librechat", "go-http-client")
    return Request(
        at_s=turn.at_s,
        key=anomaly.subject.key,
        ask=compose(turn.draw.one_of(PROMPTS["stolen"]), turn.draw.below(VARIANTS)),
        model="premium",
        origin=Origin(network=f"45.{140 + stranger}.9.0/24", client=clients[stranger]),
        anomaly=anomaly.id,
    )


def _storm(anomaly: Anomaly, turn: _Turn) -> Request:
    """Its usual work, tried again at once wherever the provider fails."""
    return Request(
        at_s=turn.at_s,
        key=anomaly.subject.key,
        ask=compose(turn.draw.one_of(PROMPTS["nightly"]), turn.draw.below(VARIANTS)),
        origin=_usual(anomaly),
        anomaly=anomaly.id,
        attempts=_STORM_ATTEMPTS,
    )


def _premium(anomaly: Anomaly, turn: _Turn) -> Request:
    """Their usual work, but the best for all of it, and long."""
    work = anomaly.subject.persona.name if isinstance(anomaly.subject, Person) else "agent"
    return Request(
        at_s=turn.at_s,
        key=anomaly.subject.key,
        ask=compose(turn.draw.one_of(PROMPTS[work]), turn.draw.below(VARIANTS)),
        model="premium",
        max_tokens=_LONG,
        origin=_usual(anomaly),
        anomaly=anomaly.id,
    )


def _usual(anomaly: Anomaly) -> Origin:
    subject = anomaly.subject
    if isinstance(subject, Person):
        return origin_of(subject)
    return Origin(network=subject.network, client="openai-python")


_ASKS: Mapping[AnomalyKind, Callable[[Anomaly, _Turn], Request]] = {
    AnomalyKind.RUNAWAY_FAST: _dear_script,
    AnomalyKind.RUNAWAY_SLOW: _script,
    AnomalyKind.LEAKED_KEY: _thief,
    AnomalyKind.LEAKED_SERVICE_KEY: _thief,
    AnomalyKind.RETRY_STORM: _storm,
    AnomalyKind.PREMIUM_SHIFT: _premium,
    AnomalyKind.MONTH_END: _premium,
}
