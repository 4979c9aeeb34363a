"""What would a new policy change, measured on the decisions that are recorded?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from classifier.scale import HERE, Workers
from router.core.catalog import Catalog
from router.core.history import Span
from router.core.plan.comparison import Comparer, Comparison
from router.core.plan.report import Plan
from router.core.plan.sample import Sample
from router.core.policy import Policy
from router.core.routing import Rulebook
from router.ports.history import History

__all__ = ["PIECE", "PlanPolicy"]

PIECE = 10_000
"""Bookings that a worker reads at once: about a second's work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPolicy:
    """Replays recorded decisions under two rulebooks; nobody is called and nothing is booked."""

    history: History
    piece: int = PIECE

    def __call__(
        self,
        *,
        old: Rulebook,
        new: Rulebook,
        since: datetime,
        until: datetime,
        workers: Workers = HERE,
        sample: int = 10,
        begin: Callable[[int], None] = lambda pieces: None,
        advance: Callable[[int], None] = lambda pieces: None,
    ) -> Plan:
        """The difference between both over what was booked in [since, until).

        Args:
            old: the rulebook that is compared with.
            new: the rulebook that is judged.
            since: the first moment.
            until: the moment after the last.
            workers: who decides; one piece of history at a time.
            sample: how many changed requests are kept to be shown.
            begin: told once, how many pieces there are.
            advance: told after each piece.
        """
        spans = self.history.spans(since, until, size=self.piece)
        begin(len(spans))
        prepare = partial(_bench, self.history, _portable(old), new=_portable(new), sample=sample)
        whole = Comparison(sample=Sample(sample))
        crew = workers if len(spans) > 1 else HERE  # processes take a second to start
        for piece in crew.map(_compare, spans, prepare=prepare):
            whole.merge(piece)
            advance(1)
        return Plan(old=old, new=new, since=since, until=until, comparison=whole)


@dataclass(frozen=True, slots=True)
class _Portable:
    """A rulebook on its way to another process: what it has made ready for matching stays here."""

    policy: dict[str, Any]
    catalog: Catalog
    policy_version: str

    def rulebook(self) -> Rulebook:
        return Rulebook(
            policy=Policy.model_validate(self.policy),
            catalog=self.catalog,
            policy_version=self.policy_version,
            catalog_version=self.catalog.version,
        )


def _portable(rulebook: Rulebook) -> _Portable:
    content = rulebook.policy.model_dump(mode="json", by_alias=True, exclude_none=True)
    known = rulebook.catalog
    catalog = Catalog(
        deployments=known.deployments,
        aliases=dict(known.aliases),
        version=rulebook.catalog_version,
    )
    return _Portable(content, catalog, rulebook.policy_version)


_Bench = tuple[History, Comparer]


def _bench(history: History, old: _Portable, *, new: _Portable, sample: int) -> _Bench:
    return history, Comparer(old.rulebook(), new.rulebook(), sample=sample)


def _compare(bench: _Bench, span: Span) -> Comparison:
    history, comparer = bench
    return comparer.compare(history.read(span))
