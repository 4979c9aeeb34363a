"""Version 10: notices that wait for delivery."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_NOTICES = """
CREATE TABLE notice (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    kind         text NOT NULL,
    at_us        bigint NOT NULL,
    subject      text NOT NULL,
    text         text NOT NULL,
    link         text,
    data         text NOT NULL,  -- JSON
    recipients   text NOT NULL,  -- JSON: mail addresses
    state        text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    attempts     bigint NOT NULL,
    next_us      bigint NOT NULL,  -- nobody tries before
    until_us     bigint NOT NULL,  -- then it is given up
    delivered_to text NOT NULL,  -- JSON: names of channels
    error        text NOT NULL
);
CREATE INDEX notice_due ON notice (next_us) WHERE state = 'waiting';
CREATE INDEX notice_at ON notice (at_us);
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(_NOTICES)
