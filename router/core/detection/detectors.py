"""Which detectors are there? One a file; this lists them all."""

from router.core.detection.burst import Burst
from router.core.detection.detector import Detector
from router.core.detection.leaked_key import LeakedKey
from router.core.detection.long_outputs import LongOutputs
from router.core.detection.loop import Loop
from router.core.detection.odd_hours import OddHours
from router.core.detection.period_end import PeriodEnd
from router.core.detection.premium_shift import PremiumShift
from router.core.detection.repetition import Repetition
from router.core.detection.retry_storm import RetryStorm
from router.core.detection.spend_burst import SpendBurst

__all__ = ["DETECTORS"]

DETECTORS: tuple[Detector, ...] = (
    Burst(),
    SpendBurst(),
    Repetition(),
    Loop(),
    PeriodEnd(),
    PremiumShift(),
    LongOutputs(),
    OddHours(),
    LeakedKey(),
    RetryStorm(),
)
