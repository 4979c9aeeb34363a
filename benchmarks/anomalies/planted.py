"""What does an anomaly look like? Each plants itself into the days of one honest person."""

from collections.abc import Callable, Iterator
from random import Random

from benchmarks.anomalies.person import DAY_S, Person
from benchmarks.anomalies.prompts import Prompts
from benchmarks.anomalies.request import Request
from router.core.sighting import Origin

__all__ = ["PLANTED", "Plant", "changed_to_long", "changed_to_premium"]

Plant = Callable[[Person, float], Iterator[Request]]


def runaway_fast(person: Person, at_s: float) -> Iterator[Request]:
    """A script without a brake: some requests a second, the same or ever new prompts."""
    random = person.random
    pace_s, is_same = 1 / random.uniform(1.2, 6), random.random() < 0.5
    for _ in range(int(min(400 / pace_s, 1200))):
        at_s += pace_s * random.uniform(0.7, 1.3)
        yield _scripted(person, at_s, is_same=is_same)


def runaway_slow(person: Person, at_s: float) -> Iterator[Request]:
    """A script that nobody stops: two to four requests a minute, for hours."""
    random = person.random
    pace_s, is_same = random.uniform(15, 30), random.random() < 0.5
    for _ in range(int(6 * 3600 / pace_s)):
        at_s += pace_s * random.uniform(0.9, 1.1)
        yield _scripted(person, at_s, is_same=is_same)


def leaked_key(person: Person, at_s: float) -> Iterator[Request]:
    """Strangers from several networks with several programs, who want the dearest."""
    random = person.random
    origins = [
        Origin(network=f"185.{random.randrange(250)}.{i}", client=random.choice(("curl", "bot")))
        for i in range(random.randrange(3, 9))
    ]
    pace_s = 1 / random.uniform(0.3, 2)
    for _ in range(int(1800 / pace_s)):
        at_s += random.expovariate(1 / pace_s)
        tokens_out = person.prompts.output(longer=2)
        cost_usd = Prompts.usd(800, tokens_out, price="dear")
        yield person.ask(
            at_s,
            origin=random.choice(origins),
            wants_premium=True,
            output_tokens=tokens_out,
            usd=cost_usd,
        )


def agent_loop(person: Person, at_s: float) -> Iterator[Request]:
    """An agent that never finds what it looks for."""
    return person.agent_run(at_s, turns=250)


def retry_storm(person: Person, at_s: float) -> Iterator[Request]:
    """A program that asks again at once whenever it fails."""
    random = person.random
    first = person.ask(at_s)
    for _ in range(int(random.uniform(200, 900))):
        at_s += random.uniform(0.2, 0.8)
        yield person.ask(
            at_s,
            fingerprint=first.fingerprint,
            sketch=first.sketch,
            thread=first.thread,
            is_failed=True,
            takes_s=0.2,
        )


def night_work(person: Person, at_s: float) -> Iterator[Request]:
    """Hours of use at a time at which this person always slept, at the pace of a person."""
    random = person.random
    habits = person.habits
    day_s = at_s // DAY_S * DAY_S
    for night in range(3):
        at_s = day_s + night * DAY_S + (habits.starts_hour - habits.zone_hours + 15.5) * 3600
        for _ in range(int(2 * habits.requests_a_day + random.uniform(60, 110))):
            at_s += random.expovariate(1 / 110)
            yield person.ask(at_s)


def month_end_burn(person: Person, at_s: float) -> Iterator[Request]:
    """What is left of a budget is spent in the last days, in working hours."""
    random = person.random
    day_s = at_s // DAY_S * DAY_S
    start_hour = person.habits.starts_hour - person.habits.zone_hours
    for day in range(3):
        for _ in range(random.randrange(60, 160)):
            tokens_out = person.prompts.output(longer=8)
            yield person.ask(
                day_s + day * DAY_S + (start_hour + 8 * random.random()) * 3600,
                input_tokens=30_000,
                output_tokens=tokens_out,
                usd=Prompts.usd(30_000, tokens_out, price="dear"),
            )


def changed_to_premium(request: Request, random: Random) -> dict[str, object]:
    """From some day on everything is asked of premium by name."""
    return {"wants_premium": random.random() < 0.95, "usd": 5 * request.usd}


def changed_to_long(request: Request, random: Random) -> dict[str, object]:
    """From some day on every answer is a book."""
    tokens = random.randrange(3_500, 9_000)
    return {"output_tokens": tokens, "usd": request.usd + Prompts.usd(0, tokens)}


PLANTED: dict[str, Plant] = {
    "runaway_fast": runaway_fast,
    "runaway_slow": runaway_slow,
    "leaked_key": leaked_key,
    "agent_loop": agent_loop,
    "retry_storm": retry_storm,
    "night_work": night_work,
    "month_end_burn": month_end_burn,
}


def _scripted(person: Person, at_s: float, *, is_same: bool) -> Request:
    random = person.random
    tokens_out = person.prompts.output()
    sketch = person.random.getrandbits(64)
    fingerprint = f"{person.caller.key_id}-{at_s}"
    thread = fingerprint
    if is_same:
        fingerprint, sketch = f"{person.caller.key_id}-script", 0x51_7C_C1_B7_27_22_0A_95
        thread = fingerprint
        sketch ^= 1 << random.randrange(64)
    return person.ask(
        at_s,
        fingerprint=fingerprint,
        sketch=sketch,
        thread=thread,
        input_tokens=2_000,
        output_tokens=tokens_out,
        usd=Prompts.usd(2_000, tokens_out, price=random.choice(("usual", "dear"))),
    )
