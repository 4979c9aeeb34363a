"""Which statements sum spend up by hours and days, and read the sums with what is not in them?

They are those of SQLite and of PostgreSQL; parameters are written as SQLite has them.

A request is counted with the first entry of its decision. Where a later entry (another try, a
correction) stands in another hour or group than the first, a report may see the one without the
other: such entries are also listed one by one, so that counts are exact in every interval.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from router.core.caller import UNASSIGNED
from router.core.ledger import SpendBy, SpendRow
from router.core.money import from_nanos

__all__ = ["AGAIN", "DAY_US", "HOUR_US", "SUMS", "bounds", "raw", "report", "to_rows"]

HOUR_US = 3_600 * 1_000_000
DAY_US = 24 * HOUR_US
_COLUMNS = {by: "key_id" if by is SpendBy.KEY else by.value for by in SpendBy}


def _group(entry: str, by: SpendBy) -> str:
    """What `entry` is counted under; quoted, for PostgreSQL has a `user` of its own."""
    return f"COALESCE({entry}.\"{_COLUMNS[by]}\", '{UNASSIGNED}')"


def _any_group(entry: str) -> str:
    cases = " ".join(f"WHEN '{by.value}' THEN {_group(entry, by)}" for by in SpendBy)
    return f"CASE d.grouped_by {cases} END"


def _columns(entry: str) -> str:
    return ", ".join(f'{entry}."{column}"' for column in _COLUMNS.values())


_IS_FIRST = """
    CASE WHEN EXISTS (
        SELECT 1 FROM ledger_entry AS o WHERE o.decision_id = e.decision_id AND o.seq < e.seq
    ) THEN 0 ELSE 1 END AS is_first
"""
_JOIN_FIRST = """
    JOIN ledger_entry AS f ON f.decision_id = e.decision_id AND f.seq < e.seq
    WHERE e.is_first = 0 AND NOT EXISTS (
        SELECT 1 FROM ledger_entry AS o WHERE o.decision_id = e.decision_id AND o.seq < f.seq
    )
"""
_BATCH = f"""
    WITH d (grouped_by) AS (VALUES {", ".join(f"('{by.value}')" for by in SpendBy)}),
    e AS MATERIALIZED (
        SELECT e.seq, e.decision_id, e.at_us, {_columns("e")},
               e.input_tokens, e.output_tokens, e.cost_nano_usd, {_IS_FIRST}
        FROM ledger_entry AS e WHERE e.seq > :after AND e.seq <= :until
    )
"""  # noqa: S608 - our own numbers and column names, here and below


def _begins(moment: str, span: str | int) -> str:
    """Rounded down, also before 1970."""
    return f"{moment} - (({moment} % {span}) + {span}) % {span}"


# Entries of an hour that agree in all columns become one row first: they are many, and each row
# is then counted 24 times over. That takes a tenth of the time.
SUMS = f"""{_BATCH}, alike AS MATERIALIZED (
        SELECT {_begins("e.at_us", HOUR_US)} AS hour_us, {_columns("e")},
               SUM(is_first) AS requests, SUM(input_tokens) AS input_tokens,
               SUM(output_tokens) AS output_tokens, SUM(cost_nano_usd) AS cost_nano_usd
        FROM e GROUP BY hour_us, {_columns("e")}
    ), w (span_us) AS (VALUES ({HOUR_US}), ({DAY_US}))
    SELECT grouped_by, span_us, begins_us, name, SUM(requests), SUM(input_tokens),
           SUM(output_tokens), SUM(cost_nano_usd)
    FROM (SELECT d.grouped_by, w.span_us, {_begins("a.hour_us", "w.span_us")} AS begins_us,
                 {_any_group("a")} AS name,
                 a.requests, a.input_tokens, a.output_tokens, a.cost_nano_usd
          FROM alike AS a CROSS JOIN d CROSS JOIN w) AS each_group
    GROUP BY grouped_by, span_us, begins_us, name
"""  # noqa: S608
"""The sums of the entries after `after` until `until`: rows of `spend_sum`."""

AGAIN = f"""{_BATCH}
    SELECT d.grouped_by, e.at_us, e.seq, e.decision_id, {_any_group("e")}, f.at_us,
           {_any_group("f")}
    FROM (SELECT * FROM e WHERE is_first = 0) AS e CROSS JOIN d {_JOIN_FIRST}
        AND (e.at_us <> f.at_us OR {_any_group("e")} <> {_any_group("f")})
