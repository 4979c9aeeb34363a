"""Version 6: the directory of the organisation: departments, teams, projects, people."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ENTRY = """
CREATE TABLE directory_entry (
    kind           text COLLATE "C" NOT NULL,  -- organisation, team, user and so on
    id             text COLLATE "C" NOT NULL,  -- the name that keys, requests and the ledger use
    name           text NOT NULL,              -- what people call it; '' where that is the id
    parent_kind    text,                       -- what it belongs to
    parent_id      text,
    cost_centre    text,                       -- id of the one that pays; NULL: the parent's
    archived_at_us bigint,
    PRIMARY KEY (kind, id),
    CHECK ((parent_kind IS NULL) = (parent_id IS NULL))
)
"""
# One row: services ask it what they have missed, and who changes something locks it.
_VERSION = """
CREATE TABLE directory_version (
    only_row smallint PRIMARY KEY CHECK (only_row = 1),
    version  bigint NOT NULL
);
INSERT INTO directory_version VALUES (1, 0);
"""


def upgrade() -> None:
    """Make the directory."""
    op.execute(_ENTRY)
    op.execute(_VERSION)
