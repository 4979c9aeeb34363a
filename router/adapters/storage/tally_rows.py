"""How does a store add up what requests cost, how many failed, and what was said of them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from router.core.money import NANOS_PER_USD
from router.core.rollout.limit import Metric
from router.core.rollout.tally import FAILURE_CODES, REFUSAL_CODES, Sums, Tally

__all__ = ["Dialect", "tally_from_row", "tally_query"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What two databases write differently; `{}` stands for an expression."""

    place: str
    """Where a parameter goes."""
    is_among: str
    """Whether a team is one of a parameter's."""
    truth: str
    """1 or 0 of a condition, null of null."""
    total: str
    """A sum that is a floating-point number, and 0 of nothing."""
    lot: str
    """The lot in `d.facts`."""


# From requests to conversations, and from conversations to sums; metrics by their numbers.
_PAIRS = {
    Metric.COST: ("answered", "cost_usd"),
    Metric.ERRORS: ("1", "failed"),
    Metric.REFUSED: ("1", "refused"),
    Metric.BAD_FEEDBACK: ("was_judged", "COALESCE(bad, 0)"),
}
_WIDTH = 6
_TALLY = """
WITH request AS (
    SELECT e.decision_id AS id,
        {cost} / {nanos}.0 AS cost_usd,
        MAX({answered}) AS answered,
        MAX({failed}) AS failed,
        MAX({refused}) AS refused
    FROM ledger_entry e
    WHERE e.at_us >= {place} AND e.at_us < {place} AND e.key_id <> {place}
        AND e.policy_version {equals} {place} AND ({place} OR {is_among})
    GROUP BY e.decision_id
), said AS (
    SELECT r.*, COALESCE(NULLIF({lot}, ''), r.id) AS lot,
        (SELECT {bad} FROM feedback f WHERE f.decision_id = r.id
             AND (f.score IS NOT NULL OR f.verdict IS NOT NULL)
         ORDER BY f.seq DESC LIMIT 1) AS bad
    FROM request r JOIN decision d ON d.id = r.id
), judged AS (SELECT s.*, {was_judged} AS was_judged FROM said s),
conversation AS (SELECT COUNT(*) AS requests, {by_lot} FROM judged GROUP BY lot)
SELECT COALESCE(SUM(requests), 0), {sums} FROM conversation
"""


def tally_query(dialect: Dialect, *, equals: str) -> str:
    """One row for `tally_from_row`.

    Its parameters: since, until, the key of audits, the version, whether all teams count, teams.

    Args:
        dialect: how this database writes it.
        equals: `=` for the requests under the version, `<>` for those beside it.
    """
    truth, total = dialect.truth.format, dialect.total.format
    by_lot = [
        f"{total(n)} AS n{number}, {total(y)} AS y{number}"
        for number, (n, y) in enumerate(_PAIRS.values())
    ]
    sums = [
        f"COUNT(NULLIF(n{k}, 0)), "
        + ", ".join(map(total, (f"n{k}", f"y{k}", f"n{k} * n{k}", f"y{k} * y{k}", f"n{k} * y{k}")))
        for k in range(len(_PAIRS))
    ]
    return _TALLY.format(
        place=dialect.place,
        is_among=dialect.is_among.format("e.team"),
        equals=equals,
        lot=dialect.lot,
        nanos=NANOS_PER_USD,
        cost=total("e.cost_nano_usd"),
        answered=truth("e.outcome IN ('completed', 'cancelled')"),
        failed=truth(f"e.outcome = 'failed' OR {_is_among(FAILURE_CODES)}"),
        refused=truth(_is_among(REFUSAL_CODES)),
        bad=truth("CASE WHEN f.score IS NULL THEN f.verdict = 'rejected' ELSE f.score < 0.5 END"),
        was_judged=truth("s.bad IS NOT NULL"),
        by_lot=", ".join(by_lot),
        sums=", ".join(sums),
    )


def tally_from_row(row: Sequence[Any]) -> Tally:
    """What the row of `tally_query` says."""
    requests, *sums = row
    pieces = {metric: sums[k * _WIDTH : (k + 1) * _WIDTH] for k, metric in enumerate(_PAIRS)}
    return Tally(
        requests=int(requests), sums={metric: _sums(piece) for metric, piece in pieces.items()}
    )


def _is_among(codes: Sequence[str]) -> str:
    quoted = ", ".join(f"'{code}'" for code in sorted(codes))
    return f"COALESCE(e.error_code, '') IN ({quoted})"


def _sums(row: Sequence[Any]) -> Sums:
    conversations, n, y, nn, yy, ny = row
    return Sums(conversations=conversations, n=n, y=y, nn=nn, yy=yy, ny=ny)
