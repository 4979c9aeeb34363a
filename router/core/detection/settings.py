"""What does a policy say on how anomalies are found, and whom they spare?"""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from router.core.detection import KINDS
from router.core.limit_scope import LimitScope

__all__ = ["ColdStart", "Detection", "Hard", "KindSettings"]


def _is_known(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"is no detector; there are {', '.join(KINDS)}")
    return kind


Kind = Annotated[str, AfterValidator(_is_known)]


class ColdStart(BaseModel):
    """How much history makes a finding act. With less it is only told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    requests: int = Field(default=100, ge=0, description="The least number of requests seen.")
    days: float = Field(default=7, ge=0, description="The least number of days since the first.")


class Hard(BaseModel):
    """Limits for keys too new to be judged by their past. Others are judged by their past."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    requests_per_minute: int | None = Field(
        default=600, gt=0, description="A new key with more is acted on as `burst`; null: no limit."
    )
    usd_per_hour: float | None = Field(
        default=50,
        gt=0,
        description="A new key with more is acted on as `spend_burst`; null: none.",
    )


class KindSettings(BaseModel):
    """Settings of one detector."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    is_on: bool = Field(default=True, description="Whether it looks at all.")
    sensitivity: float = Field(
        default=1, gt=0, le=10, description="2 reports at half the strength, 0.5 at the double."
    )
    lasts_minutes: float | None = Field(
        default=None, gt=0, le=10080, description="Instead of the `lasts_minutes` of all."
    )


class Detection(BaseModel):
    """Settings of all detectors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    protected: tuple[LimitScope, ...] = Field(
        default=(), description="Whose anomalies are told and never acted on."
    )
    sensitivity: float = Field(
        default=1, gt=0, le=10, description="Of all detectors, times that of each."
    )
    lasts_minutes: float = Field(
        default=30, gt=0, le=10080, description="How long a finding counts after it was last seen."
    )
    cold_start: ColdStart = Field(
        default=ColdStart(), description="How much history makes a finding act."
    )
    hard: Hard = Field(default=Hard(), description="Limits that act without history.")
    kinds: dict[Kind, KindSettings] = Field(
        default_factory=dict, description="Settings of single detectors, by their kind."
    )

    def of(self, kind: str) -> KindSettings:
        """Settings of one detector."""
        return self.kinds.get(kind, _USUAL)


_USUAL = KindSettings()
