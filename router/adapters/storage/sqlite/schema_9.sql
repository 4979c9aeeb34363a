-- Version 9: spend by hours and days, so that a report over a year reads no year of entries.
-- Working state: to make it anew, delete all of both tables, and set seq of spend_summed to 0.

-- For each thing that spend is grouped by: team, user and so on.
CREATE TABLE spend_sum (
    grouped_by    TEXT NOT NULL,
    span_us       INTEGER NOT NULL,  -- an hour or a day, in UTC
    begins_us     INTEGER NOT NULL,
    name          TEXT NOT NULL,
    requests      INTEGER NOT NULL,  -- decisions whose first entry is in it
    input_tokens  INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cost_nano_usd INTEGER NOT NULL,
    PRIMARY KEY (grouped_by, span_us, begins_us, name)
) STRICT, WITHOUT ROWID;

-- Later entries of a decision that stand at another moment, or under another name, than the first.
CREATE TABLE spend_again (
    grouped_by  TEXT NOT NULL,
    at_us       INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    decision_id TEXT NOT NULL,
    name        TEXT NOT NULL,
    first_at_us INTEGER NOT NULL,
    first_name  TEXT NOT NULL,
    PRIMARY KEY (grouped_by, at_us, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE spend_summed (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    seq      INTEGER NOT NULL  -- the last entry that is in the sums
) STRICT;

INSERT INTO spend_summed VALUES (1, 0);
