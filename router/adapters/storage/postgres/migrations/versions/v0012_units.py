"""Version 12: what is billed by the picture, the second or the character."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# A default that does not vary is kept once for all rows: the table is not written anew.
_UNITS = """
ALTER TABLE ledger_entry
    ADD COLUMN units bigint NOT NULL DEFAULT 0,
    ADD COLUMN unit  text  -- NULL where tokens alone count
"""


def upgrade() -> None:
    """Add the columns."""
    op.execute(_UNITS)
