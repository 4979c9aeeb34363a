"""Has what is asked, or what is predicted, moved away from a snapshot?

Three questions, each beyond chance and beyond a size that matters: has a named feature or the
share of a label moved (`stability`), can a classifier tell the prompts apart (`two_sample`), and
are fewer answers accepted. Chances are shared out among all that is compared (Bonferroni).
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.drift.report import DriftReport
from classifier.drift.shift import EACH_ALARM, Acceptance, Shift
from classifier.drift.stability import chance_limit, stability_index
from classifier.drift.two_sample import tell_apart
from classifier.drift.wording import describe
from classifier.snapshot import Observed, Snapshot

__all__ = ["judge"]


def judge(
    snapshot: Snapshot,
    now: Observed,
    *,
    acceptance: Acceptance | None = None,
    seed: int = 0,
) -> DriftReport:
    """Compare prompts with a snapshot; with too few of them nothing is said."""
    report = DriftReport(before=snapshot.prompts, now=len(now), acceptance=acceptance)
    if not report.is_judged:
        return DriftReport(before=snapshot.prompts, now=len(now))
    names = [name for name in snapshot.names if name in now.names]
    level = EACH_ALARM / (len(names) + 2 * len(snapshot.labels) + 1)
    shifts = (
        *_features(snapshot, now, names=names, level=level),
        *_labels(snapshot, now, level=level),
        *_confidence(snapshot, now, level=level),
        _abstentions(snapshot, now, level=level),
    )
    own = [snapshot.names.index(name) for name in names]
    theirs = [now.names.index(name) for name in names]
    return DriftReport(
        before=snapshot.prompts,
        now=len(now),
        shifts=shifts,
        two_sample=tell_apart(snapshot.sample[:, own], now.rows[:, theirs], seed=seed),
        acceptance=acceptance,
    )


def _features(
    snapshot: Snapshot, now: Observed, *, names: Sequence[str], level: float
) -> Iterator[Shift]:
    for name in names:
        found = now.rows[:, now.names.index(name)]
        known = snapshot.features[name]
        yield _shift(
            ("feature", name),
            describe(name, before=snapshot.sample[:, snapshot.names.index(name)], now=found),
            before=np.array(known.counts),
            now=known.count(found),
            level=level,
        )


def _labels(snapshot: Snapshot, now: Observed, *, level: float) -> Iterator[Shift]:
    for head, known in snapshot.labels.items():
        found = now.labels[head]
        names = sorted({*known, *found})
        before = np.array([known.get(name, 0) for name in names])
        counts = np.array([sum(one == name for one in found) for name in names])
        reason = f"{head}: {_most_moved(names, before / before.sum(), now=counts / len(found))}"
        yield _shift(("label", head), reason, before=before, now=counts, level=level)


def _confidence(snapshot: Snapshot, now: Observed, *, level: float) -> Iterator[Shift]:
    for head, known in snapshot.confidence.items():
        found = now.confidence[head]
        before = np.array(known.counts)
        middle = known.edges[len(known.edges) // 2]
        share = float((found > middle).mean())
        was = before[len(known.edges) // 2 + 1 :].sum() / before.sum()
        reason = (
            f"confidence in {head} is above {middle:.0%}: for {was:.0%} before, {share:.0%} now"
        )
        counts = known.count(found)
        yield _shift(("confidence", head), reason, before=before, now=counts, level=level)


def _abstentions(snapshot: Snapshot, now: Observed, *, level: float) -> Shift:
    names = sorted({*snapshot.abstained, *now.abstained})
    before = _with_rest([snapshot.abstained.get(name, 0.0) for name in names], snapshot.prompts)
    counts = _with_rest([now.abstained.get(name, 0.0) for name in names], len(now))
    shares = before / snapshot.prompts, counts / len(now)
    reason = f"abstained: {_most_moved([*names, 'judged'], shares[0], now=shares[1])}"
    return _shift(("abstention", "abstained"), reason, before=before, now=counts, level=level)


def _with_rest(shares: Sequence[float], size: int) -> NDArray[np.int64]:
    counts = [round(share * size) for share in shares]
    return np.array([*counts, max(0, size - sum(counts))])


def _most_moved(
    names: Sequence[str], before: NDArray[np.floating], *, now: NDArray[np.floating]
) -> str:
    """The two names whose shares moved most."""
    order = np.argsort(-np.abs(now - before), kind="stable")[:2]
    return ", ".join(f"{names[i]} {before[i]:.0%} before, {now[i]:.0%} now" for i in order)


def _shift(
    what: tuple[str, str],
    reason: str | None,
    *,
    before: NDArray[np.int64],
    now: NDArray[np.int64],
    level: float,
) -> Shift:
    kind, name = what
    return Shift(
        kind=kind,
        name=name,
        index=stability_index(before, now),
        limit=chance_limit(
            len(before), expected=int(before.sum()), observed=int(now.sum()), level=level
        ),
        reason=reason,
    )
