"""What is usual for one key, user, team or project, and what does it do just now?"""

from router.core.caller import UNASSIGNED
from router.core.detection.days import DAY_S, Days
from router.core.detection.known import Known
from router.core.detection.origins import Origins
from router.core.detection.outputs import Outputs
from router.core.detection.peak import Peak
from router.core.detection.recent import LAST, Recent
from router.core.detection.repeats import Repeats
from router.core.detection.season import Season
from router.core.detection.share import Share
from router.core.finding import SubjectKind
from router.core.ledger import Outcome
from router.core.sighting import Arrival, Departure

__all__ = ["Profile"]

_ALL = (1 << LAST) - 1
_ODD_WEEKS = 2
_SINGLE = 1.0
_SMALL_USD = 0.02
"""Tops up to these teach nothing, and most episodes have no higher one."""
_GOING_ON = 0.25
"""What a request counts in a burst that goes on with a conversation: agents have many."""
_NEW_S = 8 * DAY_S
_BAD = frozenset({Outcome.FAILED, Outcome.REFUSED})


class Profile:
    """A bounded memory: the habits of weeks, which can be packed, and the last minutes."""

    __slots__ = (
        "_is_key",
        "_is_one",
        "_least_requests",
        "_least_usd",
        "_tolerance",
        "burst_peak",
        "clients",
        "days",
        "failed",
        "first_seen_s",
        "is_odd_hour",
        "last_seen_s",
        "networks",
        "outputs",
        "premium",
        "recent",
        "repeated",
        "requests",
        "run_peak",
        "run_tokens_peak",
        "seen_requests",
        "spend_peak",
        "usd",
        "users",
        "usual_hour_requests",
        "usual_hour_usd",
    )

    def __init__(self, of: SubjectKind) -> None:
        self._is_one = is_one = of in {SubjectKind.KEY, SubjectKind.USER}
        self._is_key = of is SubjectKind.KEY
        self._tolerance = 3.0 if is_one else 6.0
        self._least_requests = 60 / 3600 if is_one else 300 / 3600
        self._least_usd = 1 / 3600 if is_one else 10 / 3600
        self.is_odd_hour = False
        self.usual_hour_requests = 0.0
        self.usual_hour_usd = 0.0
        self.first_seen_s = 0.0
        self.last_seen_s = 0.0
        self.seen_requests = 0
        self.requests = Season(doubted_from=30)
        self.usd = Season(doubted_from=2)
        self.burst_peak = Peak(doubted_from=20)
        """The largest usual excess of requests, see `Excess`."""
        self.spend_peak = Peak(doubted_from=1)
        self.run_peak = Peak(doubted_from=30)
        """The most requests of one thread without a pause."""
        self.run_tokens_peak = Peak(doubted_from=500_000)
        self.premium = Share()
        """Premium asked for by name."""
        self.repeated = Share()
        self.failed = Share()
        self.outputs = Outputs()
        self.days = Days()
        self.networks = Known(most=16)
        self.clients = Known(most=8)
        self.users = Known(most=16)
        self.recent: Recent | None = None

    @property
    def age_s(self) -> float:
        """How long it has been known."""
        return self.last_seen_s - self.first_seen_s

    @property
    def is_new(self) -> bool:
        """Whether a weekly habit could not have shown yet."""
        return self.last_seen_s - self.first_seen_s < _NEW_S

    def arrived(self, arrival: Arrival) -> None:
        """Notes a request that was decided on."""
        at_s = arrival.at_s
        recent = self._at(at_s)
        self.seen_requests += 1
        self.days.requests += 1
        if self.requests.add(at_s, 1.0):
            self._begin_hour(recent)
            recent.requests.forgive_half()
        goes_on = self._is_one and self._note_run(recent, arrival)
        ended = recent.requests.add(at_s, _GOING_ON if goes_on else 1.0)
        if ended is not None and ended > _SINGLE:
            self.burst_peak.learn(ended, at_s=at_s, is_new=self.is_new)
        recent.minute.add(at_s, 1.0)
        recent.premium_bits = (recent.premium_bits << 1 | arrival.wants_premium) & _ALL
        self.premium.add(arrival.wants_premium)
        if self.is_odd_hour:
            recent.note_odd(at_s)
        if self._is_key:
            self._note_program(recent, arrival, goes_on=goes_on)

    def departed(self, departure: Departure) -> None:
        """Notes what was booked for a request."""
        at_s, cost_usd = departure.at_s, departure.cost_usd
        recent = self._at(at_s)
        self.days.usd += cost_usd
        if self.usd.add(at_s, cost_usd):
            self._begin_paid_hour(recent)
            recent.usd.forgive_half()
        ended = recent.usd.add(at_s, cost_usd)
        if ended is not None and ended > _SMALL_USD:
            self.spend_peak.learn(ended, at_s=at_s, is_new=self.is_new)
        recent.usd_hour.add(at_s, cost_usd)
        is_bad = departure.outcome in _BAD
        self.failed.add(is_bad)
        recent.failed_bits = (recent.failed_bits << 1 | is_bad) & _ALL
        if is_bad:
            recent.failures.add(at_s, 1.0)
        elif departure.output_tokens:
            is_long = self.outputs.add(departure.output_tokens)
            recent.long_bits = (recent.long_bits << 1 | is_long) & _ALL

    def forget_recent(self) -> None:
        """Drops what only the last minutes need, of a subject that rests."""
        self.recent = None

    def _at(self, at_s: float) -> Recent:
        if at_s > self.last_seen_s:
            if not self.seen_requests and not self.first_seen_s:
                self.first_seen_s = at_s
            self.last_seen_s = at_s
            day = int(at_s // DAY_S)
            if day > self.days.day:
                self.days.begin(day)
        recent = self.recent
        if recent is None:
            recent = self.recent = Recent()
            if self.requests.hour >= 0:
                self._begin_hour(recent)
            if self.usd.hour >= 0:
                self._begin_paid_hour(recent)
        return recent

    def _begin_hour(self, recent: Recent) -> None:
        for each in (self.premium, self.repeated):
            each.close_hour()
        season = self.requests
        self.usual_hour_requests = season.usual()
        allowed = self._tolerance * self.usual_hour_requests / 3600
        recent.requests.allowed_per_s = max(self._least_requests, allowed)
        self.is_odd_hour = season.weeks_known() >= _ODD_WEEKS and season.is_rest()

    def _begin_paid_hour(self, recent: Recent) -> None:
        self.outputs.close_hour()
        self.failed.close_hour()
        self.usual_hour_usd = self.usd.usual()
        allowed = self._tolerance * self.usual_hour_usd / 3600
        recent.usd.allowed_per_s = max(self._least_usd, allowed)

    def _note_run(self, recent: Recent, arrival: Arrival) -> bool:
        """Whether the request goes on with a conversation."""
        at_s, runs = arrival.at_s, recent.runs
        ended = runs.add(at_s, arrival.thread, turns=arrival.turns, tokens=arrival.input_tokens)
        if ended is not None:
            is_new = self.is_new
            self.run_peak.learn(ended.requests, at_s=at_s, is_new=is_new)
            self.run_tokens_peak.learn(ended.tokens, at_s=at_s, is_new=is_new)
        return runs.goes_on

    def _note_program(self, recent: Recent, arrival: Arrival, *, goes_on: bool) -> None:
        at_s, caller = arrival.at_s, arrival.caller
        repeats, origins = recent.repeats, recent.origins
        if repeats is None or origins is None:
            repeats, origins = recent.repeats, recent.origins = Repeats(), Origins()
        origins.add(
            at_s,
            arrival.origin,
            user=caller.user if caller.user != UNASSIGNED else None,
            networks=self.networks,
            clients=self.clients,
            users=self.users,
        )
        if not goes_on:
            self.repeated.add(
                repeats.add(at_s, fingerprint=arrival.fingerprint, sketch=arrival.sketch)
            )
