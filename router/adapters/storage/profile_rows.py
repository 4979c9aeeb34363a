"""Which queries does an SQL store ask of what is usual for whom?"""

__all__ = ["ProfileQueries"]


class ProfileQueries:
    """Statements that SQLite and PostgreSQL share, but for the mark of a parameter."""

    def __init__(self, mark: str) -> None:
        self.begin = (
            f"INSERT INTO watch_begun (only_row, at_us) VALUES (1, {mark}) "  # noqa: S608
            "ON CONFLICT (only_row) DO NOTHING"
        )
        self.begun = "SELECT at_us FROM watch_begun"
        self.known = "SELECT subject_kind, subject FROM watch_profile ORDER BY 1, 2"
        self.load = (
            f"SELECT packed FROM watch_profile WHERE subject_kind = {mark} AND subject = {mark}"  # noqa: S608
        )
        self.save = (
            "INSERT INTO watch_profile (subject_kind, subject, saved_us, packed) "  # noqa: S608
            f"VALUES ({mark}, {mark}, {mark}, {mark}) ON CONFLICT (subject_kind, subject) "
            "DO UPDATE SET saved_us = excluded.saved_us, packed = excluded.packed"
        )
        self.forget = f"DELETE FROM watch_profile WHERE saved_us < {mark}"  # noqa: S608
