"""Version 3: what requests under way hold of budgets and quotas."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what holds and counters need."""
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
