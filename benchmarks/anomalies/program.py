"""How do honest programs use a model: services, nightly batches, build machines with storms?"""

from collections.abc import Iterator
from random import Random
from typing import Literal

from benchmarks.anomalies.person import DAY_S
from benchmarks.anomalies.prompts import Prompts
from benchmarks.anomalies.request import Request
from router.core.caller import Caller
from router.core.sighting import Origin

__all__ = ["Program", "Work"]

Work = Literal["service", "nightly", "weekly", "builds"]


class Program:
    """A service account with one kind of work."""

    def __init__(self, caller: Caller, work: Work, *, random: Random) -> None:
        self.caller = caller
        self.work = work
        self.random = random
        self.prompts = Prompts(random, name=caller.key_id, output_tokens=200)
        self.origin = Origin(network=f"10.20.{random.randrange(99)}", client="sdk")
        self._template = random.getrandbits(64)
        self._size = random.uniform(0.6, 1.6)

    def day(self, day: int, *, weekday: int, busier: float, is_month_end: bool) -> list[Request]:
        """All requests of one day."""
        start_s = day * DAY_S
        if self.work == "service":
            return list(self._service(start_s, busier * (1.0 if weekday < 5 else 0.5)))
        if self.work == "nightly":
            return list(self._batch(start_s + 2 * 3600, int(300 * self._size)))
        if self.work == "weekly":
            return list(self._batch(start_s + 6 * 3600, 250)) if weekday == 0 else []
        return list(self._builds(day, weekday))

    def ask(self, at_s: float, *, origin: Origin | None = None, same: int | None = None) -> Request:
        """A filled template, or one of the test prompts that are always the same."""
        if same is None:
            fingerprint, sketch = self.prompts.like(self._template)
        else:
            fingerprint, sketch = f"{self.caller.key_id}-same-{same}", 0x9E3779B97F4A7C15 * same
        tokens_out = self.prompts.output()
        return Request(
            at_s=at_s,
            caller=self.caller,
            origin=origin or self.origin,
            fingerprint=fingerprint,
            sketch=sketch & (1 << 64) - 1,
            thread=self.prompts.thread(),
            input_tokens=900,
            output_tokens=tokens_out,
            usd=self.prompts.usd(900, tokens_out, price="cheap"),
        )

    def _service(self, start_s: float, busier: float) -> Iterator[Request]:
        """Follows the day of its users, with short waves."""
        for hour in range(24):
            rhythm = 0.3 + 0.7 * max(0.0, 1 - abs(hour - 13) / 7)
            wanted = 45 * self._size * rhythm * busier * self.random.lognormvariate(0, 0.25)
            for _ in range(int(wanted)):
                yield self.ask(start_s + (hour + self.random.random()) * 3600)

    def _batch(self, at_s: float, size: int) -> Iterator[Request]:
        at_s += self.random.uniform(0, 600)
        for _ in range(int(size * self.random.lognormvariate(0, 0.15))):
            at_s += self.random.uniform(1.5, 4)
            yield self.ask(at_s)

    def _builds(self, day: int, weekday: int) -> Iterator[Request]:
        """Each run asks the same test prompts, from another machine; releases come with storms."""
        runs = self.random.randrange(4, 14) if weekday < 5 else self.random.randrange(3)
        is_release = weekday == 2 and day // 7 % 2 == 0
        for _ in range(runs):
            yield from self._build(day * DAY_S + (8 + 9 * self.random.random()) * 3600)
        if is_release:
            for _ in range(25):
                yield from self._build(day * DAY_S + (14 + self.random.random()) * 3600)

    def _build(self, at_s: float) -> Iterator[Request]:
        machine = Origin(network=f"52.{self.random.randrange(250)}.3", client="sdk")
        for same in range(1, 11):
            yield self.ask(at_s + 2 * same, origin=machine, same=same)
