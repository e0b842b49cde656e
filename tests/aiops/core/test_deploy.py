"""Django's own list of what a production should be, under production's settings."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

PRODUCTION = {
    "AIOPS_HTTPS": "1",
    "AIOPS_BASE_URL": "https://aiops.example.com",
    "AIOPS_SECRET_KEY": "aZ3-kQ8_" * 8,
    "AIOPS_OIDC_URL": "https://login.example.com",
    "AIOPS_OIDC_CLIENT_ID": "us",
    "AIOPS_OIDC_SECRET": "s",
}


def test_it_finds_nothing(tmp_path: Path) -> None:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "check", "--deploy", "--fail-level", "WARNING"]
    environment = {**os.environ, **PRODUCTION, "AIOPS_HOME": str(tmp_path)}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # that of browser tests
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "System check identified no issues" in done.stdout + done.stderr
