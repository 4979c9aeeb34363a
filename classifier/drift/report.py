"""What does a comparison with a snapshot say, in figures, in words and in advice?"""

from dataclasses import dataclass
from typing import Final

from classifier.drift.shift import EACH_ALARM, Acceptance, Level, Shift
from classifier.drift.two_sample import TwoSample

__all__ = ["LEAST", "DriftReport"]

LEAST: Final = 200
"""Fewer prompts than this are not judged: chance moves them too far."""
_MODERATE_AUC = 0.58
_GREAT_AUC = 0.7
_TOLD_FEATURES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftReport:
    """All that was compared, and what comes of it."""

    before: int
    now: int
    shifts: tuple[Shift, ...] = ()
    two_sample: TwoSample | None = None
    acceptance: Acceptance | None = None

    @property
    def is_judged(self) -> bool:
        """Whether there were enough prompts to say anything."""
        return min(self.before, self.now) >= LEAST

    @property
    def level(self) -> Level:
        """The greatest level of all that was compared."""
        found = [shift.level for shift in self.shifts]
        found.append(self._apart)
        if self.acceptance is not None:
            found.append(self.acceptance.level)
        return max(found, key=lambda level: level.rank)

    @property
    def moved(self) -> list[Shift]:
        """What moved, most first."""
        moved = [shift for shift in self.shifts if shift.level is not Level.NONE]
        return sorted(moved, key=lambda shift: -shift.index)

    @property
    def reasons(self) -> list[str]:
        """What moved, in words: inputs (those that moved most), predictions, outcomes."""
        told = [(shift.kind, shift.reason) for shift in self.moved if shift.reason]
        reasons = [reason for kind, reason in told if kind == "feature"][:_TOLD_FEATURES]
        reasons += [reason for kind, reason in told if kind != "feature"]
        if self.acceptance is not None and self.acceptance.level is not Level.NONE:
            reasons.append(f"the share of accepted answers fell by {self.acceptance.drop:.0%}")
        if not reasons and self._apart is not Level.NONE:
            reasons.append("no single feature moved far, but prompts differ in several together")
        return reasons

    @property
    def advice(self) -> list[str]:
        """What to do about it."""
        if not self.is_judged or self.level is Level.NONE:
            return []
        kinds = {shift.kind for shift in self.moved}
        lines = [
            "Label a few hundred of these prompts with `tierwise label`, the unsure ones first."
        ]
        lines.append("Train on them with `tierwise train`, then `tierwise model diff --on` both.")
        if "abstention" in kinds:
            lines.append("Until then the policy's default decides more often: see that it suits.")
        if self.acceptance is not None and self.acceptance.level is not Level.NONE:
            lines.append("Look at `tierwise feedback` for the deployments that lost acceptance.")
        return lines

    @property
    def _apart(self) -> Level:
        found = self.two_sample
        if found is None or found.p_value > EACH_ALARM or found.auc < _MODERATE_AUC:
            return Level.NONE
        return Level.GREAT if found.auc >= _GREAT_AUC else Level.MODERATE
