"""`manage.py revoke_key ID`: ends an API key now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from aiops.core import audit, keyring
from aiops.core.models import ApiKey


class Command(BaseCommand):
    help = (
        "Ends an API key now: other processes know within seconds. Ending it again changes nothing. Exit code 0: it is "
        "ended; 1: there is no such key; 2: wrong arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key_id", help="the eight characters by which Settings shows the key, never its secret")

    def handle(self, *_args: Any, **options: Any) -> None:
        key = ApiKey.objects.filter(key_id=options["key_id"]).select_related("project").first()
        if key is None:
            raise CommandError("There is no key with this id. Give the eight characters after aio_..._, not the key.")
        if keyring.revoke(key):
            audit.record("key.revoked", key, project=key.project)
        self.stdout.write(f"{key} is revoked.")
