-- Version 8: the directory of the organisation: departments, teams, projects, people.

CREATE TABLE directory_entry (
    kind           TEXT NOT NULL,     -- organisation, team, user and so on
    id             TEXT NOT NULL,     -- the name that keys, requests and the ledger use
    name           TEXT NOT NULL,     -- what people call it; '' where that is the id
    parent_kind    TEXT,              -- what it belongs to
    parent_id      TEXT,
    cost_centre    TEXT,              -- id of the cost centre that pays; NULL: the parent's
    archived_at_us INTEGER,
    PRIMARY KEY (kind, id),
    CHECK ((parent_kind IS NULL) = (parent_id IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE directory_version (      -- one row; services ask it what they have missed
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version  INTEGER NOT NULL
) STRICT;

INSERT INTO directory_version VALUES (1, 0);
