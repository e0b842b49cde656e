"""Which secret a database's hashes were made with: said in a comment on the table of keys, dumped along with it."""

import hmac

from django.conf import settings
from django.db import ProgrammingError, connection

from aiops.core import sql
from aiops.core.backup import BackupError


def fingerprint() -> str:
    """Of the secrets of this installation: tells whether two are equal, and nothing of what they are."""
    secrets = f"{settings.SECRET_KEY}\0{settings.KEY_PEPPER}".encode()
    return f"secret {hmac.digest(secrets, b'aiops.core.backup', 'sha256').hex()[:16]}"


def write_down() -> None:
    """Raises BackupError where there is nothing of ours yet, or it is somebody else's."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.composed("aiops/core", "secret_note", {"note": fingerprint()}))
    except ProgrammingError as error:
        why = str(error).strip().partition("\n")[0]
        raise BackupError(
            f"The database cannot be backed up: {why}. Run `manage.py prepare` first, as the owner of its tables."
        ) from None


def differs() -> bool:
    """Whether the database says that its hashes were made with other secrets than ours."""
    noted = sql.tuples("aiops/core", "secret_noted", ())[0][0]
    return noted is not None and noted != fingerprint()
