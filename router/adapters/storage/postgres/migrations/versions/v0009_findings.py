"""Version 9: findings, what people said of them, and what is usual for whom."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_FINDING = """
CREATE TABLE finding (
    id           text COLLATE "C" PRIMARY KEY,
    kind         text COLLATE "C" NOT NULL,  -- the detector
    subject_kind text COLLATE "C" NOT NULL
        CHECK (subject_kind IN ('key', 'user', 'team', 'project')),
    subject      text COLLATE "C" NOT NULL,
    team         text COLLATE "C",           -- whose lead may look at it
    opened_us    bigint NOT NULL,
    last_us      bigint NOT NULL,
    until_us     bigint NOT NULL,            -- counts no longer than this, whoever is alive then
    lifted_us    bigint,                     -- ended by a person
    ended_us     bigint,                     -- written down that it is over
    body         text NOT NULL               -- JSON
);
CREATE INDEX finding_standing ON finding (kind, subject_kind, subject)
    WHERE lifted_us IS NULL AND ended_us IS NULL;
CREATE INDEX finding_by_time ON finding (opened_us, id);
CREATE INDEX finding_by_subject ON finding (subject_kind, subject, opened_us);
"""

_FACTOR = """
CREATE TABLE finding_factor (
    kind         text COLLATE "C" NOT NULL,
    subject_kind text COLLATE "C" NOT NULL,
    subject      text COLLATE "C" NOT NULL,
    factor       double precision NOT NULL,
    PRIMARY KEY (kind, subject_kind, subject)
);
CREATE TABLE finding_version (
    only_row smallint PRIMARY KEY CHECK (only_row = 1),
    version  bigint NOT NULL  -- how many changes there were of findings and factors
);
INSERT INTO finding_version VALUES (1, 0);
"""

_PROFILE = """
CREATE TABLE watch_profile (
    subject_kind text COLLATE "C" NOT NULL,
    subject      text COLLATE "C" NOT NULL,
    saved_us     bigint NOT NULL,
    packed       bytea NOT NULL,
    PRIMARY KEY (subject_kind, subject)
);
CREATE INDEX watch_profile_by_age ON watch_profile (saved_us);
CREATE TABLE watch_begun (
    only_row smallint PRIMARY KEY CHECK (only_row = 1),
    at_us    bigint NOT NULL  -- when the traffic was first watched
);
"""


def upgrade() -> None:
    """Make the tables."""
    op.execute(_FINDING)
    op.execute(_FACTOR)
    op.execute(_PROFILE)
