"""What do people ask of approvers, who decides, after how long, and what do they say?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from classifier.labels import Priority
from router.core.approvals.approval import Verdict
from router.core.approvals.life import Ballot
from router.core.key import Role
from router.core.money import ZERO_USD
from router.core.simulation.calendar import DAY_S, HOUR_S, Calendar
from router.core.simulation.company import Company, Person
from router.core.simulation.draw import Draw
from router.core.simulation.event import Request

__all__ = ["Sought", "approver_of", "ballot_on", "decided_at", "wanted_usd"]

_OPENS_H, _CLOSES_H = 9.0, 18.0
_LOOKS_AFTER_S = 1_500.0
"""How long approvers who are at work need to look, on average."""
_FEW = 20
"""For how many requests like it people ask, unless they know of more."""
_MARGIN = Decimal("1.2")
_LEAST_USD = Decimal("0.50")
_CENT = Decimal("0.01")
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """One request for approval, and what came of it."""

    key: str
    rule_id: str
    wanted_usd: Decimal
    asked_s: float
    decided_s: float | None = None
    """None: nobody decided before the simulation was over, or before it expired."""
    granted_usd: Decimal = ZERO_USD

    @property
    def is_less(self) -> bool:
        """Whether less was granted than was asked for."""
        return ZERO_USD < self.granted_usd < self.wanted_usd


def wanted_usd(request: Request, estimate_usd: Decimal) -> Decimal:
    """What somebody asks for: enough for the work that they know of, and a little more."""
    count = request.batch_size or _FEW
    return max(_LEAST_USD, (estimate_usd * count * _MARGIN).quantize(_CENT))


def approver_of(company: Company, key: str) -> Person | None:
    """The lead of the team whose key it is, else somebody of finance; never who asks."""
    teams = {one.key: one.team for one in company.people}
    teams |= {one.key: one.team for one in company.programs}
    team = teams.get(key)
    others: Sequence[Person] = [one for one in company.people if one.key != key]
    leads = (one for one in others if one.role is Role.TEAM_LEAD and one.team == team)
    finance = (one for one in others if one.role is Role.FINANCE)
    return next(leads, None) or next(finance, None)


def ballot_on(request: Request, wanted: Decimal) -> Ballot:
    """Approvers know what the work is truly worth: they deny play, and halve what can be less."""
    priority = request.ask.truth.priority
    if priority is Priority.LOW:
        return Ballot(
            verdict=Verdict.DENY,
            message="Nothing depends on it. Do it with what passes without approval.",
        )
    less = max(_CENT, (wanted * _HALF).quantize(_CENT))
    limit_usd = wanted if priority is Priority.HIGH else less
    return Ballot(verdict=Verdict.APPROVE, limit_usd=limit_usd)


def decided_at(asked_s: float, approver: Person, *, calendar: Calendar, draw: Draw) -> float:
    """When they decide, in their own working hours: soon, or on their next morning at work."""
    at_s = asked_s + draw.waiting(_LOOKS_AFTER_S)
    ahead_s = approver.hours_ahead * HOUR_S
    day = int((at_s + ahead_s) // DAY_S)
    hour = (at_s + ahead_s) % DAY_S / HOUR_S
    if calendar.is_workday(day) and _OPENS_H <= hour < _CLOSES_H:
        return at_s
    if hour >= _OPENS_H or not calendar.is_workday(day):
        day += 1
        while not calendar.is_workday(day):
            day += 1
    morning_s = day * DAY_S + _OPENS_H * HOUR_S - ahead_s
    return max(at_s, morning_s + draw.waiting(_LOOKS_AFTER_S))
