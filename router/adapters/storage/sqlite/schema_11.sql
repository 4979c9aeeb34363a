-- Version 11: findings, what people said of them, and what is usual for whom.

CREATE TABLE finding (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,      -- the detector
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('key', 'user', 'team', 'project')),
    subject      TEXT NOT NULL,
    team         TEXT,               -- whose lead may look at it
    opened_us    INTEGER NOT NULL,
    last_us      INTEGER NOT NULL,
    until_us     INTEGER NOT NULL,   -- counts no longer than this, whoever is alive then
    lifted_us    INTEGER,            -- ended by a person
    ended_us     INTEGER,            -- written down that it is over
    body         TEXT NOT NULL       -- JSON
) STRICT, WITHOUT ROWID;

CREATE INDEX finding_standing ON finding (kind, subject_kind, subject)
    WHERE lifted_us IS NULL AND ended_us IS NULL;
CREATE INDEX finding_by_time ON finding (opened_us, id);
CREATE INDEX finding_by_subject ON finding (subject_kind, subject, opened_us);

-- By which thresholds are multiplied, after what people said.
CREATE TABLE finding_factor (
    kind         TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject      TEXT NOT NULL,
    factor       REAL NOT NULL,
    PRIMARY KEY (kind, subject_kind, subject)
) STRICT, WITHOUT ROWID;

-- One row: how many changes there were of findings and factors.
CREATE TABLE finding_version (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version  INTEGER NOT NULL
) STRICT;

INSERT INTO finding_version VALUES (1, 0);

CREATE TABLE watch_profile (
    subject_kind TEXT NOT NULL,
    subject      TEXT NOT NULL,
    saved_us     INTEGER NOT NULL,
    packed       BLOB NOT NULL,
    PRIMARY KEY (subject_kind, subject)
) STRICT;

CREATE INDEX watch_profile_by_age ON watch_profile (saved_us);

-- At most one row: when the traffic was first watched.
CREATE TABLE watch_begun (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    at_us    INTEGER NOT NULL
) STRICT;