"""  # noqa: S608
"""Those of them that stand elsewhere than the first of their decision: rows of `spend_again`."""


def bounds(since_us: int, until_us: int) -> dict[str, int]:
    """The parameters of a report: the interval, the days and hours in it, and what is beside."""
    first_hour, last_hour = -(-since_us // HOUR_US) * HOUR_US, until_us // HOUR_US * HOUR_US
    first_day, last_day = -(-since_us // DAY_US) * DAY_US, until_us // DAY_US * DAY_US
    return {
        "since": since_us,
        "until": until_us,
        "first_hour": first_hour,
        "hours_end": min(first_day, last_hour),
        "first_day": first_day,
        "last_day": last_day,
        "hours_begin": max(first_day, last_day),
        "last_hour": last_hour,
        "edge_ends": min(first_hour, until_us),
        "edge_begins": max(first_hour, last_hour),
    }


def raw(by: SpendBy, *, collate: str = "") -> str:
    """The same report from the entries alone; `collate` sorts names byte by byte."""
    return f"""
        SELECT {_group("e", by)} {collate} AS name, COUNT(DISTINCT decision_id),
               SUM(input_tokens), SUM(output_tokens), SUM(cost_nano_usd) AS cost
        FROM ledger_entry AS e WHERE at_us >= :since AND at_us < :until
        GROUP BY name ORDER BY cost DESC, name
    """  # noqa: S608


def report(by: SpendBy, *, collate: str = "", plus: str = "") -> str:
    """Spend from days and hours, and from entries that are not summed up or not in a whole hour.

    One statement, so one snapshot: the sums move together with the mark in `spend_summed`.
    `plus` before a column keeps SQLite from searching by it.
    """
    name = f"{_group('e', by)} {collate}"
    entry = f"e.decision_id, e.seq, {name} AS name, e.input_tokens, e.output_tokens"
    entry = f"SELECT {entry}, e.cost_nano_usd, {_IS_FIRST} FROM ledger_entry AS e WHERE"  # noqa: S608
    summed = f"{plus}e.seq <= (SELECT seq FROM spend_summed)"  # noqa: S608
    figures = "name, is_first, input_tokens, output_tokens, cost_nano_usd"
    first = f"{_group('f', by)} {collate}"
    return f"""
        WITH late AS MATERIALIZED (
            {entry} e.seq > (SELECT seq FROM spend_summed)
                AND {plus}e.at_us >= :since AND {plus}e.at_us < :until
        ), edge AS (
            {entry} e.at_us >= :since AND e.at_us < :edge_ends AND {summed}
            UNION ALL
            {entry} e.at_us >= :edge_begins AND e.at_us < :until AND {summed}
        ), again AS (
            SELECT name, decision_id FROM spend_again
            WHERE grouped_by = '{by.value}' AND at_us >= :since AND at_us < :until
                AND NOT (first_at_us >= :since AND first_at_us < :until AND first_name = name)
            UNION
            SELECT e.name, e.decision_id FROM late AS e {_JOIN_FIRST}
                AND NOT (f.at_us >= :since AND f.at_us < :until AND {first} = e.name)
        ), part (name, requests, input_tokens, output_tokens, cost_nano_usd) AS (
            {_sums(by)}
            UNION ALL SELECT {figures} FROM late
            UNION ALL SELECT {figures} FROM edge
            UNION ALL SELECT name, 1, 0, 0, 0 FROM again
        )
        SELECT name, SUM(requests), SUM(input_tokens), SUM(output_tokens),
               SUM(cost_nano_usd) AS cost
        FROM part GROUP BY name ORDER BY cost DESC, name
    """  # noqa: S608


def _sums(by: SpendBy) -> str:
    sums = "SELECT name, requests, input_tokens, output_tokens, cost_nano_usd FROM spend_sum"
    sums = f"{sums} WHERE grouped_by = '{by.value}' AND span_us ="
    return f"""
        {sums} {DAY_US} AND begins_us >= :first_day AND begins_us < :last_day
        UNION ALL {sums} {HOUR_US} AND begins_us >= :first_hour AND begins_us < :hours_end
        UNION ALL {sums} {HOUR_US} AND begins_us >= :hours_begin AND begins_us < :last_hour
    """


def to_rows(found: Iterable[Sequence[Any]]) -> list[SpendRow]:
    """The rows of a report; PostgreSQL sums whole numbers up to decimal ones."""
    return [
        SpendRow(
            group=group,
            requests=int(requests),
            input_tokens=int(input_tokens),
            output_tokens=int(output_tokens),
            cost_usd=from_nanos(int(nanos)),
        )
        for group, requests, input_tokens, output_tokens, nanos in found
    ]
