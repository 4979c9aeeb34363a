"""Who may look at findings, release them, and say whether they were true?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from router.core.access import Permission, Reach, reach_of
from router.core.admin_log import ActKind
from router.core.errors import InvalidRequest
from router.core.finding import Finding
from router.core.finding_feedback import after
from router.core.key import VirtualKey
from router.ports.clock import Clock
from router.ports.findings import (
    EVERY_FINDING,
    FactorName,
    Factors,
    FindingEdit,
    Findings,
    WantedFindings,
)
from router.services.administer import Actor, Administer, Asked, NotThere

__all__ = ["AdministerFindings", "Judged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A finding of which somebody said something, and what that did to the threshold."""

    finding: Finding
    factor: float | None = None
    """By which the threshold of this kind is multiplied for this subject; None if it stayed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministerFindings:
    """Each act on a finding, written down; and which there are."""

    findings: Findings
    factors: Factors
    administer: Administer
    clock: Clock

    async def visible(
        self, by: VirtualKey, wanted: WantedFindings = EVERY_FINDING, *, most: int
    ) -> Sequence[Finding]:
        """Those that `by` may see, newest first: all, or those of the team that one leads."""
        if reach_of(by, Permission.READ_FINDINGS) is Reach.TEAM:
            if wanted.team not in (None, by.team):
                return ()
            wanted = replace(wanted, team=by.team)
        elif reach_of(by, Permission.READ_FINDINGS) is not Reach.ALL:
            return ()
        return await self.findings.latest(wanted, most=most)

    async def get(self, by: VirtualKey, finding_id: str) -> Finding:
        """One of them.

        Raises:
            NotThere: there is none with this id, or not for `by`.
        """
        for found in await self.visible(by, WantedFindings(id=finding_id), most=1):
            return found
        raise _not_there(finding_id)

    async def release(
        self, by: VirtualKey, finding_id: str, *, is_false: bool = False, why: str = ""
    ) -> Judged:
        """End a finding now. It does not open again at once, for as long as a finding lasts.

        `is_false` says that it was a false alarm: then the threshold rises by half.

        Raises:
            NotThere: there is none with this id, or not for `by`.
            InvalidRequest: somebody released it before, or it is over and nothing is said of it.
        """
        await self._within_reach(by, finding_id)
        asked = _asked(by, finding_id, kind=ActKind.FINDING_RELEASE)
        asked = replace(asked, detail={"is_false": is_false, "why": why})
        return await self.administer(
            asked, lambda: self._release(by, finding_id, is_false=is_false), told=_told
        )

    async def confirm(self, by: VirtualKey, finding_id: str) -> Judged:
        """Say that a finding is true: it stays as it is, and the threshold sinks a little.

        Raises:
            NotThere: there is none with this id, or not for `by`.
            InvalidRequest: something was said of it before.
        """
        await self._within_reach(by, finding_id)
        asked = _asked(by, finding_id, kind=ActKind.FINDING_CONFIRM)
        return await self.administer(asked, lambda: self._confirm(finding_id), told=_told)

    async def _release(self, by: VirtualKey, finding_id: str, *, is_false: bool) -> Judged:
        now, name = self.clock.now(), by.user or by.name

        def edit(one: Finding) -> Finding:
            said = True if is_false else None
            if one.is_open(now):
                return _saying(one, is_false=said).lifted(now, by=name, is_false=said)
            if not is_false:
                raise InvalidRequest(
                    f"{finding_id} is over already: nothing is held back for it. If it was a "
                    'false alarm, say so: --false-alarm, or "false_alarm": true.'
                )
            return _saying(one, is_false=said)

        return await self._judged(finding_id, edit)

    async def _confirm(self, finding_id: str) -> Judged:
        return await self._judged(finding_id, lambda one: _saying(one, is_false=False))

    async def _judged(self, finding_id: str, edit: FindingEdit) -> Judged:
        changed = await self.findings.change(finding_id, edit)
        if changed is None:
            raise _not_there(finding_id)
        before, now = changed
        is_false = now.is_false
        if is_false is None or before.is_false == is_false:
            return Judged(finding=now)
        name = FactorName(now.kind, now.subject)
        _, factor = await self.factors.tune(name, lambda was: after(was, is_false=is_false))
        return Judged(finding=now, factor=factor)

    async def _within_reach(self, by: VirtualKey, finding_id: str) -> None:
        reach = reach_of(by, Permission.RELEASE_FINDINGS)
        found = await self.findings.latest(WantedFindings(id=finding_id), most=1)
        is_mine = reach is Reach.TEAM and found and found[0].team == by.team is not None
        if not found or not (reach is Reach.ALL or is_mine):
            raise _not_there(finding_id)


def _asked(by: VirtualKey, finding_id: str, *, kind: ActKind) -> Asked:
    return Asked(actor=Actor.of(by), kind=kind, subject=finding_id)


def _saying(one: Finding, *, is_false: bool | None) -> Finding:
    if is_false is None:
        return one
    if one.is_false is not None:
        said = "a false alarm" if one.is_false else "true"
        raise InvalidRequest(f"It was said before of {one.id} that it is {said}. That stays.")
    return replace(one, is_false=is_false)


def _told(judged: Judged) -> dict[str, object]:
    finding = judged.finding
    return {
        "kind": finding.kind,
        "subject": str(finding.subject),
        "is_false": finding.is_false,
        "lifted_at": finding.lifted_at.isoformat() if finding.lifted_at else None,
        "threshold_factor": judged.factor,
    }


def _not_there(finding_id: str) -> NotThere:
    return NotThere(
        f"There is no finding {finding_id[:100]!r} within your reach. "
        "GET /v1/admin/findings lists those that are.",
        param="id",
    )
