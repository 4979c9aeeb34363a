"""Version 4: budgets and quotas that administrators set."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STORED_LIMIT = """
CREATE TABLE stored_limit (
    kind          text COLLATE "C" NOT NULL CHECK (kind IN ('budget', 'quota')),
    id            text COLLATE "C" NOT NULL,
    counted_since bigint NOT NULL,  -- the version in which it began to count what it counts now
    body          text NOT NULL,    -- JSON
    PRIMARY KEY (kind, id)
);
"""

_LIMIT_VERSION = """
CREATE TABLE limit_version (
    only_row smallint PRIMARY KEY CHECK (only_row = 1),
    version  bigint NOT NULL  -- how many changes there were
);
INSERT INTO limit_version VALUES (1, 0);
"""


def upgrade() -> None:
    """Make what keeps them."""
    op.execute(_STORED_LIMIT)
    op.execute(_LIMIT_VERSION)
