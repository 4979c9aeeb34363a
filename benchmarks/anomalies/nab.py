"""How does the idea of `burst` do on files in the format of the Numenta Anomaly Benchmark (NAB)?

A folder has `data/**/NAME.csv` with `timestamp,value` and `labels/combined_windows.json`, which
names for each file the windows in which it is abnormal. A value counts as so many requests.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import pi, sin
from pathlib import Path
from random import Random

from router.core.detection.excess import Excess
from router.core.detection.peak import Peak
from router.core.detection.season import Season

__all__ = ["Series", "alarms_in", "judge_folder", "read_folder", "write_example"]

_WINDOWS = Path("labels/combined_windows.json")
_TOLERANCE = 1.3
"""Metrics vary less than requests, so less is allowed for than `Profile` does."""
_PEAKS = 2.5
_PROBATION = 0.15
"""NAB's own: this part of a series is only learned from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One file with its windows."""

    name: str
    points: tuple[tuple[datetime, float], ...]
    windows: tuple[tuple[datetime, datetime], ...]


def read_folder(folder: Path) -> Iterator[Series]:
    """All files that the labels name."""
    for name, windows in json.loads((folder / _WINDOWS).read_text()).items():
        with (folder / "data" / name).open(newline="") as lines:
            points = tuple(
                (_moment(row["timestamp"]), float(row["value"])) for row in csv.DictReader(lines)
            )
        yield Series(
            name=name,
            points=points,
            windows=tuple((_moment(begin), _moment(end)) for begin, end in windows),
        )


def alarms_in(series: Series) -> list[datetime]:
    """When the excess over the usual hour goes beyond the usual peaks."""
    probation = int(_PROBATION * len(series.points))
    learned = series.points[:probation]
    most = max((value for _, value in learned), default=0.0)
    length_s = (learned[-1][0] - learned[0][0]).total_seconds() if learned else 0.0
    season = Season(doubted_from=most * (len(learned) / max(1.0, length_s / 3600)))
    peak = Peak(doubted_from=most)
    excess = Excess(pause_s=float("inf"))
    alarms: list[datetime] = []
    for number, (at, value) in enumerate(series.points):
        at_s, amount = at.timestamp(), max(0.0, value)
        if season.add(at_s, amount):
            excess.allowed_per_s = _TOLERANCE * season.usual() / 3600
            excess.forgive_half()
        is_new = number < probation
        ended = excess.add(at_s, amount)
        if ended:
            peak.learn(ended, at_s=at_s, is_new=is_new)
        if not is_new and excess.level > _PEAKS * max(peak.value, amount / _PEAKS):
            alarms.append(at)
    return alarms


def judge_folder(folder: Path) -> Iterator[str]:
    """A line for each file: windows found, and alarms outside of all windows."""
    for series in read_folder(folder):
        alarms = alarms_in(series)
        found = sum(any(begin <= at <= end for at in alarms) for begin, end in series.windows)
        outside = [
            at for at in alarms if not any(begin <= at <= end for begin, end in series.windows)
        ]
        hours = len({at.replace(minute=0, second=0) for at in outside})
        yield (
            f"NAB {series.name}: {found} of {len(series.windows)} windows found, "
            f"alarms in {hours} hours outside, {len(series.points)} points"
        )


def write_example(folder: Path, *, seed: int) -> None:
    """A series in NAB's format with a daily rhythm and two windows in which it is abnormal."""
    random = Random(seed)  # noqa: S311 - a series, not a secret
    begin = datetime(2026, 6, 1, tzinfo=UTC)
    windows = [
        (begin + timedelta(days=day, hours=9), begin + timedelta(days=day, hours=12))
        for day in (12, 17)
    ]
    (folder / "labels").mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    with (folder / "data" / "example.csv").open("w", newline="") as lines:
        rows = csv.writer(lines)
        rows.writerow(("timestamp", "value"))
        for step in range(21 * 288):
            at = begin + timedelta(minutes=5 * step)
            usual = 60 + 40 * sin(2 * pi * step / 288)
            factor = 4 if any(since <= at <= until for since, until in windows) else 1
            rows.writerow((f"{at:%Y-%m-%d %H:%M:%S}", f"{factor * random.gauss(usual, 8):.3f}"))
    said = {
        "example.csv": [[f"{each:%Y-%m-%d %H:%M:%S.%f}" for each in window] for window in windows]
    }
    (folder / _WINDOWS).write_text(json.dumps(said))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
