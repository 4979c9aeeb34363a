"""How does an alarm become a finding that acts, is explained, told, and ends?

A finding acts only once it is kept: what no store knows of, nobody could look at or release.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from router.core.admin_log import Act, ActKind, Stage
from router.core.detection.alarm import Alarm
from router.core.errors import LedgerUnavailable
from router.core.finding import Finding, Subject
from router.core.finding_words import ended_notice, finding_told, opened_notice, rules_naming
from router.core.notices.notice import Notice
from router.core.policy import Policy
from router.ports.admin_log import AdminLog
from router.ports.clock import Clock
from router.ports.findings import Findings, WantedFindings
from router.ports.notices import Notices
from router.services.open_findings import OpenFindings

__all__ = ["SERVICE", "SERVICE_ROLE", "Raised", "RecordFindings"]

_log = logging.getLogger(__name__)
SERVICE, SERVICE_ROLE = "tierwise", "service"
"""Who acts in the audit log where no person does."""
_SAVED_AHEAD = timedelta(seconds=15)
"""A finding that goes on is saved again after so long, and not with each request."""
_SLACK = timedelta(seconds=30)
"""So long after its end it is written down that a finding is over: others may have extended it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alarm, whose traffic raised it, and whether it may be acted on."""

    alarm: Alarm
    subject: Subject
    at: datetime
    team: str | None = None
    spared_because: str | None = None
    """Why it may not."""

    @property
    def until(self) -> datetime:
        """Until when it counts, if it is not seen again."""
        return self.at + timedelta(seconds=self.alarm.lasts_s)


@dataclass(slots=True, kw_only=True)
class RecordFindings:
    """Opens, extends and ends findings; each begin and end of one that acts is written down."""

    findings: Findings
    open: OpenFindings
    log: AdminLog
    clock: Clock
    policy: Callable[[], Policy]
    notices: Notices | None = None
    _saved_until: dict[str, datetime] = field(default_factory=dict, init=False)
    _spared_until: dict[tuple[str, Subject], datetime] = field(default_factory=dict, init=False)
    _unwritten: list[Act] = field(default_factory=list, init=False)

    async def take(self, raised: Iterable[Raised]) -> None:
        """Open or extend what was raised; what cannot be kept is raised again while it lasts."""
        for one in _merged(raised).values():
            try:
                await self._take(one)
            except LedgerUnavailable as error:
                _log.error("%s of %s is not kept. %s", one.alarm.kind, one.subject, error.message)

    async def end_over(self) -> None:
        """Write down which findings are over. They ended when they ended, whenever this runs."""
        now = self.clock.now()
        try:
            while self._unwritten:
                await self.log.append(self._unwritten[0])
                del self._unwritten[0]
            for finding in self.open.standing():
                if finding.until + _SLACK <= now:
                    await self._end(finding, now)
        except LedgerUnavailable as error:  # the next round tries again
            _log.error("It is not written down yet which findings ended. %s", error.message)
        self._spared_until = {k: end for k, end in self._spared_until.items() if end > now}

    async def _take(self, one: Raised) -> None:
        name = (one.alarm.kind, one.subject)
        if self._spared_until.get(name, one.at) > one.at:
            return
        known = self.open.find(*name)
        if known is None or not known.is_open(one.at):
            await self._open(one)
        else:
            await self._extend(known, one)

    async def _open(self, one: Raised) -> None:
        if await self._was_released(one):
            return
        new = _finding(one, id=self.clock.new_id("fnd"))
        kept = await self.findings.add(new)
        self.open.put(kept)
        self._saved_until[kept.id] = kept.until
        if kept.id == new.id:
            await self._opened(kept)
        else:
            await self._extend(kept, one)

    async def _extend(self, known: Finding, one: Raised) -> None:
        longer = _longer(known, one)
        begins_to_act = longer.is_acting and not known.is_acting
        saved = self._saved_until.get(known.id, known.until)
        ahead = min(_SAVED_AHEAD, timedelta(seconds=one.alarm.lasts_s / 4))
        if not begins_to_act and longer.until - saved < ahead:
            self.open.put(longer)
            return
        changed = await self.findings.change(known.id, lambda kept: _merge(kept, longer))
        if changed is None:
            return
        before, after = changed
        self.open.put(after)
        self._saved_until[after.id] = after.until
        if after.lifted_at is not None:
            self._spared_until[after.kind, after.subject] = _spared_until(after, one)
        elif after.is_acting and not before.is_acting:
            await self._opened(after)

    async def _was_released(self, one: Raised) -> bool:
        """Whether somebody released the same a moment ago: it does not open again at once."""
        wanted = WantedFindings(kind=one.alarm.kind, subject=one.subject)
        for last in await self.findings.latest(wanted, most=1):
            if last.lifted_at is not None and _spared_until(last, one) > one.at:
                self._spared_until[last.kind, last.subject] = _spared_until(last, one)
                return True
        return False

    async def _opened(self, finding: Finding) -> None:
        rules = rules_naming(self.policy(), finding.name)
        if finding.is_acting:
            detail = {**finding_told(finding, at=finding.last_at), "rules": list(rules)}
            act = self._act(ActKind.FINDING_OPEN, finding, detail=detail)
            try:
                await self.log.append(act)
            except LedgerUnavailable:
                self._unwritten.append(act)
                raise
        await self._tell(opened_notice(finding, id=self.clock.new_id("ntc"), rules=rules))

    async def _end(self, finding: Finding, now: datetime) -> None:
        is_first = True
        if finding.is_acting:
            detail = finding_told(finding, at=now)
            act = self._act(ActKind.FINDING_END, finding, detail=detail, key=f"end:{finding.id}")
            # Of replicas that see it end, one writes it; where one died before the next line,
            # another finds what it wrote.
            is_first = (await self.log.append(act)).act_id == act.id
        changed = await self.findings.change(finding.id, lambda kept: _ended(kept, now))
        if changed is None:
            return
        before, after = changed
        self.open.put(after)
        self._saved_until.pop(after.id, None)
        if is_first and before.ended_at is None and after.ended_at is not None:
            await self._tell(ended_notice(after, id=self.clock.new_id("ntc"), at=now))

    async def _tell(self, notice: Notice) -> None:
        if self.notices is None:
            return
        try:
            await self.notices.put(notice)
        except LedgerUnavailable as error:
            _log.error("Nobody is told of this: %s. %s", notice.subject, error.message)

    def _act(
        self,
        kind: ActKind,
        finding: Finding,
        *,
        detail: Mapping[str, object],
        key: str | None = None,
    ) -> Act:
        return Act(
            id=self.clock.new_id("act"),
            stage=Stage.DONE,
            at=self.clock.now(),
            actor=SERVICE,
            role=SERVICE_ROLE,
            kind=kind,
            subject=finding.id,
            detail=detail,
            idempotency_key=key,
        )


def _merged(raised: Iterable[Raised]) -> dict[tuple[str, Subject], Raised]:
    """Of many alarms of one kind and subject the last, and one that may act before others."""
    found: dict[tuple[str, Subject], Raised] = {}
    for one in raised:
        name = (one.alarm.kind, one.subject)
        last = found.get(name)
        if last is not None and last.spared_because is None and one.spared_because is not None:
            continue
        found[name] = one
    return found


def _finding(one: Raised, *, id: str) -> Finding:
    alarm = one.alarm
    return Finding(
        id=id,
        kind=alarm.kind,
        subject=one.subject,
        opened_at=one.at,
        last_at=one.at,
        until=one.until,
        score=alarm.score,
        explanation=alarm.explanation,
        evidence=alarm.evidence,
        is_acting=one.spared_because is None,
        spared_because=one.spared_because,
        team=one.team,
    )


def _longer(known: Finding, one: Raised) -> Finding:
    """The finding as it goes on; its words are those of when it was worst."""
    longer = replace(known, last_at=max(known.last_at, one.at), until=max(known.until, one.until))
    if one.spared_because is None and not known.is_acting:
        longer = replace(longer, is_acting=True, spared_because=None)
    if one.alarm.score <= known.score:
        return longer
    alarm = one.alarm
    return replace(
        longer, score=alarm.score, explanation=alarm.explanation, evidence=alarm.evidence
    )


def _merge(kept: Finding, longer: Finding) -> Finding:
    """What is kept, extended; what somebody lifted or ended stays so."""
    if kept.lifted_at is not None or kept.ended_at is not None:
        return kept
    is_acting = kept.is_acting or longer.is_acting
    return replace(
        longer,
        last_at=max(kept.last_at, longer.last_at),
        until=max(kept.until, longer.until),
        is_acting=is_acting,
        spared_because=None if is_acting else longer.spared_because,
        is_false=kept.is_false,
    )


def _ended(kept: Finding, now: datetime) -> Finding:
    if kept.lifted_at is not None or kept.ended_at is not None or kept.until > now:
        return kept
    return replace(kept, ended_at=now)


def _spared_until(lifted: Finding, one: Raised) -> datetime:
    """A person let it be: for as long as a finding lasts."""
    return (lifted.lifted_at or one.at) + timedelta(seconds=one.alarm.lasts_s)
