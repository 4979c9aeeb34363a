"""How does SQLite add up what requests cost, how many failed, and what was said of them?"""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from router.adapters.storage.moments import to_micros
from router.adapters.storage.sqlite.connection import Database
from router.core.money import NANOS_PER_USD
from router.core.rollout.limit import Metric
from router.core.rollout.tally import FAILURE_CODES, REFUSAL_CODES, Sums, Tally
from router.core.traffic import AUDIT_CALLER

__all__ = ["BESIDE", "UNDER", "SqliteTallies"]


def _quoted(codes: Sequence[str]) -> str:
    return ", ".join(f"'{code}'" for code in sorted(codes))


# From requests to conversations, and from conversations to sums; metrics by their numbers.
_PAIRS = {
    Metric.COST: ("answered", "cost_usd"),
    Metric.ERRORS: ("1", "failed"),
    Metric.REFUSED: ("1", "refused"),
    Metric.BAD_FEEDBACK: ("bad IS NOT NULL", "COALESCE(bad, 0)"),
}
_BY_LOT = ", ".join(
    f"TOTAL({n}) AS n{number}, TOTAL({y}) AS y{number}"
    for number, (n, y) in enumerate(_PAIRS.values())
)
_SUMS = ", ".join(
    f"COUNT(NULLIF(n{k}, 0)), TOTAL(n{k}), TOTAL(y{k}), TOTAL(n{k} * n{k}), TOTAL(y{k} * y{k}), "
    f"TOTAL(n{k} * y{k})"
    for k in range(len(_PAIRS))
)
_WIDTH = 6
_TALLY = """
WITH request AS (
    SELECT e.decision_id AS id,
        SUM(e.cost_nano_usd) / {nanos}.0 AS cost_usd,
        MAX(e.outcome IN ('completed', 'cancelled')) AS answered,
        MAX(e.outcome = 'failed' OR COALESCE(e.error_code, '') IN ({failures})) AS failed,
        MAX(COALESCE(e.error_code, '') IN ({refusals})) AS refused
    FROM ledger_entry e
    WHERE e.at_us >= ? AND e.at_us < ? AND e.key_id <> ? AND e.policy_version {equals} ?
        AND (? OR e.team IN (SELECT value FROM json_each(?)))
    GROUP BY e.decision_id
), judged AS (
    SELECT r.*,
        COALESCE(NULLIF(json_extract(d.facts, '$.lot'), ''), r.id) AS lot,
        (SELECT CASE WHEN f.score IS NULL THEN f.verdict = 'rejected' ELSE f.score < 0.5 END
         FROM feedback f WHERE f.decision_id = r.id
             AND (f.score IS NOT NULL OR f.verdict IS NOT NULL)
         ORDER BY f.seq DESC LIMIT 1) AS bad
    FROM request r JOIN decision d ON d.id = r.id
), conversation AS (SELECT COUNT(*) AS requests, {by_lot} FROM judged GROUP BY lot)
SELECT COALESCE(SUM(requests), 0), {sums} FROM conversation
"""


def _query(equals: str) -> str:
    return _TALLY.format(
        nanos=NANOS_PER_USD,
        failures=_quoted(FAILURE_CODES),
        refusals=_quoted(REFUSAL_CODES),
        equals=equals,
        by_lot=_BY_LOT,
        sums=_SUMS,
    )


UNDER, BESIDE = _query("="), _query("<>")


class SqliteTallies:
    """Implements `Tallies`, in worker threads: no request waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def under(
        self, version: str, *, since: datetime, until: datetime, teams: Sequence[str] = ()
    ) -> Tally:
        """The requests under a version."""
        bounds = (version, since, until)
        return await asyncio.to_thread(self._read, UNDER, bounds=bounds, teams=teams)

    async def beside(
        self, version: str, *, since: datetime, until: datetime, teams: Sequence[str] = ()
    ) -> Tally:
        """The requests under any other version."""
        bounds = (version, since, until)
        return await asyncio.to_thread(self._read, BESIDE, bounds=bounds, teams=teams)

    def _read(
        self, query: str, *, bounds: tuple[str, datetime, datetime], teams: Sequence[str]
    ) -> Tally:
        version, since, until = bounds
        given = (
            *(to_micros(since), to_micros(until), AUDIT_CALLER.key_id, version),
            *(not teams, json.dumps(list(teams))),
        )
        with self._database.reading() as connection:
            requests, *sums = connection.execute(query, given).fetchone()
        found = {
            metric: _sums(sums[k * _WIDTH : (k + 1) * _WIDTH]) for k, metric in enumerate(_PAIRS)
        }
        return Tally(requests=requests, sums=found)


def _sums(row: Sequence[Any]) -> Sums:
    conversations, n, y, nn, yy, ny = row
    return Sums(conversations=conversations, n=n, y=y, nn=nn, yy=yy, ny=ny)
