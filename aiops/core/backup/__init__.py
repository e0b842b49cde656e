"""Back-up and restore with PostgreSQL's own programs: the file is a plain archive of pg_dump, of one moment."""

SCHEMAS = ("public", "pgmq")


class BackupError(Exception):
    """What could not be done, and what to do about it; shown as it is."""
