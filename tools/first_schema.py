"""Write the first revision from the models; only before the first release.

Later revisions are written by hand: `tests/db/test_schema.py` tells what they lack.
"""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from db.models import Base

HEAD = '''"""The first released schema.

Frozen: a released revision never changes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables."""
    {body}
'''


def main() -> None:
    """Render the revision."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        script = produce_migrations(context, Base.metadata)
        assert script.upgrade_ops is not None
        body = render_python_code(script.upgrade_ops, migration_context=context)
    lines = [line for line in body.splitlines() if not line.strip().startswith("#")]
    text = HEAD.format(body="\n".join(lines).strip())
    target = Path(__file__).parents[1] / "db/migrations/versions/0001_first.py"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
