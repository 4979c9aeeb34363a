"""How does a person use a model on a day, with all that looks odd and is honest?"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from benchmarks.anomalies.prompts import Prompts
from benchmarks.anomalies.request import Request
from router.core.caller import Caller
from router.core.sighting import Origin

__all__ = ["DAY_S", "Habits", "Person"]

DAY_S = 86_400.0
_FRIDAY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What one person is like."""

    requests_a_day: float
    zone_hours: float
    starts_hour: float
    joins_day: int = 0
    """Counted since 1970."""
    agent_runs: int = 0
    closes_months: bool = False
    is_on_call: bool = False
    output_tokens: float = 350


class Person:
    """Asks in sessions on work days; pastes, retries, travels and works late now and then."""

    def __init__(self, caller: Caller, habits: Habits, *, random: Random) -> None:
        self.caller = caller
        self.habits = habits
        self.random = random
        self.prompts = Prompts(random, name=caller.key_id, output_tokens=habits.output_tokens)
        self.home = Origin(network=f"10.{random.randrange(9)}.0", client="desktop")
        self._away_until = -1
        self._away = self.home

    def day(self, day: int, *, weekday: int, busier: float, is_month_end: bool) -> list[Request]:
        """All requests of one day; `busier` is 1 on usual days."""
        random, habits = self.random, self.habits
        if day < habits.joins_day:
            return []
        if weekday > _FRIDAY and random.random() > 0.04:
            return []
        if random.random() < 0.06:
            return []
        self._travel(day)
        mood = random.lognormvariate(0, 0.45) * busier
        if is_month_end and habits.closes_months:
            mood *= 3
        start_s = day * DAY_S + (habits.starts_hour - habits.zone_hours) * 3600
        made: list[Request] = []
        asked = 0
        while asked < habits.requests_a_day * mood:
            at_s = start_s + random.betavariate(1.3, 1.3) * 8.5 * 3600
            session = list(self._session(at_s))
            asked += len(session)
            made += session
        for _ in range(round(habits.agent_runs * mood * random.random() * 2)):
            made += self.agent_run(start_s + random.random() * 8 * 3600)
        made += self._oddities(start_s)
        return made

    def ask(self, at_s: float, **changed: object) -> Request:
        """One request as this person makes it."""
        fingerprint, sketch = self.prompts.new()
        tokens_in, tokens_out = int(self.random.lognormvariate(6.6, 0.9)), self.prompts.output()
        fields: dict[str, object] = {
            "fingerprint": fingerprint,
            "sketch": sketch,
            "thread": self.prompts.thread(),
            "input_tokens": tokens_in,
            "output_tokens": tokens_out,
            "usd": self.prompts.usd(tokens_in, tokens_out),
            "takes_s": 1 + tokens_out / 80,
            "wants_premium": self.random.random() < 0.04,
            "origin": self._away,
        }
        return Request(at_s=at_s, caller=self.caller, **(fields | changed))  # type: ignore[arg-type]

    def agent_run(self, at_s: float, *, turns: int | None = None) -> Iterator[Request]:
        """One thread with a growing context, as coding agents work."""
        random = self.random
        fingerprint, sketch = self.prompts.new()
        thread, tokens_in = self.prompts.thread(), random.randrange(4_000, 12_000)
        for _ in range(turns or int(random.triangular(6, 48, 12))):
            tokens_out = random.randrange(80, 900)
            yield self.ask(
                at_s,
                fingerprint=fingerprint,
                sketch=sketch,
                thread=thread,
                input_tokens=tokens_in,
                output_tokens=tokens_out,
                usd=self.prompts.usd(tokens_in // 4, tokens_out),
                wants_premium=False,
            )
            tokens_in += random.randrange(300, 2_500)
            at_s += random.uniform(5, 30)

    def _session(self, at_s: float) -> Iterator[Request]:
        thread = self.prompts.thread()
        for turn in range(1 + int(self.random.expovariate(1 / 4))):
            yield self.ask(at_s, thread=thread, turns=turn + 1)
            at_s += 10 + self.random.expovariate(1 / 80)

    def _travel(self, day: int) -> None:
        """A hotel, a new laptop, or both, and then home again."""
        random = self.random
        if day < self._away_until:
            return
        self._away = self.home
        if random.random() < 0.02:
            self._away_until = day + random.randrange(1, 6)
            network = random.choice((self.home.network, f"77.{random.randrange(250)}.1"))
            client = random.choice(("desktop", "notebook", "plugin"))
            self._away = Origin(network=network, client=client)
        elif random.random() < 0.01:
            self.home = self._away = Origin(network=self.home.network, client="desktop-next")

    def _oddities(self, start_s: float) -> Iterator[Request]:
        at_s = start_s + self.random.random() * 7 * 3600
        drawn = self.random.random()
        for share, oddity in (
            (0.04, self._paste),
            (0.03, self._not_content),
            (0.01, self._hard_work),
            (0.01, self._long_documents),
            (0.02, self._phone),
            (0.006, self._list_of_many),
            (0.05 if self.habits.agent_runs else 0, self._agents_at_once),
            (0.04 if self.habits.is_on_call else 0, self._incident),
        ):
            drawn -= share
            if drawn < 0:
                yield from oddity(at_s)
                return

    def _paste(self, at_s: float) -> Iterator[Request]:
        """A list, one request for each line."""
        for i in range(self.random.randrange(8, 13)):
            yield self.ask(at_s + 5 * i)

    def _not_content(self, at_s: float) -> Iterator[Request]:
        first = self.ask(at_s)
        for i in range(self.random.randrange(3, 9)):
            yield self.ask(at_s + 20 * i, fingerprint=first.fingerprint, sketch=first.sketch)

    def _hard_work(self, at_s: float) -> Iterator[Request]:
        """One piece of work for which premium is asked by name."""
        for i in range(self.random.randrange(5, 14)):
            yield self.ask(at_s + 90 * i, wants_premium=True)

    def _long_documents(self, at_s: float) -> Iterator[Request]:
        for i in range(self.random.randrange(5, 13)):
            tokens = self.random.randrange(2_500, 7_000)
            cost_usd = self.prompts.usd(2_000, tokens)
            yield self.ask(at_s + 240 * i, output_tokens=tokens, usd=cost_usd)

    def _list_of_many(self, at_s: float) -> Iterator[Request]:
        """An hour or two of short questions, one after the other."""
        for _ in range(self.random.randrange(30, 70)):
            at_s += 30 + self.random.expovariate(1 / 40)
            yield self.ask(at_s)

    def _agents_at_once(self, at_s: float) -> Iterator[Request]:
        for _ in range(self.random.randrange(2, 5)):
            yield from self.agent_run(at_s + self.random.uniform(0, 300))

    def _phone(self, at_s: float) -> Iterator[Request]:
        """Beside the desk, through another network."""
        phone = Origin(network=f"91.{self.random.randrange(250)}.7", client="phone")
        for i in range(self.random.randrange(2, 9)):
            yield self.ask(at_s + 60 * i, origin=phone)

    def _incident(self, at_s: float) -> Iterator[Request]:
        """Some hours of work at night."""
        at_s += 13 * 3600
        for _ in range(self.random.randrange(15, 46)):
            at_s += self.random.expovariate(1 / 200)
            yield self.ask(at_s)
